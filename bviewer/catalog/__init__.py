"""Reading and changing albums.

`listings` answers what a page shows, for one viewer; `summaries` keeps what is
counted beforehand; `editing` and `galleries` change albums and galleries; `sync` mirrors folders;
`originals` keeps a row true to its file; `budgets` says what a gallery may take of the cache, and
`totals` counts what it shows; `missing` looks for originals that are not there, `lost_folders` for
disks that are not, and `missing_lines` says so in few words. Nothing here knows a request.
"""
