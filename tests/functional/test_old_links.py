"""Links to what was renamed or moved go on working, for those who may see it."""

import pytest
from sqlalchemy import select, update
from webtest import TestResponse

from bviewer.access.grants import grant
from bviewer.albums.editing import set_title
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Access, Album, Gallery, Image, User, new_id
from tests.crawl import crawl
from tests.functional.stacks import everywhere, in_a_soak
from tests.pictures import jpeg
from tests.site import Site


@pytest.fixture
def guests(gallery: Site) -> Site:
    """`viewer` has access to priv, `plain` to nothing."""
    priv = gallery.album("priv").id
    for name in ("viewer", "plain"):
        gallery.add_user(name)
    with gallery.session() as session:
        viewer = session.scalars(select(User).where(User.name == "viewer")).one()
        grant(session, viewer, session.scalars(select(Gallery)).one(), priv)
    return gallery


def move_album(site: Site, folder: str, parent_folder: str) -> None:
    """Put an album into another one."""
    album_id, parent_id = site.album(folder).id, site.album(parent_folder).id
    with site.session() as session:
        album = session.get_one(Album, album_id)
        touched = {album.parent_id or "", parent_id}
        album.parent_id = parent_id
        refresh_summaries(session, touched)


def move_image(site: Site, path: str, folder: str) -> None:
    """Put an image into another album."""
    image_id, album_id = site.image(path).id, site.album(folder).id
    with site.session() as session:
        session.get_one(Image, image_id).album_id = album_id


def addresses_of_image(url: str) -> list[str]:
    """The address of an image's page, and those of its bytes."""
    return [url, f"{url}small.jpg", f"{url}big.jpg", f"{url}full"]


