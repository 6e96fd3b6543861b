from bviewer.library.formats import FORMATS, SUPPORTED, is_listed


def test_the_list_is_what_it_is() -> None:
    """Who adds a format adds it here too, and looks at what browsers make of it."""
    assert sorted(FORMATS) == sorted(
        ["jpg", "jpeg", "jpe", "png", "gif", "webp", "tif", "tiff", "avif", "heic", "heif"]
    )
    assert len({form.media_type for form in SUPPORTED}) == len(SUPPORTED)
    assert all(form.media_type.startswith("image/") for form in SUPPORTED)
    assert not any("svg" in form.media_type for form in SUPPORTED)


def test_extensions_count_in_any_case() -> None:
    assert is_listed("a.jpg", FORMATS)
    assert is_listed("A.JPEG", FORMATS)
    assert is_listed("x.y.HeiC", FORMATS)


def test_other_names_are_no_pictures() -> None:
    for name in ("a.xmp", "jpg", "a.jpg.txt", "a.", "a", ".jpg", "a.mp4"):
        assert not is_listed(name, FORMATS)


def test_the_operator_may_narrow_the_formats() -> None:
    assert not is_listed("a.tif", frozenset({"jpg"}))
