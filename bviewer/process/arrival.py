"""How a request arrived behind proxies: `/healthz` tells it to whoever knows the secret.

A proxy may leave out by what scheme, at which host and from where a visitor came, or let anybody
claim it. `visiting` asks, as visitors do.
"""

import hashlib
import hmac
import json
import re
import time
from typing import NamedTuple

from pyramid.request import Request

HEADER = "X-Bviewer-Doctor"
PASS = re.compile(r"([0-9]{1,12})\.[0-9a-f]{64}", re.ASCII)
LIFETIME = 300  # Seconds.


class Arrival(NamedTuple):
    """A request as it arrived."""

    scheme: str
    host: str
    address: str


def make_pass(secret: str, moment: float) -> str:
    """Return what opens the door for a few minutes."""
    message = f"doctor:{int(moment)}".encode()
    return f"{int(moment)}.{hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()}"


def is_pass(secret: str, text: str) -> bool:
    """Tell whether somebody who knows the secret made this a moment ago."""
    match = PASS.fullmatch(text)
    if match is None or abs(time.time() - int(match[1])) > LIFETIME:
        return False
    return hmac.compare_digest(make_pass(secret, int(match[1])), text)


def described(request: Request) -> str:
    """Return how a request arrived, for `ask`."""
    arrival = Arrival(request.scheme, request.host, request.remote_addr or "")
    return json.dumps(arrival._asdict())
