"""Ports for the servers of tests."""

import socket
from collections.abc import Iterator

HOST = "127.0.0.1"
ALL = range(20_000, 32_000)  # Below those that the kernel gives to clients.
BLOCK = 200

guards: list[socket.socket] = []


def own_ports() -> Iterator[int]:
    """Yield the ports of blocks that no other process takes: we listen at the first of each as long
    as we live.

    So nobody takes a port between the moment it is chosen and the moment its server listens, also
    when tests run twice on a machine.
    """
    for first in ALL[::BLOCK]:
        try:
            guards.append(socket.create_server((HOST, first)))
        except OSError:
            continue
        yield from range(first + 1, first + BLOCK)


candidates = own_ports()


def free_port() -> int:
    """A port that nobody listens at."""
    for port in candidates:
        try:
            socket.create_server((HOST, port)).close()
        except OSError:
            continue
        return port
    raise RuntimeError("all ports are taken")
