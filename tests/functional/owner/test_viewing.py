"""Looking as somebody else: the same pages at the same cost, read only, and for owners alone."""

import re

import pytest
from sqlalchemy import select, update

from bviewer.access.grants import grant, revoke
from bviewer.access.groups import add_group, add_member, delete_group, find_group
from bviewer.access.shares import make_share, revoke_share
from bviewer.accounts.users import disable_user, find_user
from bviewer.albums.trash import delete_album
from bviewer.models import Album, Gallery, Share, UserSession, ViewsAs
from bviewer.security.visitor import ShareOption
from tests.functional.owner.forms import form_at, form_to, landed
from tests.functional.stacks import everywhere, in_a_soak

FOLDERS = ("open", "open/secretchild", "hid", "hid/visiblechild", "priv", "priv/openchild")
MAIN, LINK = re.compile(r"<main\b.*</main>", re.DOTALL), re.compile(r'<a\b[^>]* href="([^"]*)"')


@pytest.fixture
def groups(family):
    """The family with `aunt`, who may see `priv` in a group, and a group of its owner's own, which
    may see all."""
    family.add_user("aunt")
    priv = family.album("priv").id
    with family.session() as session:
        gallery = session.get_one(Gallery, 1)
        for name, member, album_id in (("Aunts", "aunt", priv), ("Us", "owner", None)):
            group = add_group(session, gallery, name)
            add_member(session, gallery, group, find_user(session, member))
            grant(session, group, gallery, album_id)
    return family


def look(site, name):
    """An owner's browser that looks as somebody."""
    browser = site.browser("owner")
    form = form_at(browser, f"{site.album_url('open')}view-as")
    with site.session() as session:
        if name == "Party":
            share_id = session.scalars(select(Share.id).where(Share.label == name)).one()
            form["person"] = f"share:{share_id}"
        elif name == "Aunts":
            form["person"] = f"group:{find_group(session, session.get_one(Gallery, 1), name).id}"
        else:
            form["person"] = "everybody" if name is None else str(find_user(session, name).id)
    landed_page = landed(form.submit(status=303))
    assert "You see what" in landed_page
    return browser


def links(page):
    """Where one is led to from the main part of a page, but for the way to one's own account."""
    return [url for url in LINK.findall(MAIN.search(page.text)[0]) if url != "/account"]


def pages(site, browser):
    """What a browser is shown of albums, images, files and pages of owners, and where it leads.

    Nobody is led to an account who looks as another.
    """
    urls = [site.album_url(folder) for folder in FOLDERS]
    images = [site.image_url(path) for path in ("open/a.jpg", "priv/s.jpg", "hid/h.jpg")]
    urls += [*images, *(f"{url}{name}" for url in images for name in ("small.jpg", "full"))]
    urls += ["/admin/", "/admin/trash", f"{site.album_url('open')}edit", "/feed", "/"]
    found = {}
    for url in urls:
        answer = browser.get(url, status="*")
        shown = links(answer) if answer.content_type == "text/html" else []
        is_made_now = answer.status_int == 202  # The picture of a thumbnail.
        found[url] = (200 if is_made_now else answer.status_int, shown)
    return found


@everywhere
@in_a_soak
@pytest.mark.parametrize("name", [None, "viewer", "guest", "everywhere"])
def test_an_owner_sees_what_somebody_sees_and_no_more(family, name):
    own = pages(family, family.browser("owner"))
    theirs = pages(family, family.browser(name))
    browser = look(family, name)
    assert pages(family, browser) == theirs != own
    page = browser.get("/")
    form_to(page, "view-as-myself").submit(status=303)
    assert pages(family, browser) == own


@pytest.mark.parametrize("name", ["viewer", "guest", "everywhere"])
def test_it_costs_no_statement_more_than_being_that_person(family, name):
    urls = ["/", family.album_url("open"), family.image_url("open/a.jpg"), family.album_url("priv")]
    watching, being = look(family, name), family.browser(name)
    for url in urls:
        costs = []
        for browser in (watching, being):
            with family.statements() as statements:
                browser.get(url, status="*")
            costs.append(len(statements))
        assert costs[0] == costs[1], url


