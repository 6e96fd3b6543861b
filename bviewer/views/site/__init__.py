"""What machines ask on behalf of the site's operator, at any host: is it well, how much is done.

Both have routes of their own, because they are about no gallery.
"""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Register the two."""
    config.include(".health")
    config.include(".metrics")
