"""Albums as folders of an archive: each has a name of its own."""

from bviewer.archive.contents import LEFT_OUT, Folder, paths_of, read_contents
from bviewer.archive.names import Names
from tests.films import add_film, give_picture
from tests.mirrored import mirror
from tests.site import Site


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


def test_films_of_providers_are_not_in_it_also_if_they_are_chosen(site: Site) -> None:
    site.write("a/1.jpg")
    mirror(site)
    item = add_film(site, "a")
    give_picture(site, item)
    folder, image = Folder(site.album("a").id, None, "a"), site.image("a/1.jpg")
    with site.session() as session:
        of_all = read_contents(session, [folder], lambda _: True)
        too_large = read_contents(session, [folder], lambda _: False)
        chosen = read_contents(session, [folder], lambda _: True, {item, image.id})
    assert [each.image_id for each in of_all.photographs] == [image.id]
    assert of_all == chosen
    assert (too_large.number, too_large.size, too_large.films) == (1, image.size, 0)
