"""Making the resized copies of photographs that the rows know: the database's side of `renditions`.

`render` makes those of one image, with `attempts`, which it records, and `reconcile`, where files
change under its hands; `precache` makes them before anybody asks. `eviction` keeps the caches
within their budgets, `cache_stats` measures them.
"""
