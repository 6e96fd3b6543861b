"""Giving access in the browser, seeing who has what, and taking it back."""

import re

import pytest

from bviewer.access.grants import grant
from bviewer.access.groups import add_group, add_member
from bviewer.access.people import keep_known
from bviewer.accounts.users import disable_user, find_user
from bviewer.models import Access, Album, Gallery, Group, Membership
from tests.functional.owner.forms import landed, last_form
from tests.functional.stacks import everywhere


def words(page):
    return " ".join(page.html.select_one("main").text.split())


def row(page, name):
    (found,) = [li for li in page.html.select("ul.rows li") if li.find("b", string=name)]
    return " ".join(found.text.split())


def press(page, action, **values):
    """Press the button of a page that does something, with what."""
    forms = [
        form
        for form in page.forms.values()
        if any(getattr(button, "_value", "") == action for button in form.fields.get("action", []))
        and all(form[name].value == str(value) for name, value in values.items())
    ]
    return landed(forms[0].submit("action", status=303))


def delete_form(page):
    return next(form for form in page.forms.values() if "sure" in form.fields)


def delete(page):
    """Delete the group of a page, and be sure."""
    form = delete_form(page)
    form["sure"] = True
    return landed(form.submit("action", status=303))


def give(browser, url, who):
    form = last_form(browser.get(f"{url}access"))
    form["who"] = who
    return landed(form.submit("action", status=303))


@pytest.fixture
def cousins(family):
    """The family with a group of `viewer` and `cousin`, who has nothing else."""
    family.add_user("cousin")
    with family.session() as session:
        gallery = session.get_one(Gallery, 1)
        group = add_group(session, gallery, "Cousins")
        for name in ("viewer", "cousin"):
            add_member(session, gallery, group, find_user(session, name))
    return family


def user_id(site, name):
    with site.session() as session:
        return find_user(session, name).id


@everywhere
def test_an_owner_gives_access_to_an_album_and_takes_it_back_at_once(family):
    owner, guest, url = family.browser("owner"), family.browser("guest"), family.album_url("priv")
    guest.get(url, status=404)
    page = give(owner, url, f"user:{user_id(family, 'guest')}")
    assert "They can see it from now on." in page
    assert "May see this and all below it." in row(page, "guest")
    guest.get(url, status=200)
    taken = [line for line in page.html.select("ul.rows li") if line.find("b", string="guest")]
    page = press(page, "take-back", grant=taken[0].find("input", {"name": "grant"})["value"])
    assert "Taken back" in page
    guest.get(url, status=404)


def test_at_the_home_access_is_to_the_whole_gallery(family):
    owner, guest = family.browser("owner"), family.browser("guest")
    give(owner, "/", f"user:{user_id(family, 'guest')}")
    for folder in ("priv", "open/secretchild", "hid"):
        guest.get(family.album_url(folder), status=200)
    assert "May see the whole gallery" in row(owner.get("/admin/people"), "guest")


def test_an_owner_reads_why_somebody_can_see_an_album(cousins):
    priv = cousins.album("priv").id
    with cousins.session() as session:
        gallery = session.get_one(Gallery, 1)
        grant(session, session.query(Group).one(), gallery, priv)
    page = cousins.browser("owner").get(f"{cousins.album_url('priv/openchild')}access")
    assert row(page, "You") == "You Everything here is yours."
    assert row(page, "viewer") == "viewer Because of priv."
    assert row(page, "everywhere") == "everywhere Because of the whole gallery."
    assert row(page, "guest").startswith("guest May see this and all below it.")
    assert "Cousins Group: cousin, viewer Because of priv." in words(page)
    assert "guest, viewer and the group Cousins" in words(page)


def test_everybody_who_has_something_is_listed_with_what_it_is(cousins):
    with cousins.session() as session:
        find_user(session, "guest").mail = "guest@mail.test"
        disable_user(session, find_user(session, "everywhere"))
    cousins.browser("viewer")
    page = cousins.browser("owner").get("/admin/people")
    assert "guest@mail.test" in row(page, "guest")
    assert "May see openchild" in row(page, "guest")
    assert "Signed in last on" in row(page, "viewer")
    assert "Signed in last" not in row(page, "guest")
    assert "In the group Cousins" in row(page, "viewer")
    assert "In the group Cousins" in row(page, "cousin")
    assert "Cannot sign in at the moment." in row(page, "everywhere")
    place = page.html.find("a", string="openchild")["href"]
    assert "openchild" in landed(cousins.browser("owner").get(place))


