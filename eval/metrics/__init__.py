"""Metrics: small pure functions, each with its formula; no metric knows how an answer was made."""
