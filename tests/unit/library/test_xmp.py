import pytest

from bviewer.library.xmp import DEEPEST, position_of, read_xmp

HEAD = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
)
FOOT = "</rdf:Description></rdf:RDF></x:xmpmeta>"


def packet(inner: str, attributes: str = "") -> bytes:
    return f"{HEAD}{attributes}>{inner}{FOOT}".encode()


TITLE = (
    "<d:title><rdf:Alt><rdf:li xml:lang='de'>Boot</rdf:li>"
    "<rdf:li xml:lang='x-default'>Boat &amp; sea</rdf:li></rdf:Alt></d:title>"
)


def test_properties_are_attributes_or_elements_under_any_prefix() -> None:
    bag = "<d:subject><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag></d:subject>"
    found, problem = read_xmp(packet(TITLE + bag, 'xmp:Rating="4"'))
    assert found == {
        "dc:title": ["Boat & sea", "Boot"],
        "dc:subject": ["a", "b"],
        "xmp:Rating": ["4"],
    }
    assert problem == ""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_packet_may_be_written_in_other_letters(encoding: str) -> None:
    found, _ = read_xmp(packet(TITLE).decode().replace("Boat", "Bärg").encode(encoding))
    assert found["dc:title"][0] == "Bärg & sea"


def test_what_is_told_of_another_thing_is_no_property() -> None:
    inner = '<x:from><rdf:Description xmp:Rating="1"/></x:from><xmp:Rating>5</xmp:Rating>'
    assert read_xmp(packet(inner))[0] == {"xmp:Rating": ["5"]}


def test_a_document_type_ends_the_reading() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]>' + packet("<d:title>&a;</d:title>")
    assert read_xmp(entity) == ({}, "has a document type")


def test_depth_ends_the_reading() -> None:
    deep = packet("<xmp:Rating>5</xmp:Rating>" + "<x:a>" * DEEPEST + "</x:a>" * DEEPEST)
    assert read_xmp(deep) == ({"xmp:Rating": ["5"]}, "is nested too deeply")


def test_what_was_read_before_damage_holds() -> None:
    found, problem = read_xmp(packet("<xmp:Rating>5</xmp:Rating>")[:-30])
    assert found == {"xmp:Rating": ["5"]}
    assert problem.startswith("is damaged")


@pytest.mark.parametrize("block", [b"", b"\0\0", b"<", b"\xff\xfe", b'<?xml encoding="none"?><a/>'])
def test_nonsense_says_nothing(block: bytes) -> None:
    found, problem = read_xmp(block)
    assert not found
    assert problem


@pytest.mark.parametrize(
    ("latitude", "longitude", "position"),
    [
        ("48,8.25N", "11,34,30E", {"latitude": 48.1375, "longitude": 11.575}),
        ("33,52.5S", "151,12W", {"latitude": -33.875, "longitude": -151.2}),
        ("0,0N", "0,0E", {}),
        ("91,0N", "11,0E", {}),
        ("nanN", "11,0E", {}),
        ("48", "11", {}),
    ],
)
def test_positions_are_those_on_earth(latitude: str, longitude: str, position: object) -> None:
    found = {"exif:GPSLatitude": [latitude], "exif:GPSLongitude": [longitude]}
    assert position_of([found]) == position
