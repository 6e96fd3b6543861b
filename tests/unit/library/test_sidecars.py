from bviewer.library.sidecars import (
    LONGEST,
    Sidecar,
    by_picture,
    mark_of,
    read_beside,
)

XMP = b'<rdf:Description xmp:Rating="%d"/>'


def owners(name: str, *pictures: str) -> list[str]:
    return list(by_picture(pictures, [Sidecar(name, 1, 1)]))


def test_xmp_belongs_to_the_picture_that_it_is_called_like() -> None:
    assert owners("a.xmp", "a.jpg", "b.jpg") == ["a.jpg"]
    assert owners("a.JPG.XMP", "a.jpg", "a.png") == ["a.jpg"]
    assert owners("a.xmp", "a.jpg", "a.heic") == ["a.jpg", "a.heic"]
    assert owners("a.b.xmp", "a.jpg") == []


def test_the_mark_is_another_one_after_any_change() -> None:
    marks = {
        mark_of([Sidecar("a.xmp", 1, 1)]),
        mark_of([Sidecar("a.xmp", 2, 1)]),
        mark_of([Sidecar("a.xmp", 1, 2)]),
        mark_of([Sidecar("b.xmp", 1, 1)]),
        mark_of([]),
    }
    assert len(marks) == 5
    assert None in marks


def test_the_name_with_the_extension_comes_first() -> None:
    beside = read_beside({"a.xmp": XMP % 1, "a.jpg.xmp": XMP % 2})
    assert [each["xmp:Rating"] for each in beside.xmp] == [["2"], ["1"]]


def test_what_says_nothing_has_a_reason() -> None:
    blocks = {"a.xmp": b" " * (LONGEST + 1), "b.json": b"{}", "c.xmp": None}
    assert list(read_beside(blocks).remarks) == [
        "a.xmp: is larger than 2 MiB",
        "b.json: is none of Google Takeout",
        "c.xmp: cannot be read",
    ]
