"""Films of YouTube and Vimeo in albums: `addresses` tells which one an address means, and where it
is played; `editing` puts films into albums; `pictures` has workers get their pictures, by
`fetching`, which is the only place that asks anybody elsewhere for anything.
"""
