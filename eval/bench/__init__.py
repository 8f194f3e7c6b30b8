"""Benchmarks: scripts that print tables, run by hand; speeds are ratios against a naive system in the same run."""
