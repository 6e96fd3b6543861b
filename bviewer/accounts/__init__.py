"""People who can sign in: `users`, their `passwords`, `sessions`, one-time `links`, and `mail`.

`sign_in` checks who is at the door; how often somebody may try is said in `security.limits`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(_config: "Configurator") -> None:
    """Make the hash now, so that the first unknown name does not take longer than a known one."""
    from bviewer.accounts.passwords import dummy_hash  # noqa: PLC0415 - few commands hash.

    dummy_hash()
