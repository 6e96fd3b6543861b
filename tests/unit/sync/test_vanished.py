from bviewer.models import Visibility
from bviewer.sync.scan import KnownAlbum
from bviewer.sync.vanished import Vanished, vanished_albums
from tests.site import Site
from tests.unit.sync.fixtures import fill, planned


def albums(**flags: str) -> dict[str, KnownAlbum]:
    """Albums by folder, of which `a_b` stands for a/b."""
    folders = {name.replace("_", "/"): flag for name, flag in flags.items()}
    return {
        folder: KnownAlbum(folder, folder, missing=False, visibility=flag)
        for folder, flag in folders.items()
    }


def heirs_of(vanished: Vanished, folder: str) -> set[str]:
    """The folders (which are the ids here) whose albums that of a folder may be."""
    return {each for _why, album_ids in vanished.before(folder) for each in album_ids}


def test_an_heir_is_beside_what_vanished_or_beside_what_it_went_with_or_called_alike():
    lost = albums(a_b="visible", a_b_Secret="private", c_gone="hidden")
    vanished = vanished_albums(lost, lost.values(), {"c/gone": "d/gone"})
    assert heirs_of(vanished, "a/x") == {"a/b/Secret"}
    assert heirs_of(vanished, "a/b/x") == {"a/b/Secret"}
    assert heirs_of(vanished, "far/off/secret") == {"a/b/Secret"}
    assert heirs_of(vanished, "d/x") == {"c/gone"}
    assert heirs_of(vanished, "c/x") == set()


def test_an_album_below_a_closed_one_is_closed():
    known = albums(a="hidden", a_b="visible", c="visible")
    vanished = vanished_albums(known, [known["a/b"], known["c"]], {})
    assert heirs_of(vanished, "x") == set()
    assert heirs_of(vanished, "a/x") == {"a/b"}


def test_where_one_folder_is_synced_those_beside_it_are_looked_for_only_if_it_is_new(site: Site):
    fill(site, "secret/1.jpg", "known/2.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    gone = site.album("secret").id
    (site.library / "secret").rename(site.library / ".away")
    site.write("new/deep/3.jpg")
    assert heirs_of(planned(site, "new/deep").vanished, "new") == {gone}
    assert heirs_of(planned(site, "known").vanished, "new") == set()
