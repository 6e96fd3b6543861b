"""A device with passkeys: what a browser answers, made with a key of our own (WebAuthn level 2)."""

import hashlib
import json
import struct
from base64 import urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, NEW_KEY = 1, 4, 64


class Authenticator:
    """One passkey. Its counter goes up with each use; `flags` say what it made sure of."""

    def __init__(
        self, origin: str = "http://pub.test", credential_id: bytes = b"a passkey"
    ) -> None:
        """`origin` is where the browser is."""
        self.origin = origin
        self.credential_id = credential_id
        self.count = 0
        self.flags = PRESENT | VERIFIED
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: dict[str, Any]) -> str:
        """What a browser answers that is to make a passkey."""
        length = struct.pack(">H", len(self.credential_id))
        key = bytes(16) + length + self.credential_id + cbor2.dumps(self._cose_key())
        data = self._data(options["rp"]["id"], self.flags | NEW_KEY) + key
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=statement)

    def get(self, options: dict[str, Any]) -> str:
        """What a browser answers that is to sign in."""
        self.count += 1
        data = self._data(options["rpId"], self.flags)
        client = self._client("webauthn.get", options["challenge"])
        message = data + hashlib.sha256(client).digest()
        signature = self._key.sign(message, ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _cose_key(self) -> dict[int, Any]:
        point = self._key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}

    def _answer(self, **response: bytes) -> str:
        parts = {name: encoded(value) for name, value in response.items()}
        identity = encoded(self.credential_id)
        answer = {"id": identity, "rawId": identity, "type": "public-key", "response": parts}
        return json.dumps({**answer, "clientExtensionResults": {}})


def encoded(value: bytes) -> str:
    """Bytes, as JSON has them."""
    return urlsafe_b64encode(value).decode().rstrip("=")
