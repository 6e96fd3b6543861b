import re
import shutil

import pytest
from sqlalchemy import select

from bviewer.models import Album, Gallery, Image, Token
from bviewer.security.tokens import digest
from tests.pictures import jpeg, write

BUDGETS = "  cache 20480 MB images, 2048 MB archives"

LONG = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 61])
SHARED = (
    "the gallery pub.test has the folder .; add --shared if both are meant to show the same files"
)


def test_a_gallery_is_added_private_and_says_what_is_next(installation):
    installation.say("user", "add", "owner", "--password", "correct horse")
    assert installation.say(
        "gallery", "add", "Pub.Test.", "--owner", "owner", "--home", "rome"
    ) == (f"added pub.test; next: bviewer sync {installation.ini} pub.test\n")
    assert installation.say("gallery", "list") == (f"pub.test  owner owner  folder rome{BUDGETS}\n")
    top = top_of(installation)
    assert (top.title, top.visibility, top.folder) == ("pub.test", "private", "")


def test_a_gallery_may_be_called_as_one_likes(installation):
    installation.say("user", "add", "owner", "--password", "correct horse")
    installation.say(
        *("gallery", "add", "bücher.test", "--owner", "owner"),
        *("--title", " Our\nsummer ", "--visibility", "hidden"),
    )
    top = top_of(installation)
    assert (top.title, top.visibility) == ("Our summer", "hidden")
    assert installation.say("gallery", "list") == (
        f"xn--bcher-kva.test (bücher.test)  owner owner  folder .{BUDGETS}\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("pub.test", "--owner", "owner"), "there is a gallery pub.test already"),
        (("PUB.test.:443", "--owner", "owner"), "there is a gallery pub.test already"),
        (("else.test", "--owner", "nobody"), "there is no user nobody"),
        (("", "--owner", "owner"), "'' is not the name of a host"),
        (("two words", "--owner", "owner"), "'two words' is not the name of a host"),
        (("a/b", "--owner", "owner"), "'a/b' is not the name of a host"),
        (("a..b", "--owner", "owner"), "'a..b' is not the name of a host"),
        (("e\x1b[2J", "--owner", "owner"), "'e\\x1b[2J' is not the name of a host"),
        (("x" * 64, "--owner", "owner"), f"{'x' * 64!r} is not the name of a host"),
        (("else.test", "--owner", "owner", "--home", "../x"), "not a plain relative path: ../x"),
        (("else.test", "--owner", "owner", "--home", "/etc"), "not a plain relative path: /etc"),
        (
            ("else.test", "--owner", "owner", "--home", "missing"),
            "cannot read the folder {library}/missing: No such file or directory",
        ),
        (
            ("else.test", "--owner", "owner", "--home", "rome/a.jpg"),
            "cannot read the folder {library}/rome/a.jpg: not a folder",
        ),
        (
            ("else.test", "--owner", "owner", "--shared", "--title", "x" * 301),
            "a title has at most 300 characters",
        ),
        (("else.test", "--owner", "owner"), SHARED),
        (("else.test", "--owner", "owner", "--home", "rome"), SHARED),
        (
            ("else.test", "--owner", "owner", "--home", "link"),
            "link is a link, and links are not followed",
        ),
        (
            ("else.test", "--owner", "owner", "--shared", "--alias", "pub.test"),
            "there is a gallery pub.test already",
        ),
        (
            ("else.test", "--owner", "owner", "--shared", "--alias", "else.test"),
            "there is a gallery else.test already",
        ),
    ],
)
def test_a_gallery_that_cannot_be_added_is_one_line(gallery, written, arguments, message):
    (gallery.library / "link").symlink_to("rome")
    expected = message.format(library=gallery.library)
    assert gallery.fail("gallery", "add", *arguments) == expected
    assert gallery.say("gallery", "list") == f"pub.test  owner owner  folder .{BUDGETS}\n"
    assert written == [] or "--alias" in arguments


