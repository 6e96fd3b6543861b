"""Reading and changing galleries, albums and items.

`listings` answers what a page shows of child albums, `items` of what is in an album, for one
visitor; `summaries` keeps what is counted beforehand; `editing`, `galleries`, `gallery_hosts`,
`homes` and `presentation` change albums and galleries; `originals` keeps a row true to its file,
and `failures` why that cannot be shown; `budgets` says what a gallery may take of the cache, and
`totals` counts what it shows. Nothing here knows a request.
"""
