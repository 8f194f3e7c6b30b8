"""How good the answers are: golden cases, metrics, benchmarks."""
