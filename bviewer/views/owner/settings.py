"""What an owner decides about a gallery as a whole."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from pyramid.request import Request
from pyramid.view import view_config
from sqlalchemy.orm import Session
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.fields import ColorField
from wtforms.validators import DataRequired, InputRequired, Length

from bviewer.albums.appearance import ACCENT, LONGEST_FOOTER
from bviewer.albums.editing import (
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    set_description,
    set_title,
)
from bviewer.albums.galleries import top_album
from bviewer.albums.gallery_settings import change_settings
from bviewer.albums.presentation import LONGEST_ABOUT_TEXT, LONGEST_ABOUT_TITLE
from bviewer.models import Album, Gallery, Layout, Positions, Visibility
from bviewer.presenters.languages import mark
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.branches import AdminBranch
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import ChoiceField, OwnerForm
from bviewer.views.owner.frame import admin_page

FORM = "bviewer:templates/owner/settings.html"
YES, NO = "yes", "no"
SWITCHES = {"auto_sync", "indexed", "mailed_links", "previews", "shows_videos"}


class SettingsForm(OwnerForm):
    """The settings of a gallery; the first two are those of its top album."""

    title = StringField(mark("Title"), [DataRequired(), Length(max=LONGEST_TITLE)])
    description = TextAreaField(mark("Description"), [Length(max=LONGEST_DESCRIPTION)])
    about_title = StringField(mark("Title of the about page"), [Length(max=LONGEST_ABOUT_TITLE)])
    about_text = TextAreaField(mark("Text of the about page"), [Length(max=LONGEST_ABOUT_TEXT)])
    footer = TextAreaField(mark("Below all pages"), [Length(max=LONGEST_FOOTER)])
    accent = ColorField(mark("Colour"))
    time_zone = StringField(mark("Time zone"), [DataRequired()])
    new_albums = ChoiceField(
        mark("Albums of new folders are"),
        {
            Visibility.VISIBLE: mark("Visible"),
            Visibility.HIDDEN: mark("Hidden"),
            Visibility.PRIVATE: mark("Private"),
        },
    )
    positions = ChoiceField(
        mark("Who is told where photographs were taken"),
        {
            Positions.NOBODY: mark("Nobody"),
            Positions.TRUSTED: mark("You, and the people to whom you open albums"),
            Positions.EVERYBODY: mark("Everybody"),
        },
    )
    indexed = ChoiceField(
        mark("Search engines"),
        {NO: mark("Stay outside"), YES: mark("May list what everybody can see")},
    )
    layout = ChoiceField(
        mark("Photographs in albums"),
        {
            Layout.SQUARES: mark("In squares, with as much of each as fits"),
            Layout.ROWS: mark("In rows, each in its own shape"),
        },
    )
    shows_videos = ChoiceField(
        mark("Videos in random shows"),
        {NO: mark("Left out"), YES: mark("By their pictures")},
    )
    previews = ChoiceField(
        mark("Whoever is sent a link sees before following it"),
        {YES: mark("Title and picture, if everybody may see the page"), NO: mark("Nothing of it")},
    )
    mailed_links = ChoiceField(
        mark("People sign in"),
        {
            NO: mark("With a password or a passkey"),
            YES: mark("Also by a link that is mailed to them; a password is not needed"),
        },
    )
    auto_sync = ChoiceField(
        mark("New photographs"),
        {YES: mark("Appear by themselves"), NO: mark("Appear when somebody syncs")},
    )
    api_origins = TextAreaField(mark("Other sites whose pages may use the API"))
    ignored = TextAreaField(mark("Files and folders to ignore"))
    images_budget = IntegerField(mark("Space for resized photographs, in MB"), [InputRequired()])
    archives_budget = IntegerField(mark("Space for downloads, in MB"), [InputRequired()])


@view_config(
    context=AdminBranch,
    name="settings",
    request_method="GET",
    permission=Permission.MANAGE,
    page=True,
    renderer=FORM,
)
def show_settings(_context: AdminBranch, request: Request) -> dict[str, Any]:
    """Show the settings."""
    stored = stored_settings(*gallery_and_top(request))
    return settings_page(request, SettingsForm.showing(request, **stored))


@view_config(
    context=AdminBranch,
    name="settings",
    request_method="POST",
    permission=Permission.MANAGE,
    page=True,
    renderer=FORM,
)
def change(_context: AdminBranch, request: Request) -> Any:
    """Change the settings."""
    gallery, top = gallery_and_top(request)
    stored = stored_settings(gallery, top)
    form = SettingsForm.sent(request, **stored)
    if form.is_accepted:
        try:
            change_all(request.dbsession, gallery, top, changed(form.values(), stored))
        except Problem as problem:
            form.refuse(request, problem)
        else:
            if gallery.time_zone != stored["time_zone"]:
                request.enqueue(sync_gallery_in_turn, gallery.id)
            return done(request, request.urls.at_home("admin", "settings"), "saved")
    return settings_page(request, form)


def changed(values: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    """Return what is not as it was: to save a form changes nothing that nobody has touched."""
    return {name: value for name, value in values.items() if value != stored[name]}


def change_all(session: Session, gallery: Gallery, top: Album, changes: dict[str, Any]) -> None:
    """Change the settings that are named, as a form has them."""
    title, description = changes.pop("title", None), changes.pop("description", None)
    if title is not None:
        set_title(top, title)
    if description is not None:
        set_description(top, description)
    for name in SWITCHES & changes.keys():
        changes[name] = changes[name] == YES
    change_settings(session, gallery, **changes)


def gallery_and_top(request: Request) -> tuple[Gallery, Album]:
    """Return the rows that the form is about."""
    gallery = request.dbsession.get_one(Gallery, request.gallery.id)
    return gallery, top_album(request.dbsession, gallery)


def stored_settings(gallery: Gallery, top: Album) -> dict[str, Any]:
    """Return what the form shows of a gallery."""
    names = (
        "about_title",
        "about_text",
        "footer",
        "time_zone",
        "new_albums",
        "positions",
        "layout",
        "api_origins",
    )
    return {
        "title": top.title,
        "description": top.description,
        "accent": gallery.accent or ACCENT,
        **{name: YES if getattr(gallery, name) else NO for name in SWITCHES},
        "ignored": gallery.ignored,
        "images_budget": gallery.images_budget_mb,
        "archives_budget": gallery.archives_budget_mb,
        **{name: getattr(gallery, name) for name in names},
    }


@cache
def time_zones() -> list[str]:
    """Return the names of all time zones; where they are kept is looked through once."""
    return sorted(available_timezones())


def settings_page(request: Request, form: SettingsForm) -> dict[str, Any]:
    """Return the variables of the form's template."""
    request.response.status_int = form.status()
    return {**admin_page(request), "form": form, "zones": time_zones()}