def essence(response: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """All that a client sees of an answer, but when it was given."""
    headers = [header for header in response.headerlist if header[0] != "Date"]
    return response.status, headers, response.body


def test_an_album_that_was_renamed_keeps_its_old_links(gallery: Site) -> None:
    old = gallery.album_url("open")
    with gallery.session() as session:
        set_title(session.get_one(Album, gallery.album("open").id), "Été à Rome")
    new = f"/%C3%A9t%C3%A9-%C3%A0-rome-{gallery.album('open').id}/"
    assert gallery.browser().get(old, status=301).location == f"http://pub.test{new}"
    assert gallery.browser().get(new).html.h1.text == "Été à Rome"


def test_pages_below_a_renamed_album_keep_their_old_links(gallery: Site) -> None:
    old = gallery.image_url("open/a.jpg")
    with gallery.session() as session:
        set_title(session.get_one(Album, gallery.album("open").id), "Rome")
    moved = gallery.browser().get(old, status=301)
    assert moved.location == f"http://pub.test{gallery.image_url('open/a.jpg')}"
    # Bytes have no title in them, so they are not sent round.
    gallery.browser().get(f"{old}small.jpg", status=202)


@everywhere
@in_a_soak
@pytest.mark.parametrize("method", ["get", "head"])
def test_an_album_that_moved_is_found(gallery: Site, method: str) -> None:
    old_album, old_image = gallery.album_url("other"), gallery.image_url("other/o.jpg")
    move_album(gallery, "other", "open")
    new = f"{gallery.album_url('open')}other-{gallery.album('other').id}/"
    ask = getattr(gallery.browser(), method)
    assert ask(old_album, status=301).location == f"http://pub.test{new}"
    assert ask(old_album[:-1], status=301).location == f"http://pub.test{new}"
    image = f"{new}{gallery.image('other/o.jpg').id}/"
    for old, right in zip(addresses_of_image(old_image), addresses_of_image(image), strict=True):
        assert ask(old, status=301).location == f"http://pub.test{right}"
        ask(right, status=[200, 202])


def test_an_image_that_moved_is_found(gallery: Site) -> None:
    old = gallery.image_url("other/o.jpg")
    move_image(gallery, "other/o.jpg", "open")
    new = f"{gallery.album_url('open')}{gallery.image('other/o.jpg').id}/"
    for before, after in zip(addresses_of_image(old), addresses_of_image(new), strict=True):
        moved = gallery.browser().get(before, status=301)
        assert moved.location == f"http://pub.test{after}"


@everywhere
@in_a_soak
def test_what_moved_into_a_private_album_is_missing_for_others(guests: Site) -> None:
    album, image = guests.album_url("other"), guests.image_url("other/o.jpg")
    move_album(guests, "other", "priv")
    inside = f"{guests.album_url('priv')}{guests.album('other').id}/"
    for name in (None, "plain"):
        browser = guests.browser(name)
        browser.get("/")
        for old in (album, *addresses_of_image(image)):
            never = old.replace(guests.album("other").id, new_id())
            never = never.replace(guests.image("other/o.jpg").id, new_id())
            with guests.statements() as asked:
                denied = essence(browser.get(old, status=404))
            with guests.statements() as needed:
                missing = essence(browser.get(never, status=404))
            assert denied == missing
            assert len(asked) == len(needed)
    for name in ("viewer", "owner"):
        assert guests.browser(name).get(album, status=301).location == f"http://pub.test{inside}"


def test_the_new_address_of_a_private_album_does_not_tell_its_title(guests: Site) -> None:
    old = guests.album_url("open/secretchild")
    move_album(guests, "open/secretchild", "priv")
    moved = guests.browser("viewer").get(old, status=301)
    assert "secretchild" not in moved.location
    assert guests.browser("viewer").get(moved.location).html.h1.text == "secretchild"


def test_a_hidden_album_that_moved_is_found_by_whoever_has_its_link(gallery: Site) -> None:
    old = gallery.album_url("hid")
    move_album(gallery, "hid", "open")
    new = f"{gallery.album_url('open')}hid-{gallery.album('hid').id}/"
    assert gallery.browser().get(old, status=301).location == f"http://pub.test{new}"


def test_an_old_link_is_followed_by_reading_only(gallery: Site) -> None:
    old = gallery.album_url("other")
    move_album(gallery, "other", "open")
    for method in ("post", "put", "delete", "options"):
        answer = getattr(gallery.browser(), method)(old, status=[404, 405])
        assert "Location" not in answer.headers


def test_only_addresses_that_once_were_are_followed(gallery: Site) -> None:
    album, image = gallery.album("open").id, gallery.image("open/a.jpg").id
    browser = gallery.browser()
    for url in (f"/{album}/edit", f"/{image}/vast.jpg", f"/{image}/small.jpg/x", f"/{image}/edit"):
        browser.get(url, status=404)
    for url in (f"/login/{album}/", f"/x/{album}/", f"/{album}/x/{image}/", f"/@@/{album}/"):
        browser.get(url, status=404)
    assert browser.get(f"/{image}/small.jpg", status=301)
    assert browser.get(f"/{new_id()}/{album}/", status=301)


def test_an_address_that_is_right_never_leads_to_itself(gallery: Site) -> None:
    image = gallery.image_url("open/a.jpg")
    (gallery.library / "open" / "a.jpg").unlink()
    gallery.browser().get(f"{image}full", status=404)
    gallery.browser().get(f"{gallery.album_url('open')}?after={new_id()}", status=404)


# What a hidden album is called, and its id, is told to nobody by a redirect.


@pytest.fixture
def granted(gallery: Site) -> Site:
    """`guest` has access to hid/visiblechild, `trusted` to hid, `plain` to nothing."""
    given = {"guest": "hid/visiblechild", "trusted": "hid", "plain": None}
    for name, folder in given.items():
        gallery.add_user(name, "a long password")
        if folder is not None:
            album_id = gallery.album(folder).id
            with gallery.session() as session:
                user = session.scalars(select(User).where(User.name == name)).one()
                grant(session, user, session.scalars(select(Gallery)).one(), album_id)
    return gallery


@everywhere
@in_a_soak
@pytest.mark.parametrize("name", [None, "plain", "guest"])
def test_what_moved_into_a_hidden_album_is_missing_for_others(
    granted: Site, name: str | None
) -> None:
    album, image = granted.album_url("other"), granted.image_url("other/o.jpg")
    alone = granted.image_url("open/a.jpg")
    move_album(granted, "other", "hid")
    move_image(granted, "open/a.jpg", "hid")
    browser = granted.browser(name)
    browser.get("/")
    ids = [granted.album("other").id, granted.image("other/o.jpg").id]
    for old in (album, f"{album}feed", *addresses_of_image(image), *addresses_of_image(alone)):
        never = old
        for each in (*ids, granted.image("open/a.jpg").id):
            never = never.replace(each, new_id())
        with granted.statements() as asked:
            hidden = essence(browser.get(old, status=404))
        with granted.statements() as needed:
            missing = essence(browser.get(never, status=404))
        assert hidden == missing
        assert len(asked) == len(needed)
        assert granted.album("hid").id not in str(hidden)


def test_what_moved_into_a_hidden_album_is_found_by_those_who_know_that(granted: Site) -> None:
    old, hid = granted.image_url("open/a.jpg"), granted.album("hid").id
    move_image(granted, "open/a.jpg", "hid")
    new = f"{granted.album_url('hid')}{granted.image('open/a.jpg').id}/"
    for name in ("owner", "trusted"):
        moved = granted.browser(name).get(old, status=301)
        assert moved.location == f"http://pub.test{new}"
    named = granted.browser().get(f"/{hid}/x-{new_id()}/{new.split('/')[-2]}/", status=301)
    assert named.location == f"http://pub.test{new}"


def test_an_album_below_a_hidden_one_is_found_where_that_is_named(granted: Site) -> None:
    inside = granted.album_url("hid/visiblechild")
    child, hid = granted.album("hid/visiblechild").id, granted.album("hid").id
    for name in (None, "plain", "guest"):
        browser = granted.browser(name)
        assert browser.get(f"/{hid}/{child}/", status=301).location == f"http://pub.test{inside}"
        assert browser.get(inside).html.h1.text == "visiblechild"
    for name in (None, "plain"):
        granted.browser(name).get(f"/{child}/", status=404)


@everywhere
@in_a_soak
def test_a_guest_below_a_hidden_album_is_told_nothing_of_it(granted: Site) -> None:
    granted.write("hid/visiblechild/below/w.jpg", jpeg(61, 40))  # The others have private copies.
    granted.sync()
    browser, secrets = granted.browser("guest"), ("hid-", granted.album("hid").id, ">hid<")
    answers = crawl(browser, ["/"])
    for path, answer in answers.items():
        told = f"{answer.headerlist} {answer.text if answer.charset else ''}"
        assert not [secret for secret in secrets if secret in told], path
    child = granted.album("hid/visiblechild")
    short = f"/visiblechild-{child.id}/"
    below = f"{short}below-{granted.album('hid/visiblechild/below').id}/"
    image = granted.image("hid/visiblechild/v.jpg").id
    wanted = {short, below, f"{short}feed", f"{short}{image}/", f"{short}{image}/full"}
    assert wanted <= {path.partition("?")[0] for path in answers}
    assert browser.get(short).html.h1.text == "visiblechild"
    granted.run_jobs()
    small = browser.get(f"{short}{image}/small.jpg", status=[200, 202])
    assert "public" not in small.headers["Cache-Control"]
    crumbs = browser.get(below).html.select(".breadcrumbs a")
    assert [crumb.text for crumb in crumbs] == ["pub.test", "visiblechild"]


def test_old_links_of_a_guest_lead_to_addresses_that_tell_nothing(granted: Site) -> None:
    child, image = granted.album("hid/visiblechild").id, granted.image("hid/visiblechild/v.jpg").id
    short = f"http://pub.test/visiblechild-{child}/"
    browser = granted.browser("guest")
    assert browser.get(f"/{new_id()}/{child}/", status=301).location == short
    assert browser.get(f"/{new_id()}/{image}/", status=301).location == f"{short}{image}/"
    assert browser.get(f"/{image}/full", status=301).location == f"{short}{image}/full"
    assert browser.get(f"/{image}/full").follow().content_type == "image/jpeg"


def test_a_short_address_of_an_album_without_secrets_leads_to_the_full_one(guests: Site) -> None:
    openchild = guests.album("priv/openchild").id
    moved = guests.browser("viewer").get(f"/{openchild}/", status=301)
    assert moved.location == f"http://pub.test{guests.album_url('priv/openchild')}"


def test_a_short_address_ends_with_the_access(granted: Site) -> None:
    child = f"/visiblechild-{granted.album('hid/visiblechild').id}/"
    browser = granted.browser("guest")
    browser.get(child, status=200)
    with granted.session() as session:
        session.execute(update(Access).values(active=False))
    browser.get(child, status=404)


@pytest.mark.parametrize("name", ["plain", "guest", "trusted"])
def test_signing_in_tells_no_hidden_album(granted: Site, name: str) -> None:
    image = granted.image("hid/visiblechild/v.jpg").id
    child = granted.album("hid/visiblechild").id
    form = granted.browser().get("/login", {"next": f"/{image}/"}).forms[0]
    form["name"], form["password"] = name, "a long password"
    places = {
        "plain": "/",
        "guest": f"/visiblechild-{child}/{image}/",
        "trusted": granted.image_url("hid/visiblechild/v.jpg"),
    }
    assert form.submit(status=303).location == f"http://pub.test{places[name]}"