def test_access_is_taken_back_where_people_are_listed_and_can_be_given_again(family):
    owner, viewer = family.browser("owner"), family.browser("viewer")
    url = family.album_url("priv")
    viewer.get(url, status=200)
    with family.session() as session:
        held = session.query(Access).filter_by(user_id=find_user(session, "viewer").id).one().id
    page = press(owner.get("/admin/people"), "take-back", grant=held)
    viewer.get(url, status=404)
    assert "May see nothing more than everybody." in row(page, "viewer")
    give(owner, url, f"user:{user_id(family, 'viewer')}")
    viewer.get(url, status=200)


def test_an_owner_learns_nothing_of_the_people_of_other_galleries(family):
    family.add_gallery("other.test", owner="foreign", home="other")
    family.add_user("stranger")
    with family.session() as session:
        other = session.query(Gallery).filter_by(host="other.test").one()
        grant(session, find_user(session, "stranger"), other, None)
        group = add_group(session, other, "Secret circle")
        foreign_group = group.id
        held = session.query(Access).filter_by(user_id=find_user(session, "stranger").id).one().id
    owner, url = family.browser("owner"), family.album_url("priv")
    for page in ("/admin/people", "/admin/groups", f"{url}access"):
        answer = owner.get(page)
        for secret in ("stranger", "foreign", "Secret circle"):
            assert secret not in answer, page
    owner.get(f"/admin/group/{foreign_group}", status=404)
    form = last_form(owner.get(f"{url}access"))
    refused = {
        who: re.sub(r'value="[0-9a-f]{96}"', "", refuse(form, who).text)
        for who in (
            f"user:{user_id(family, 'stranger')}",
            f"user:{user_id(family, 'foreign')}",
            f"group:{foreign_group}",
            "user:999999",
            "group:999999",
            "nonsense",
        )
    }
    people = {text for who, text in refused.items() if not who.startswith("group")}
    assert len(people) == 1
    assert "There is no such person or group here." in people.pop()
    assert len({text for who, text in refused.items() if who.startswith("group")}) == 1
    page = owner.get("/admin/people")
    sent = last_form(page)
    sent["grant"].force_value(str(held))
    assert "This was taken back already." in sent.submit("action", status=422)
    family.browser("stranger", "other.test").get("/", status=200)
    with family.session() as session:
        assert session.get_one(Access, held).active


def refuse(form, who):
    form["who"].force_value(who)
    return form.submit("action", status=422)


def test_a_button_that_is_none_is_refused(family):
    form = last_form(family.browser("owner").get("/admin/people"))
    form["action"].force_value("everything")
    form.submit("action", status=400)


def test_somebody_who_had_something_is_still_known(gallery):
    gallery.add_user("once")
    with gallery.session() as session:
        keep_known(session, find_user(session, "once"), session.get_one(Gallery, 1))
    assert "once" in gallery.browser("owner").get("/admin/people")
    with gallery.session() as session:
        assert session.query(Access.active).all() == [(False,)]


def test_the_cost_of_the_list_does_not_grow_with_the_people(family):
    owner = family.browser("owner")

    def cost():
        with family.statements() as statements:
            owner.get("/admin/people")
        return len(statements)

    before = cost()
    for number in range(20):
        family.add_user(f"more{number}")
        with family.session() as session:
            gallery = session.get_one(Gallery, 1)
            grant(session, find_user(session, f"more{number}"), gallery, None)
    assert cost() == before


# Groups.


@everywhere
def test_a_group_is_made_filled_given_an_album_and_deleted(family):
    owner, guest, url = family.browser("owner"), family.browser("guest"), family.album_url("priv")
    form = last_form(owner.get("/admin/groups"))
    form["name"] = " Family "
    page = landed(form.submit(status=303))
    assert "The group is there." in page
    assert page.html.body.h1.text == "Family"
    number = page.request.path.rpartition("/")[2]
    put = next(form for form in page.forms.values() if "user" in form.fields)
    put["user"] = str(user_id(family, "guest"))
    page = landed(put.submit("action", status=303))
    guest.get(url, status=404)
    give(owner, url, f"group:{number}")
    guest.get(url, status=200)
    assert "priv" in words(owner.get(f"/admin/group/{number}"))
    page = owner.get(f"/admin/group/{number}")
    assert "Say that you are sure first." in delete_form(page).submit("action", status=422)
    assert "The group is deleted" in delete(page)
    guest.get(url, status=404)
    owner.get(f"/admin/group/{number}", status=404)


