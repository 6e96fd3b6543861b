"""A site as programs reach it: over HTTP, under the name of its gallery."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.entrance import Application, listening
from tests.nginx import HOST
from tests.ports import free_port


@contextmanager
def reached(front: Application) -> Iterator[str]:
    """Serve meanwhile; yields where.

    For programs it is a proxy: no name leads here, and what is told has addresses with that name.
    """
    port = free_port()
    with listening(front, host=HOST, port=str(port)):
        yield f"http://{HOST}:{port}"