def test_nothing_is_changed_meanwhile_but_that(family):
    browser = look(family, "everywhere")
    page = browser.get("/")
    token = form_to(page, "view-as-myself")["csrf_token"].value
    for url in (
        *("/logout", "/login", "/welcome", "/edit", "/view-as", "/admin/trash"),
        f"{family.album_url('open')}delete",
    ):
        browser.post(url, {"csrf_token": token, "seen": "1 1"}, status=404)
    assert "You see what everywhere sees." in browser.get("/")


def test_it_is_ended_at_the_page_where_one_is_even_where_nothing_is(family):
    browser = look(family, None)
    url = family.album_url("priv")
    page = browser.get(url, status=404)
    assert "You see what everybody sees." in page
    page = landed(form_to(page, "view-as-myself").submit(status=303))
    assert page.request.path == url
    assert "Manage" in page


@pytest.mark.parametrize("name", ["viewer", "foreign", None])
def test_nobody_else_looks_as_somebody(family, name):
    family.add_gallery("other.test", owner="foreign")
    browser = family.browser(name)
    token = list(browser.get("/login").forms.values())[-1]["csrf_token"].value
    sent = {"csrf_token": token, "person": "everybody"}
    browser.post(f"{family.album_url('open')}view-as", sent, status=404)
    browser.post("/view-as-myself", {"csrf_token": token}, status=404)


def test_what_is_in_another_persons_session_means_nothing(family):
    before = pages(family, family.browser("guest"))
    browser = family.browser("guest")
    with family.session() as session:
        owner = find_user(session, "owner").id
        change = update(UserSession).where(UserSession.user_id != owner)
        everywhere_ = find_user(session, "everywhere").id
        session.execute(change.values(views_as=ViewsAs.PERSON, views_as_id=everywhere_))
    assert pages(family, browser) == before
    with family.session() as session:
        session.execute(change.values(views_as=ViewsAs.PERSON, views_as_id=owner))
    assert pages(family, browser) == before


@pytest.mark.parametrize("how", ["revoked", "disabled", "owner", "gone"])
def test_whoever_has_nothing_any_more_is_seen_with_nothing(family, how):
    stranger = pages(family, family.browser())
    browser = look(family, "everywhere")
    with family.session() as session:
        user, gallery = find_user(session, "everywhere"), session.get_one(Gallery, 1)
        if how == "revoked":
            revoke(session, user, gallery, None)
        elif how == "disabled":
            disable_user(session, user)
        else:
            seen = find_user(session, "owner").id if how == "owner" else None
            session.execute(update(UserSession).values(views_as_id=seen))
    assert {url: status for url, (status, _links) in pages(family, browser).items()} == {
        url: status for url, (status, _links) in stranger.items()
    }


@pytest.mark.parametrize("person", ["", "x", "-1", "9" * 400, "²", "1 OR 1=1", "owner", "plain"])
def test_only_people_with_access_are_offered_and_taken(family, person):
    family.add_user("plain")
    browser = family.browser("owner")
    form = form_at(browser, f"{family.album_url('open')}view-as")
    with family.session() as session:
        if person in {"owner", "plain"}:
            person = str(find_user(session, person).id)
    assert person not in [value for value, *_ in form["person"].options]
    form["person"].force_value(person)
    form.submit(status=422)
    with family.session() as session:
        assert set(session.scalars(select(UserSession.views_as))) == {None}


def test_pages_for_visitors_say_nothing_of_it(family):
    for name in (None, "viewer", "owner"):
        assert "view-as-myself" not in family.browser(name).get("/")
        assert "viewing.css" not in family.browser(name).get("/")


def test_somebody_given_access_later_is_seen_with_it(family):
    browser = look(family, "guest")
    browser.get(family.album_url("open/secretchild"), status=404)
    album_id = family.album("open/secretchild").id
    with family.session() as session:
        grant(session, find_user(session, "guest"), session.get_one(Gallery, 1), album_id)
    browser.get(family.album_url("open/secretchild"), status=200)


@everywhere
@in_a_soak
def test_what_a_person_has_by_a_group_is_seen_and_nothing_of_the_owners_own(groups):
    for name in ("aunt", "guest", None):
        theirs = pages(groups, groups.browser(name))
        assert pages(groups, look(groups, name)) == theirs
    with groups.session() as session:
        gallery = session.get_one(Gallery, 1)
        delete_group(session, gallery, find_group(session, gallery, "Aunts"))
    look(groups, None).get(groups.album_url("priv"), status=404)


