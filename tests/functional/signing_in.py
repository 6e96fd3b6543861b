"""How people sign in, with the form or with a link, and what came of it."""

from sqlalchemy import select

from bviewer.accounts.links import make_sign_in_link
from bviewer.accounts.users import find_user
from bviewer.models import Gallery
from tests.site import HOST

PASSWORD = "correct horse"
OTHER_HOST = "other.test"


def gallery_row(session, host=HOST):
    return session.scalars(select(Gallery).where(Gallery.host == host)).one()


def fill_in(browser, name="anna", password=PASSWORD, next_path=None):
    """The form for signing in, as the browser got it."""
    query = {} if next_path is None else {"next": next_path}
    form = last_form(browser.get("/login", query))
    form["name"], form["password"] = name, password
    return form


def last_form(page):
    """Where somebody is signed in, the first one is for signing out."""
    return list(page.forms.values())[-1]


def sign_in(browser, name="anna", password=PASSWORD, status=303, next_path=None):
    return fill_in(browser, name, password, next_path).submit(status=status)


def is_signed_in(browser):
    return "Sign out" in browser.get("/").text


def new_link(site, name="owner", host=HOST):
    with site.session() as session:
        gallery = gallery_row(session, host)
        return f"/welcome/{make_sign_in_link(session, find_user(session, name), gallery)}"


def count_of(site, model):
    with site.session() as session:
        return len(session.scalars(select(model)).all())


def changes(statements):
    """Those of some SQL statements that change something."""
    harmless = ("SELECT", "WITH", "PRAGMA")
    return [statement for statement in statements if not statement.startswith(harmless)]
