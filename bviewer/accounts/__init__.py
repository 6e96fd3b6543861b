"""People who can sign in: `users`, their `passwords`, `sessions`, one-time `links`, and `mail`.

`sign_in` checks who is at the door; how often somebody may try is said in `security.limits`.
"""

from bviewer.accounts.passwords import dummy_hash


def includeme(_config: object) -> None:
    """Make the hash now, so that the first unknown name does not take longer than a known one."""
    dummy_hash()
