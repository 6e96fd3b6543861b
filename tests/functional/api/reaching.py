"""A site that programs reach as they do: over HTTP, under the name of its gallery."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bviewer.api import rates
from tests.entrance import Application, listening
from tests.nginx import HOST as LOCAL
from tests.ports import free_port


@contextmanager
def reached(front: Application) -> Iterator[dict[str, str]]:
    """Serve meanwhile; yields what programs have to find in their environment.

    To them it is a proxy, as no name leads here.
    """
    port = free_port()
    with listening(front, host=LOCAL, port=str(port)):
        yield {"http_proxy": f"http://{LOCAL}:{port}"}


