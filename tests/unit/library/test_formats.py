from bviewer.library.formats import FORMATS, is_picture


def test_extensions_count_in_any_case() -> None:
    assert is_picture("a.jpg", FORMATS)
    assert is_picture("A.JPEG", FORMATS)
    assert is_picture("x.y.HeiC", FORMATS)


def test_other_names_are_no_pictures() -> None:
    for name in ("a.xmp", "jpg", "a.jpg.txt", "a.", "a", ".jpg", "a.mp4"):
        assert not is_picture(name, FORMATS)


def test_the_operator_may_narrow_the_formats() -> None:
    assert not is_picture("a.tif", frozenset({"jpg"}))
