"""Pages, by audience. A view is short: a context, a call or two to `catalog`, a dict.

`pages` gives every page one address; `errors` answers alike for what is missing and what is denied;
`headers` says what browsers may do with our answers, `robots` what search engines may, and
`readable` what is answered at all.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Register the pages of all audiences."""
    config.include(".headers")
    config.include(".compression")
    config.include(".pages")
    config.include(".robots")
    config.include(".static")
    config.scan(".errors")
    config.scan(".visitor")
