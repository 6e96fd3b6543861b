"""Programs that come with the token of a person: they see what that person sees, by the token
alone, and change nothing on pages."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from bviewer.access.grants import grant, revoke
from bviewer.accounts.users import find_user
from bviewer.models import ApiToken, Gallery, Scope, Visibility, now
from tests.functional.owner.forms import form_at
from tests.functional.signing_in import OTHER_HOST, count_of
from tests.functional.stacks import everywhere, in_a_soak


@pytest.fixture
def gallery(gallery):
    """The gallery of each kind, where `viewer` and `guest` were let in."""
    for name, folder in (("viewer", "priv"), ("guest", "priv/openchild")):
        gallery.add_user(name)
        album_id = gallery.album(folder).id
        with gallery.session() as session:
            grant(session, find_user(session, name), session.get_one(Gallery, 1), album_id)
    return gallery


def token_of(program):
    return program.extra_environ["HTTP_AUTHORIZATION"].partition(" ")[2]


@everywhere
@in_a_soak
def test_a_program_sees_what_its_person_sees_down_to_the_bytes(gallery):
    program, stranger = gallery.program("viewer"), gallery.browser()
    album, image = gallery.album_url("priv"), gallery.image_url("priv/s.jpg")
    thumbnail = f"{image}small.jpg"
    program.get(thumbnail)
    gallery.run_jobs()
    whole = (gallery.library / "priv/s.jpg").read_bytes()
    for url in (album, image, thumbnail, f"{image}full"):
        stranger.get(url, status=404)
        answer = program.get(url, status=200)
        assert "private" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
    assert program.get(f"{image}full").body == whole
    part = program.get(f"{image}full", headers={"Range": "bytes=3-9"}, status=206)
    assert part.body == whole[3:10]
    assert program.head(f"{image}full", status=200).body == b""
    program.get(gallery.album_url("open/secretchild"), status=404)
    program.get("/admin/", status=404)
    program.get("/site/", status=404)


def test_what_depends_on_a_token_says_so(gallery):
    program = gallery.program("viewer")
    for browser in (program, gallery.browser()):
        varies = browser.get("/", status=200).headers.getall("Vary")
        assert "Authorization" in ",".join(varies)
    public = f"{gallery.image_url('open/a.jpg')}small.jpg"
    program.get(public)
    assert program.get(public, status=200).headers["Cache-Control"].startswith("public")
    assert gallery.browser().get(public, status=200).headers.get("Vary") is None


@everywhere
@in_a_soak
def test_beside_a_token_no_cookie_counts(gallery):
    owner, album = gallery.browser("owner"), gallery.album_url("priv")
    owner.get(album, status=200)
    for token, status in (
        (token_of(gallery.program("guest")), 404),
        (token_of(gallery.program("viewer")), 200),
        ("bv_" + "x" * 43, 404),
        ("bv_", 404),
    ):
        headers = {"Authorization": f"Bearer {token}"}
        owner.get(album, headers=headers, status=status)
        owner.get("/admin/", headers=headers, status=404)
    # What a proxy before the site makes of its own sign-in is none of ours.
    for header in ("Basic b3duZXI6eA==", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x", "Bearer", ""):
        owner.get(album, headers={"Authorization": header}, status=200)


def end(site, how):
    """Make the token of `viewer` worthless."""
    album_id = site.album("priv").id
    with site.session() as session:
        row = session.scalars(select(ApiToken)).one()
        if how == "revoked":
            session.delete(row)
        elif how == "expired":
            row.expires_at = now() - timedelta(seconds=1)
        elif how == "disabled":
            find_user(session, "viewer").active = False
        elif how == "access taken back":
            viewer = find_user(session, "viewer")
            revoke(session, viewer, session.get_one(Gallery, 1), album_id)


@pytest.mark.parametrize("how", ["revoked", "expired", "disabled", "access taken back"])
def test_a_token_that_is_good_no_more_is_as_good_as_none_at_once(gallery, how):
    program, image = gallery.program("viewer"), gallery.image_url("priv/s.jpg")
    program.get(f"{image}full", status=200)
    end(gallery, how)
    for url in (image, f"{image}full", f"{image}small.jpg", gallery.album_url("priv")):
        program.get(url, status=404)
    program.get(gallery.album_url("open"), status=200)


def test_a_token_of_one_gallery_is_none_at_another(house):
    program = house.program("anna")
    path = house.album_url("priv")
    program.get(path, status=200)
    program.extra_environ["HTTP_HOST"] = OTHER_HOST
    foreign = house.program("foreign", Scope.MANAGE, host=OTHER_HOST)
    foreign.get("/admin/", status=200)
    program.get("/admin/", status=404)
    foreign.extra_environ["HTTP_HOST"] = "pub.test"
    foreign.get(path, status=404)
    foreign.get("/admin/", status=404)


OUTSIDE = ("", "open", "open/secretchild", "hid", "hid/visiblechild")


@everywhere
@in_a_soak
def test_a_token_for_an_album_opens_that_and_what_is_below_it(gallery):
    album = gallery.album("priv").id
    program = gallery.program("owner", Scope.MANAGE, album)
    for folder, item in (("priv", "s.jpg"), ("priv/openchild", "q.jpg")):
        program.get(gallery.album_url(folder), status=200)
        image = gallery.image_url(f"{folder}/{item}")
        program.get(f"{image}full", status=200)
        program.get(f"{image}small.jpg")
    program.get(f"{gallery.album_url('priv')}edit", status=200)
    for folder in OUTSIDE:
        url = gallery.album_url(folder)
        for page in ("", "edit", "feed", "download", "slideshow"):
            program.get(f"{url}{page}", status=404)
    public = gallery.image_url("open/a.jpg")
    gallery.browser().get(f"{public}full", status=200)
    for ending in ("", "full", "small.jpg", "edit"):
        program.get(f"{public}{ending}", status=404)
    # No old or short address leads there either.
    for folder in OUTSIDE[1:]:
        program.get(f"/{gallery.album(folder).id}/", status=404)
    program.get(f"/{gallery.image('open/a.jpg').id}/", status=404)
    for page in ("admin/", "admin/settings", "about", "account", "api/"):
        program.get(f"/{page}", status=404)


@pytest.mark.parametrize("name", ["owner", "viewer"])
def test_a_token_for_an_album_is_told_of_none_above_it(gallery, name):
    hidden, album = gallery.album("hid").id, gallery.album("hid/visiblechild").id
    with gallery.session() as session:
        viewer = find_user(session, "viewer")
        grant(session, viewer, session.get_one(Gallery, 1), hidden)
    program = gallery.program(name, Scope.READ, album)
    listed = [program.get(f"/api/v1/{path}") for path in ("albums", f"albums/{album}", "items")]
    for answer in listed:
        assert hidden not in answer.text
    links = listed[-1].json["data"][0]["links"]
    for url in (listed[1].json["links"]["html"], links["html"], links["original"]):
        answer = program.get(url, status=200)
        assert hidden.encode() not in answer.body
    assert gallery.browser(name).get(links["html"], status="3*").location.count(hidden)


def test_a_token_for_an_album_has_no_home_that_lists_what_was_given(gallery):
    gallery.set_visibility("", Visibility.PRIVATE)
    whole = gallery.program("viewer")
    bound = gallery.program("viewer", Scope.READ, gallery.album("open").id)
    assert gallery.album("priv").id in whole.get("/", status=200)
    bound.get("/", status=404)
    bound.get(gallery.album_url("priv"), status=404)


FORM = {"title": "Changed by a program", "csrf_token": "x"}


@pytest.mark.parametrize("scope", list(Scope))
def test_no_page_takes_a_form_of_a_program(gallery, scope):
    """Not even one with all that a browser would send."""
    program, owner = gallery.program("owner", scope), gallery.browser("owner")
    may_edit, may_manage = scope != Scope.READ, scope == Scope.MANAGE
    for url, is_let in (
        (f"{gallery.album_url('open')}edit", may_edit),
        ("/admin/settings", may_manage),
        ("/login", True),
        ("/account", True),
    ):
        with gallery.statements() as statements:
            answer = program.post(url, FORM, status=405 if is_let else 404)
        assert not [line for line in statements if line.startswith(("INSERT", "UPDATE", "DELETE"))]
        if is_let:
            assert answer.headers["Allow"] == "GET, HEAD"
    form = form_at(owner, f"{gallery.album_url('open')}edit")
    form["title"] = "Changed"
    form.submit(
        status=405 if may_edit else 404,
        headers={"Authorization": program.extra_environ["HTTP_AUTHORIZATION"]},
    )
    assert gallery.album("open").title == "open"
    form.submit(status=303)
    assert gallery.album("open").title == "Changed"


def test_visitors_ask_for_an_archive_on_pages_and_programs_do_not(gallery):
    url = f"{gallery.album_url('open')}download"
    gallery.program("viewer").post(url, FORM, status=405)
    gallery.program("viewer").post(f"{gallery.album_url('open')}slideshow", FORM, status=405)


@everywhere
@in_a_soak
def test_a_token_in_an_address_is_refused_and_not_logged(gallery, caplog):
    caplog.set_level(logging.DEBUG)
    program, album = gallery.program("viewer"), gallery.album_url("priv")
    token = token_of(program)
    for query in (f"token={token}", f"a=b&access_token={token}", token, f"a=%20{token}x"):
        program.get(f"{album}?{query}", status=400)
        gallery.browser().get(f"/?{query}", status=400)
    program.get(f"{album}?bv_small=1", status=200)
    gallery.browser().get(f"/{token}/", status=404)
    assert token[3:] not in caplog.text


def test_the_use_of_a_token_is_noted_now_and_then(gallery):
    program = gallery.program("viewer")
    for _ in range(2):
        program.get(gallery.album_url("priv"), status=200)
        gallery.run_jobs()
    with gallery.session() as session:
        row = session.scalars(select(ApiToken)).one()
        assert now() - row.used_at < timedelta(minutes=1)
        row.used_at = earlier = now() - timedelta(minutes=50)
    program.get(gallery.album_url("priv"), status=200)
    gallery.run_jobs()
    with gallery.session() as session:
        assert session.scalars(select(ApiToken.used_at)).one() == earlier


def test_a_program_follows_no_link_for_a_browser_and_signs_nobody_in(gallery):
    program = gallery.program("owner", Scope.MANAGE)
    program.get("/account", status=404)
    program.get("/site/", status=404)
    assert count_of(gallery, ApiToken) == 1
