"""Making the resized copies of photographs that the rows know: the database's side of `renditions`.

`render` makes those of one image, with `attempts`, which it records, and `reconcile`, where files
change under its hands, with `following`, which says what may be shown then; `precache` makes them
before anybody asks. `eviction` keeps the caches within their budgets, `cache_stats` measures them.
"""
