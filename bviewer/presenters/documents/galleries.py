"""Galleries as programs read them."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict


class GalleryLinks(TypedDict):
    """Addresses."""

    self: str
    html: str
    home: Annotated[str, Field(description="The album that all others are in.")]
    albums: str
    items: str


class GalleryDocument(TypedDict):
    """The gallery of this host."""

    host: str
    title: str
    home: Annotated[str, Field(description="The id of the album that all others are in.")]
    links: GalleryLinks