def test_a_gallery_is_changed_at_once(gallery):
    assert (
        gallery.say(
            *("gallery", "set", "pub.test", "--visibility", "private"),
            *("--title", "Journeys", "--time-zone", "Europe/Berlin"),
        )
        == "pub.test is private, in the time zone Europe/Berlin, titled 'Journeys'\n"
        "browsers and caches that have its pictures may show them for up to 5 minutes more\n"
    )
    top = top_of(gallery)
    assert (top.title, top.visibility) == ("Journeys", "private")
    with gallery.session() as session:
        assert session.scalars(select(Gallery.time_zone)).one() == "Europe/Berlin"


def test_the_only_gallery_need_not_be_named(gallery):
    assert gallery.say("gallery", "set") == "pub.test is visible, in the time zone UTC\n"
    gallery.say("gallery", "add", "other.test", "--owner", "owner", "--shared")
    assert gallery.fail("gallery", "set") == "which gallery? name its host"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("else.test",), "there is no gallery else.test"),
        (("el\x1b[2Jse",), "there is no gallery el\\x1b[2Jse"),
        (("--time-zone", "Mars"), "'Mars' is not a time zone such as Europe/Berlin"),
        (("--time-zone", ""), "'' is not a time zone such as Europe/Berlin"),
        (("--time-zone", "../../etc/passwd"), "'../../etc/passwd' is not a time zone such as"),
        (("--time-zone", "Europe"), "'Europe' is not a time zone such as Europe/Berlin"),
        (("--host", ""), "'' is not the name of a host"),
        (("--host", "a b"), "'a b' is not the name of a host"),
        (("--alias", "x" * 64), f"{'x' * 64!r} is not the name of a host"),
        (("--alias", "PUB.test"), "there is a gallery pub.test already"),
        (("--no-alias", "pub.test"), "pub.test is not an alias of pub.test"),
        (("--no-alias", "e\x1b[2J"), "'e\\x1b[2J' is not an alias of pub.test"),
        (("--title", " "), "a title has 1 to 300 characters"),
        (("--title", "x" * 301), "a title has 1 to 300 characters"),
    ],
)
def test_what_cannot_be_set_is_one_line(gallery, arguments, message):
    assert gallery.fail("gallery", "set", *arguments).startswith(message)


def test_a_gallery_has_aliases_in_both_spellings(installation):
    installation.say("user", "add", "owner", "--password", "correct horse")
    also = f"also {LONG}, xn--bcher-kva.test (bücher.test)"
    said = installation.say(
        *("gallery", "add", "faß.test", "--owner", "owner", "--home", "rome"),
        *("--alias", "Bücher.test", "--alias", LONG),
    )
    assert said == (
        f"added xn--fa-hia.test (faß.test)  {also}; "
        f"next: bviewer sync {installation.ini} xn--fa-hia.test\n"
    )
    line = f"xn--fa-hia.test (faß.test)  owner owner  folder rome{BUDGETS}  {also}\n"
    assert installation.say("gallery", "list") == line
    assert installation.say("tree", "bücher.test") == installation.say("tree", "faß.test")


def test_a_renamed_gallery_keeps_its_former_host_unless_that_is_taken_away(gallery):
    is_visible = "is visible, in the time zone UTC"
    said = gallery.say("gallery", "set", "pub.test", "--host", "New.test", "--alias", "a.test")
    assert said == f"new.test {is_visible}  also a.test, pub.test\n"
    said = gallery.say("gallery", "set", "pub.test", "--host", "a.test", "--no-alias", "pub.test")
    assert said == f"a.test {is_visible}  also new.test\n"
    said = gallery.say("gallery", "set", "--host", "b.test", "--no-alias", "a.test")
    assert said == f"b.test {is_visible}  also new.test\n"
    assert gallery.say("gallery", "set", "--no-alias", "new.test") == f"b.test {is_visible}\n"
    assert gallery.fail("gallery", "set", "pub.test") == "there is no gallery pub.test"
    with gallery.session() as session:
        assert session.scalars(select(Gallery.id)).all() == [1]


