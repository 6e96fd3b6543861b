"""Albums as folders of an archive: each has a name of its own."""

from bviewer.archive.contents import LEFT_OUT, Folder, paths_of
from bviewer.archive.names import Names


def test_albums_are_folders_whatever_they_are_called() -> None:
    names = Names()
    folders = [
        Folder("top", None, "../Top"),
        Folder("one", "top", "Summer"),
        Folder("two", "top", "SUMMER"),
        Folder("below", "two", "C:\\x"),
        Folder("text", "top", LEFT_OUT.lower()),
    ]
    assert paths_of(names, folders) == {
        "top": ".._Top",
        "one": ".._Top/Summer",
        "two": ".._Top/SUMMER (2)",
        "below": ".._Top/SUMMER (2)/C__x",
        "text": ".._Top/missing (2).txt",
    }
    assert names.take(".._Top", "summer") == ".._Top/summer (3)", "a file called like a folder"
