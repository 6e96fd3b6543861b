"""Names of hosts, in the one spelling that they are stored and looked up in."""

import functools
import re

# Not as strict as RFC 1123: names in home networks have underscores.
HOST_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
LONGEST_LABEL = 63
LONGEST_NAME = 253

JOINERS = "\u200c\u200d"

THIS_MACHINE = "localhost"

# Names that no stranger can have lead anywhere: addresses, names without a dot, the domains that
# are reserved for networks of one's own (RFC 6761, 6762, 8375 and ICANN's .internal), and two whose
# owners give their names to the machines of such networks alone: FRITZ!Box and Tailscale.
OWN_NETWORK = re.compile(
    r"[0-9.]+|\[.*\]|[^.]+|.*\.(localhost|local|lan|home|internal|home\.arpa|fritz\.box|ts\.net)"
)


def is_of_own_network(host: str) -> bool:
    """Return whether a host, in its normal spelling, is one that only one's own network has."""
    return OWN_NETWORK.fullmatch(host) is not None


@functools.lru_cache(maxsize=1024)
def normalize_host(host: str) -> str:
    """Return a host without port and final dot, in lower case, international names in Punycode.

    Returns '' for what cannot be the name of a host.
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        normal = name.lower() if name.isascii() else ascii_name(name)
    except ValueError:
        return ""
    normal = normal.removesuffix(".")
    longest = max(map(len, normal.split(".")))
    fits = longest <= LONGEST_LABEL and len(normal) <= LONGEST_NAME
    return normal if fits and HOST_NAME.fullmatch(normal) else ""


def ascii_name(name: str) -> str:
    """Return an international name as the domain name system knows it; raises ValueError.

    As browsers do (UTS #46, without transitional processing): to them, faß.example is not
    fass.example, which may be somebody else's.
    """
    from idna import uts46_remap  # noqa: PLC0415 - few names need its tables of 2 MB.

    return ".".join(map(ascii_label, uts46_remap(name, std3_rules=False).split(".")))


def ascii_label(label: str) -> str:
    """Return one part of a mapped name in Punycode; raises ValueError.

    Not `idna.alabel`: IDNA 2008 has no place for ☕ and _, which browsers let pass.
    """
    from idna import check_bidi, check_initial_combiner, valid_contextj  # noqa: PLC0415 - see above.

    if label.isascii():
        return label
    check_initial_combiner(label)
    check_bidi(label)
    if not all(valid_contextj(label, at) for at, sign in enumerate(label) if sign in JOINERS):
        raise ValueError("a joiner where it joins nothing")
    if label.startswith("xn--"):
        raise ValueError("Punycode of Punycode")
    return f"xn--{label.encode('punycode').decode('ascii')}"


def readable_host(name: str) -> str:
    """Return a stored name as its owner writes it: `xn--bcher-kva.example` as `bücher.example`.

    Names that are no Punycode, or that of letters nobody can see, stay as they are.
    """
    try:
        readable = ".".join(unicode_label(label) for label in name.split("."))
    except UnicodeError:
        return name
    return readable if readable.isprintable() and normalize_host(readable) == name else name


def unicode_label(label: str) -> str:
    """Return one part of a name, decoded from Punycode; raises UnicodeError."""
    return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label
