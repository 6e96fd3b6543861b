"""Films of YouTube and Vimeo in albums: `addresses` tells which one an address means, `editing`
changes what albums have of them. Nothing here asks a provider for anything.
"""