@everywhere
def test_who_is_taken_out_of_a_group_sees_nothing_of_it_with_the_next_request(cousins):
    url, number = cousins.album_url("priv"), group_number(cousins)
    owner, cousin = cousins.browser("owner"), cousins.browser("cousin")
    give(owner, url, f"group:{number}")
    cousin.get(url, status=200)
    page = press(owner.get(f"/admin/group/{number}"), "remove", user=user_id(cousins, "cousin"))
    assert "They are not in the group any more." in page
    cousin.get(url, status=404)
    assert "May see nothing more than everybody." in row(owner.get("/admin/people"), "cousin")
    again = next(form for form in page.forms.values() if "user" in form.fields)
    token = {"csrf_token": again["csrf_token"].value}
    gone = {**token, "action": "remove", "user": str(user_id(cousins, "cousin"))}
    answer = owner.post(f"/admin/group/{number}", gone, status=422)
    assert "This person is not in the group." in answer


def group_number(site):
    with site.session() as session:
        return session.query(Membership.group_id).first()[0]


def test_what_a_group_was_given_is_taken_back_and_its_name_changed(cousins):
    url, number = cousins.album_url("priv"), group_number(cousins)
    owner, cousin = cousins.browser("owner"), cousins.browser("cousin")
    give(owner, url, f"group:{number}")
    page = press(owner.get(f"/admin/group/{number}"), "take-back")
    cousin.get(url, status=404)
    form = next(form for form in page.forms.values() if "name" in form.fields)
    form["name"] = "Aunts"
    assert landed(form.submit("action", status=303)).html.body.h1.text == "Aunts"
    form["name"] = "Uncles"  # In a tab that was open before.
    answer = form.submit("action", status=409)
    assert "Now: Aunts" in answer
    form = next(form for form in answer.forms.values() if "name" in form.fields)
    assert form["name"].value == "Uncles"


def test_a_group_is_given_an_album_on_its_own_page_and_none_of_another_gallery(cousins):
    foreign = cousins.add_gallery("other.test", owner="foreign")
    with cousins.session() as session:
        album = session.query(Album).filter_by(folder="priv").one().id
        top = session.query(Album.id).filter_by(gallery_id=foreign, parent_id=None).scalar()
        number = session.query(Group.id).scalar()
    owner, cousin = cousins.browser("owner"), cousins.browser("cousin")
    url = f"/admin/group/{number}"
    form = next(form for form in owner.get(url).forms.values() if "what" in form.fields)
    assert f"album:{album}" in [value for value, _chosen, _words in form["what"].options]
    for what in (f"album:{top}", f"group:{number}", ""):
        form["what"].force_value(what)
        assert "There is no such album or group here." in form.submit("action", status=422)
    with cousins.session() as session:
        assert session.query(Access).filter_by(group_id=number).count() == 0
    form["what"].force_value(f"album:{album}")
    page = landed(form.submit("action", status=303))
    assert "priv" in words(page)
    assert f"album:{album}" not in page
    cousin.get(cousins.album_url("priv"), status=200)
    form["what"].force_value("gallery")
    page = landed(form.submit("action", status=303))
    assert not [form for form in page.forms.values() if "what" in form.fields]


def test_a_deleted_group_leaves_its_people_known(cousins):
    owner = cousins.browser("owner")
    delete(owner.get(f"/admin/group/{group_number(cousins)}"))
    assert "May see nothing more than everybody." in row(owner.get("/admin/people"), "cousin")


def test_a_group_deleted_while_somebody_signs_in_is_harmless(cousins):
    url, number = cousins.album_url("priv"), group_number(cousins)
    owner = cousins.browser("owner")
    give(owner, url, f"group:{number}")
    page = owner.get(f"/admin/group/{number}")
    cousin = cousins.browser("cousin")
    delete(page)
    cousin.get(url, status=404)
    cousin.get("/", status=200)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "This field is required."),
        ("x" * 101, "Field cannot be longer than 100 characters."),
        ("a\u0007b", "A name has 1 to 100 characters."),
        ("Cousins", "There is a group of that name already."),
    ],
)
def test_a_name_that_is_none_or_taken_is_refused(cousins, name, said):
    form = last_form(cousins.browser("owner").get("/admin/groups"))
    form["name"] = name
    assert said in form.submit(status=422)


def test_two_galleries_may_have_a_group_of_the_same_name(cousins):
    cousins.add_gallery("other.test", owner="foreign", home="other")
    form = last_form(cousins.browser("foreign", "other.test").get("/admin/groups"))
    form["name"] = "Cousins"
    landed(form.submit(status=303))
