"""Reading and changing albums.

`listings` answers what a page shows, for one viewer; `summaries` keeps what is
counted beforehand; `editing` and `galleries` change albums and galleries; `sync` mirrors folders;
`originals` keeps a row true to its file; `budgets` says what a gallery may take of the cache, and
`totals` counts what it shows. Nothing here knows a request.
"""
