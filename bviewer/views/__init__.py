"""Pages, by audience. A view is short: a context, a call or two to services, a dict.

`pages` gives every page one address; `errors` answers alike for what is missing and what is denied;
`headers` says what browsers may do with our answers, `origins` what pages of other sites may,
`robots` what search engines may, `readable`
what is answered at all, `crowd` how many tries to sign in are looked at at a time, `forms` how a
body is read, `programs` what is not for them, and `languages` in which language.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Register the pages of all audiences."""
    # A line of a template that says what to do leaves no line in the page.
    config.add_settings({"jinja2.trim_blocks": True, "jinja2.lstrip_blocks": True})
    config.include(".languages")
    config.include(".headers")
    config.include(".origins")
    config.include(".forms")
    config.include(".compression")
    config.include(".crowd")
    config.include(".pages")
    config.include(".viewing")
    config.include(".programs")
    config.include(".robots")
    config.include(".static")
    config.include(".owner.done")
    config.scan(".errors")
    config.scan(".origins")
    config.scan(".visitor")
    config.scan(".owner")
    config.scan(".account")
    config.scan(".site")
