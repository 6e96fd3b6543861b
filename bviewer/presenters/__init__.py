"""What pages and feeds tell of an album or item, in words and addresses."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Let requests and templates speak the visitor's language."""
    config.include(".languages")
