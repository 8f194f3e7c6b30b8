"""Training of the small heads that stand beside the packaged embedding model; run by hand, results are committed."""