def test_a_host_of_another_gallery_is_refused_and_nothing_changed(gallery):
    gallery.say("gallery", "add", "two.test", "--owner", "owner", "--shared", "--alias", "a.test")
    for option in ("--host", "--alias"):
        for host, message in {
            "TWO.test": "there is a gallery two.test already",
            "A.test.": "a.test is an alias of the gallery two.test already",
        }.items():
            assert (
                gallery.fail("gallery", "set", "pub.test", "--alias", "b.test", option, host)
                == message
            )
    assert gallery.say("gallery", "list") == (
        f"pub.test  owner owner  folder .{BUDGETS}\n"
        f"two.test  owner owner  folder .{BUDGETS}  also a.test\n"
    )


def test_folders_beside_each_other_need_no_word(installation):
    installation.say("user", "add", "owner", "--password", "correct horse")
    for name in ("rome", "oslo"):
        installation.say("gallery", "add", f"{name}.test", "--owner", "owner", "--home", name)
    assert installation.fail("gallery", "add", "all.test", "--owner", "owner") == (
        "the gallery oslo.test has the folder oslo; "
        "add --shared if both are meant to show the same files"
    )
    installation.say("gallery", "add", "all.test", "--owner", "owner", "--shared")


def test_a_change_that_fails_in_part_changes_nothing(gallery):
    gallery.fail("gallery", "set", "--visibility", "private", "--title", "x", "--time-zone", "Mars")
    top = top_of(gallery)
    assert (top.title, top.visibility) == ("pub.test", "visible")


def test_an_unknown_visibility_is_refused_with_the_choice(gallery, written):
    result = gallery.run("gallery", "set", "--visibility", "public")
    assert result.exit_code == 2
    assert "'visible', 'hidden', 'private'" in result.stderr
    assert written == []


def test_without_a_gallery_there_is_nothing_to_change(installation):
    assert installation.say("gallery", "list") == ""
    assert installation.fail("gallery", "set") == "there is no gallery yet"
    assert installation.fail("tree") == "there is no gallery yet"


def test_a_link_is_printed_and_only_its_digest_kept(gallery):
    said = gallery.say("gallery", "link")
    token = re.fullmatch(r"/welcome/([A-Za-z0-9_-]{43})\n", said)[1]
    with gallery.session() as session:
        assert session.scalars(select(Token.token_hash)).one() == digest(token)


def test_odd_names_are_listed_in_one_line_each(gallery):
    with gallery.session() as session, session.begin():
        session.scalars(select(Gallery)).one().home = "r\x1bo\nme\udcff"
    assert gallery.say("gallery", "list") == (
        f"pub.test  owner owner  folder r\\x1bo\\nme\\xff{BUDGETS}\n"
    )


def top_of(installation):
    with installation.session() as session:
        return session.scalars(select(Album).where(Album.parent_id.is_(None))).first()


def test_a_gallery_presents_itself(gallery, tmp_path):
    text = tmp_path / "about.txt"
    text.write_bytes("\ufeffI take photographs.\r\n\r\nÜber mich.\n".encode())
    assert gallery.say(
        *("gallery", "set", "--about-title", "About me", "--about-text", str(text)),
        *("--indexed", "--positions", "everybody"),
    ) == (
        "pub.test is visible, in the time zone UTC, about page 'About me', "
        "open to search engines, positions told to everybody\n"
    )
    with gallery.session() as session:
        found = session.scalars(select(Gallery)).one()
        assert found.about_text == "I take photographs.\n\nÜber mich."
        assert (found.about_title, found.indexed, found.positions) == (
            *("About me", True, "everybody"),
        )
    gallery.say("gallery", "set", "--title", "Other")
    assert "closed to search engines" in gallery.say("gallery", "set", "--not-indexed")
    assert "about page 'About me'" in gallery.say("gallery", "set", "--positions", "nobody")


def test_a_gallery_lists_the_sites_whose_pages_may_use_its_api(gallery):
    both = "https://A.example http://localhost:80"
    assert "with an API for pages of https://a.example, http://localhost" in gallery.say(
        "gallery", "set", "--api-origins", both
    )
    refused = gallery.fail("gallery", "set", "--api-origins", "a.example")
    assert refused == "'a.example' is not an origin such as https://site.example"
    assert "an API for pages" not in gallery.say("gallery", "set", "--api-origins", "")
    with gallery.session() as session:
        assert session.scalars(select(Gallery)).one().api_origins == ""


