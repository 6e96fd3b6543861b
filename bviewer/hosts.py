"""Names of hosts, in the one spelling that they are stored and looked up in."""

import functools
import re

# Not as strict as RFC 1123: names in home networks have underscores.
HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")


@functools.lru_cache(maxsize=1024)
def normalize_host(host: str) -> str:
    """A host without port and final dot, in lower case, international names in Punycode.

    Returns '' for what cannot be the name of a host.
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        normal = name.removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return normal if len(normal) <= 253 and HOST_NAME.fullmatch(normal) else ""
