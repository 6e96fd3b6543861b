def put(gallery, path, size):
    file = gallery.folder / "cache" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x" * size)


def amount(files, size):
    exact = f"{size / 1024:,.1f} KB ({size:,} bytes)" if size >= 1024 else f"{size} bytes"
    return f"{files} files, {exact}"


def size_of(gallery, path):
    return (gallery.library / path).stat().st_size


def test_originals_and_cached_files_are_counted_in_one_line(gallery):
    put(gallery, "images/1/Ab/a.jpg", 2000)
    put(gallery, "images/1/.0.part", 48)
    put(gallery, "archives/1/z.zip", 5000)
    put(gallery, "images/99/Ab/foreign.jpg", 7)
    originals = size_of(gallery, "rome/a.jpg") + size_of(gallery, "oslo/b.jpg")
    assert gallery.say("total-size") == (
        f"pub.test  originals: {amount(2, originals)}; missing: 0 files, 0 bytes; "
        f"cached images: {amount(2, 2048)}; cached archives: {amount(1, 5000)}\n"
    )


def test_missing_originals_are_told_apart(gallery):
    size = size_of(gallery, "oslo/b.jpg")
    (gallery.library / "oslo" / "b.jpg").unlink()
    gallery.say("sync")
    assert f"missing: {amount(1, size)}; " in gallery.say("total-size", "pub.test")


def test_several_galleries_are_summed_up(gallery):
    gallery.say("gallery", "add", "other.test", "--owner", "owner", "--shared")
    put(gallery, "images/1/Ab/a.jpg", 1000)
    put(gallery, "images/2/Ab/a.jpg", 500)
    said = gallery.say("total-size").splitlines()
    assert [line.split()[0] for line in said] == ["other.test", "pub.test", "together"]
    assert "cached images: 2 files, 1.5 KB (1,500 bytes)" in said[2]
    assert said[2].partition("; ")[0].replace("together", "pub.test") == said[1].partition("; ")[0]
    assert gallery.say("total-size", "other.test").splitlines() == said[:1]


def test_without_galleries_the_sums_are_nothing(installation):
    assert installation.say("total-size").startswith("together  originals: 0 files, 0 bytes; ")
    assert installation.fail("total-size", "else.test") == "there is no gallery else.test"


def test_counting_writes_nothing(gallery, written):
    gallery.say("total-size")
    assert written == []