def test_the_text_of_an_about_page_may_be_typed(gallery):
    gallery.say("gallery", "set", "--about-text", "-", stdin="Typed\nhere\n")
    with gallery.session() as session:
        assert session.scalars(select(Gallery.about_text)).one() == "Typed\nhere"


def test_a_text_that_is_none_is_one_line(gallery, written, tmp_path):
    (tmp_path / "odd").write_bytes(b"\xff\xfe\x00")
    message = gallery.fail("gallery", "set", "--about-text", str(tmp_path / "odd"))
    assert message == f"{tmp_path}/odd is not text in UTF-8"
    message = gallery.fail("gallery", "set", "--about-title", "x" * 101)
    assert message == "the title of an about page has at most 100 characters"
    assert written == []


def test_an_owner_says_what_new_albums_are(gallery):
    said = gallery.say("gallery", "set", "--new-albums", "private")
    assert said == "pub.test is visible, in the time zone UTC, with new albums private\n"
    write(gallery.library / "new" / "a.jpg", jpeg(50, 30), 1_700_000_000)
    gallery.say("sync")
    assert "new  [private]" in gallery.say("tree")
    assert "rome  [visible]" in gallery.say("tree")


def test_an_owner_does_without_syncs_that_nobody_asks_for(gallery):
    said = gallery.say("gallery", "set", "--no-auto-sync")
    assert said == "pub.test is visible, in the time zone UTC, synced when somebody asks for it\n"
    said = gallery.say("gallery", "set", "--auto-sync")
    assert said == "pub.test is visible, in the time zone UTC, synced by itself\n"


def test_an_owner_says_what_is_passed_over(gallery):
    said = gallery.say("gallery", "set", "--ignore", "raw/", "--ignore", "rome")
    assert said.endswith(", passing over raw/, rome\n")
    assert "passed over 1 folder: rome of the gallery (1)" in gallery.say("sync")
    assert "rome  [visible, folder missing]" in gallery.say("tree")
    said = gallery.say("gallery", "set", "--no-ignore", "raw/", "--no-ignore", "rome")
    assert said.endswith(", passing over nothing\n")
    assert "passed over" not in gallery.say("sync")
    assert gallery.fail("gallery", "set", "--no-ignore", "x") == "pub.test has no pattern x"
    assert gallery.fail("gallery", "set", "--ignore", "a[") == (
        "a[ cannot be passed over: a bracket is not closed"
    )


def test_an_owner_chooses_a_colour_and_what_stands_below_all_pages(gallery):
    said = gallery.say("gallery", "set", "--accent", "#7FB0FF", "--footer", "Write to us")
    assert "in the colour #7fb0ff, with 'Write to us' below all pages" in said
    assert "too dark to be seen" in gallery.fail("gallery", "set", "--accent", "#111111")
    assert "not a colour" in gallery.fail("gallery", "set", "--accent", "red")
    assert "colour" not in gallery.say("gallery", "set", "--accent", "")


def test_who_changed_what_is_printed(gallery):
    gallery.say("gallery", "set", "--visibility", "private", "--positions", "nobody")
    lines = gallery.say("gallery", "audit").splitlines()
    assert "UTC  command line  positions of pub.test is nobody now, and was trusted" in lines[0]
    assert "is private now, and was" in lines[1]


def test_a_gallery_is_removed_once_its_host_is_typed_and_its_files_stay(gallery):
    wrong = gallery.run("gallery", "remove", "pub.test", "--confirm", "pub")
    assert "put back: 3 albums, 2 images, 0 shares, 0 grants, 0 groups.\n" in wrong.stdout
    assert wrong.stderr == "Error: this is not pub.test; nothing was removed\n"
    said = gallery.say("gallery", "remove", "pub.test", "--confirm", "PUB.test")
    assert said.endswith("removed pub.test; its files are still there\n")
    assert gallery.say("gallery", "list") == ""
    assert (gallery.library / "rome" / "a.jpg").exists()
    assert "no gallery pub.test any more" in gallery.say("gallery", "audit", "--site")


