"""A gallery that can send mail, and `anna`, who has a password and a mail address there."""

import re
from collections.abc import Iterator

import pytest

from bviewer.accounts.users import find_user
from tests.functional.signing_in import PASSWORD
from tests.hasher import WatchedHasher
from tests.site import Site
from tests.smtp import Mail, Server, mail_server, mail_settings
from tests.stack import Stack

ANNA = "anna@pub.test"


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server."""
    with mail_server() as server:
        yield server


@pytest.fixture
def mailing(tmp_path, database: Stack, server: Server, hasher: WatchedHasher) -> Iterator[Site]:
    """The gallery."""
    site = Site(tmp_path, database, **mail_settings(server))
    site.add_gallery()
    site.add_user("anna", PASSWORD)
    with site.session() as session:
        find_user(session, "anna").mail = ANNA
    yield site
    site.close()


def last_mail(site: Site, server: Server) -> Mail:
    """The mail that was sent last, when all that waits is done."""
    site.run_jobs()
    return server.inbox[-1]


def plain(mail: Mail) -> str:
    """What a mail says."""
    return next(mail.message.iter_parts()).get_content()


def link_in(mail: Mail) -> str:
    """The path of the link in a mail, which stands in both of its forms."""
    texts = [part.get_content() for part in mail.message.iter_parts()]
    found = [re.findall(r"http://pub\.test(/[^\s\"]+)", text) for text in texts]
    assert found[0] == found[1] != []
    return found[0][0]
