"""Images in trouble, as lists of them show one."""

from typing import NamedTuple


class Trouble(NamedTuple):
    """An image, where its file is or was, its page, its album, and what is wrong if it is known."""

    id: str
    path: str
    url: str
    album: str
    reason: str | None