# Another folder.


@pytest.fixture
def homes(installation):
    """Two galleries with folders of their own, in which all photographs differ."""
    installation.say("user", "add", "owner", "--password", "correct horse")
    for number, path in enumerate(("rome/a.jpg", "rome/b/c.jpg", "oslo/b.jpg", "oslo/d/e.jpg")):
        write(installation.library / path, jpeg(20 + number, 20), 1_700_000_000)
    for host, home in (("rome.test", "rome"), ("oslo.test", "oslo")):
        installation.say("gallery", "add", host, "--owner", "owner", "--home", home)
        installation.say("sync", host)
    return installation


def rows_of(installation):
    """What is known of albums and images."""
    with installation.session() as session:
        albums = session.execute(select(Album.id, Album.folder, Album.visibility, Album.missing))
        images = session.execute(select(Image.id, Image.album_id, Image.path, Image.state))
        return sorted(map(tuple, albums)), sorted(map(tuple, images))


def test_a_gallery_goes_on_in_the_folder_to_which_its_photographs_went(homes):
    before, library = rows_of(homes), homes.library
    (library / "cities").mkdir()
    (library / "rome").rename(library / "cities/roma")
    said = homes.say("gallery", "set", "rome.test", "--home", "cities/roma/")
    assert said == "rome.test is private, in the time zone UTC, in the folder cities/roma\n"
    assert homes.say("sync", "rome.test").endswith(
        "0 added, 0 changed, 0 moved, 0 missing, 2 unchanged\n"
    )
    assert rows_of(homes) == before
    noted = homes.say("gallery", "audit", "rome.test").splitlines()[0]
    assert noted.endswith("home of rome.test is ./cities/roma now, and was ./rome")
    # To another disk, which is mounted at the same place.
    shutil.copytree(library / "cities", library / "new", copy_function=shutil.copyfile)
    shutil.rmtree(library / "cities")
    (library / "new").rename(library / "cities")
    homes.say("gallery", "set", "rome.test", "--home", "cities/roma")
    with homes.session() as session:
        gallery = select(Gallery.id).where(Gallery.host == "rome.test")
        its = Album.gallery_id.in_(gallery)
        assert set(session.scalars(select(Album.folder_inode).where(its))) == {None}
        assert None not in set(session.scalars(select(Album.folder_inode).where(~its)))
    homes.say("sync", "rome.test")
    assert rows_of(homes) == before


@pytest.mark.parametrize(
    ("home", "message"),
    [
        ("", "the gallery oslo.test has the folder oslo; add --shared if both"),
        ("oslo", "the gallery oslo.test has the folder oslo; add --shared if both"),
        ("rome/b", "./rome/b holds only a part of the gallery's photographs"),
        ("more", "the photographs of the gallery are in more/rome, below that"),
        ("others", "./others holds other photographs than those of rome.test"),
        ("nowhere", "cannot read the folder {library}/nowhere: No such file or directory"),
        ("empty", "the folder {library}/empty is empty; is its disk mounted?"),
        ("../x", "not a plain relative path: ../x"),
    ],
)
def test_a_folder_without_its_photographs_is_no_home(homes, written, home, message):
    write(homes.library / "others/z.jpg", jpeg(50, 50))
    (homes.library / "empty").mkdir()
    shutil.copytree(homes.library / "rome", homes.library / "more/rome")
    arguments = ("gallery", "set", "rome.test", "--title", "Roma", "--home", home)
    assert homes.fail(*arguments).startswith(message.format(library=homes.library))
    assert written == []
    if home == "oslo":
        assert homes.fail(*arguments, "--shared").startswith("./oslo holds other photographs")


def test_a_gallery_that_knows_no_photographs_may_have_any_folder(homes):
    write(homes.library / "new/z.jpg", jpeg(50, 50))
    write(homes.library / "newer/y.jpg", jpeg(51, 50))
    homes.say("gallery", "add", "new.test", "--owner", "owner", "--home", "new")
    homes.say("gallery", "set", "new.test", "--home", "newer")
    assert "new.test  owner owner  folder newer" in homes.say("gallery", "list")
