"""Methods of requests."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