@everywhere
@in_a_soak
def test_a_group_is_seen_as_whoever_is_in_it_and_has_nothing_else(groups):
    theirs = pages(groups, groups.browser("aunt"))
    browser = look(groups, "Aunts")
    assert "You see what the group Aunts sees." in browser.get("/")
    assert pages(groups, browser) == theirs
    with groups.session() as session:
        gallery = session.get_one(Gallery, 1)
        delete_group(session, gallery, find_group(session, gallery, "Aunts"))
    browser.get(groups.album_url("priv"), status=404)


def test_a_group_of_another_gallery_is_not_offered_nor_taken(groups):
    groups.add_gallery("other.test", owner="foreign")
    with groups.session() as session:
        group_id = add_group(session, session.get_one(Gallery, 2), "Theirs").id
    form = form_at(groups.browser("owner"), f"{groups.album_url('open')}view-as")
    form["person"].force_value(f"group:{group_id}")
    assert "Theirs" not in form.submit(status=422)


@everywhere
@in_a_soak
def test_links_that_the_owner_has_followed_open_nothing_meanwhile(family):
    album_id = family.album("priv").id
    with family.session() as session:
        token = make_share(
            session,
            session.get_one(Gallery, 1),
            album_id,
            label="Party",
            options=dict.fromkeys(ShareOption, True),
        )
    stranger = pages(family, family.browser())
    browser = look(family, None)
    browser.get(f"/s/{token}", status=303)
    assert pages(family, browser) == stranger
    form_to(browser.get("/"), "view-as-myself").submit(status=303)
    browser.get(family.album_url("priv"), status=200)


def follow_link(site, folder, **options):
    """A browser that has followed a new link to an album."""
    album_id = site.album(folder).id
    with site.session() as session:
        gallery = session.get_one(Gallery, 1)
        given = dict.fromkeys(ShareOption, False) | options
        token = make_share(session, gallery, album_id, label="Party", options=given)
    browser = site.browser()
    browser.get(f"/s/{token}", status=303)
    return browser


@everywhere
@in_a_soak
@pytest.mark.parametrize("options", [{}, {"download": True}])
def test_a_link_is_seen_as_whoever_has_it_and_has_nothing_else(family, options):
    holder = follow_link(family, "priv", **options)
    browser = look(family, "Party")
    page = browser.get(family.album_url("priv"))
    assert "You see what whoever has the link Party sees." in page
    assert pages(family, browser) == pages(family, holder)
    for url in ("/", family.album_url("priv"), family.image_url("priv/s.jpg")):
        costs = []
        for each in (browser, holder):
            with family.statements() as statements:
                each.get(url)
            costs.append(len(statements))
        assert costs[0] <= costs[1], url


@pytest.mark.parametrize("how", ["revoked", "over", "deleted"])
def test_a_link_that_opens_nothing_any_more_is_seen_so_and_not_offered(family, how):
    follow_link(family, "priv")
    browser = look(family, "Party")
    with family.session() as session:
        share = session.scalars(select(Share)).one()
        if how == "revoked":
            revoke_share(session, session.get_one(Gallery, 1), share.id)
        elif how == "over":
            share.expires_at = share.created_at
        else:
            delete_album(session, session.get_one(Album, share.album_id))
        number = share.id
    assert pages(family, browser) == pages(family, family.browser())
    form = form_at(family.browser("owner"), f"{family.album_url('open')}view-as")
    assert "Party" not in form.text
    form["person"].force_value(f"share:{number}")
    assert "This link opens nothing any more." in form.submit(status=422)


def test_a_link_of_another_gallery_is_not_offered_nor_taken(family):
    follow_link(family, "priv")
    family.add_gallery("other.test", owner="foreign")
    with family.session() as session:
        share = session.scalars(select(Share)).one()
        share.gallery_id = 2
        number = share.id
    form = form_at(family.browser("owner"), f"{family.album_url('open')}view-as")
    form["person"].force_value(f"share:{number}")
    form.submit(status=422)
