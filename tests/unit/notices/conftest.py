"""A mail server."""

from collections.abc import Iterator

import pytest

from tests.smtp import Server, mail_server


@pytest.fixture
def server() -> Iterator[Server]:
    """Takes every mail."""
    with mail_server() as server:
        yield server
