"""Ports for the servers of tests."""

import os
import socket
from itertools import count

HOST = "127.0.0.1"
PER_WORKER = 2000

# Below those that the kernel gives to clients, and others for each process that runs tests: nobody
# takes a port between the moment it is chosen and the moment its server listens.
worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
candidates = count(12_000 + PER_WORKER * worker)


def free_port() -> int:
    """A port that nobody listens at."""
    while True:
        port = next(candidates)
        try:
            socket.create_server((HOST, port)).close()
        except OSError:
            continue
        return port
