"""Addresses of networks, in the one form that they are compared in."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


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
