"""Addresses of networks, in the one form that they are compared in."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Of this machine (RFC 1122, 4291), of networks of one's own (RFC 1918, 4193), of a cable without a
# router (RFC 3927, 4291), and of what carriers and Tailscale share (RFC 6598). Not Python's
# `is_private`, which counts addresses of documents among them.
OWN_NETWORKS = [
    *map(ipaddress.ip_network, ("127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12")),
    *map(ipaddress.ip_network, ("192.168.0.0/16", "fc00::/7", "169.254.0.0/16", "fe80::/10")),
    ipaddress.ip_network("100.64.0.0/10"),
]


def parse_address(text: str) -> Address | None:
    """Return an address, or None if it is none.

    A socket for both versions shows an IPv4 address inside an IPv6 one.
    """
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    address = parse_address(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def is_of_own_network(text: str) -> bool:
    """Return whether an address is this machine's, or one that only one's own network has."""
    found = parse_address(text)
    return found is not None and any(found in network for network in OWN_NETWORKS)
