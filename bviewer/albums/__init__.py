"""Reading and changing galleries, albums and items.

For one visitor, `contents` is what a page shows: a page of child albums (`listings`, `child_pages`)
and of `items` (`item_pages`), and `years`; `newest` is for feeds. `summaries` keeps what is counted
beforehand, and `covers` who is shown which. `editing`, `galleries`, `gallery_hosts`, `homes`,
`ignoring` and `presentation` change albums and galleries; `originals` keeps a row true to its file,
`former_contents` what it was before, `versions` what became of that, and `failures` why that cannot
be shown; `budgets` says what a gallery may take of the cache, and `totals` counts what it shows.

What owners do to items begins with `chosen_items`: `removing`, `transfers`, `item_times` and
`item_editing` change them, `excluding` has a sync pass over what was taken out, `jobs` tells how
far long work is. `browsing` looks into folders, `picking` takes from them.

For owners, `adding`, `arranging`, `moving`, `selections` and `trash` change where albums stand and
what is in them, `applying` all of a branch at once (`subtrees`); `gallery_settings`, `appearance`
and `times` are about a gallery as a whole, `overview` and `troubles` tell how it is.

Nothing here knows a request.
"""
