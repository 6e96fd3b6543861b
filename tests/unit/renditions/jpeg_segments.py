"""What is in a JPEG besides its pixels."""

_NAMES = {
    0xC0: "SOF0",
    0xC2: "SOF2",
    0xC4: "DHT",
    0xDA: "SOS",
    0xDB: "DQT",
    0xDD: "DRI",
    0xFE: "COM",
}
_START_OF_SCAN = 0xDA


def segments(data: bytes) -> list[tuple[str, bytes]]:
    """Names and contents of all segments of a baseline JPEG (ITU-T T.81, annex B)."""
    assert data.startswith(b"\xff\xd8")
    assert data.endswith(b"\xff\xd9")
    found, at = [], 2
    while True:
        assert data[at] == 0xFF
        kind = data[at + 1]
        length = int.from_bytes(data[at + 2 : at + 4])
        name = f"APP{kind - 0xE0}" if 0xE0 <= kind <= 0xEF else _NAMES.get(kind, hex(kind))
        found.append((name, data[at + 4 : at + 2 + length]))
        at += 2 + length
        if kind == _START_OF_SCAN:
            assert b"\xff\xd8" not in data[at:], "a JPEG in the JPEG"
            return found
