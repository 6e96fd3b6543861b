"""Names of hosts, in the one spelling that they are stored and looked up in."""

import functools
import re
import unicodedata

# Not as strict as RFC 1123: names in home networks have underscores.
HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
LONGEST_LABEL = 63
LONGEST_NAME = 253

DOT = re.compile(r"[.\u3002\uff0e\uff61]")
# What IDNA of 2003, and with it Python's codec, writes as something else or leaves out. Browsers
# keep them (UTS #46): to them, faß.example is not fass.example, which may be somebody else's.
DEVIATION = re.compile(r"[ßς\u200c\u200d]")


@functools.lru_cache(maxsize=1024)
def normalize_host(host: str) -> str:
    """A host without port and final dot, in lower case, international names in Punycode.

    Returns '' for what cannot be the name of a host.
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        normal = ".".join(ascii_label(label) for label in DOT.split(name.removesuffix(".")))
    except UnicodeError:
        return ""
    return normal if len(normal) <= LONGEST_NAME and HOST_NAME.fullmatch(normal) else ""


def ascii_label(label: str) -> str:
    """One part of a name as the domain name system knows it; raises UnicodeError."""
    # Letter by letter: a whole word in capitals would get a final sigma.
    lower = unicodedata.normalize("NFKC", "".join(letter.lower() for letter in label))
    plain = DEVIATION.sub("", lower).encode("idna").decode("ascii")
    if not DEVIATION.search(lower):
        return plain
    encoded = f"xn--{lower.encode('punycode').decode('ascii')}"
    if len(encoded) > LONGEST_LABEL:
        raise UnicodeError("label too long")
    return encoded


def readable_host(name: str) -> str:
    """A stored name as its owner writes it: `xn--bcher-kva.example` is `bücher.example`.

    Names that are no Punycode, or that of letters nobody can see, stay as they are.
    """
    try:
        readable = ".".join(unicode_label(label) for label in name.split("."))
    except UnicodeError:
        return name
    return readable if readable.isprintable() and normalize_host(readable) == name else name


def unicode_label(label: str) -> str:
    """One part of a name, decoded from Punycode; raises UnicodeError."""
    return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
