"""All galleries: the list, another one over a folder of the library, and the host of each."""

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from bviewer.accounts.directory import search_users
from bviewer.accounts.links import is_new, make_first_link
from bviewer.accounts.users import find_user
from bviewer.albums.all_galleries import all_galleries
from bviewer.albums.editing import LONGEST_TITLE
from bviewer.albums.galleries import add_gallery, hand_over
from bviewer.albums.gallery_hosts import aliases_of, change_hosts, host_for_others
from bviewer.albums.homes import check_home, folders_in, galleries_at, hidden_by
from bviewer.albums.overview import overview_of
from bviewer.config.hosts import readable_host
from bviewer.library.names import printable
from bviewer.library.paths import file_name, join
from bviewer.models import Gallery, User, Visibility
from bviewer.presenters.languages import Message, mark
from bviewer.problems import Problem
from bviewer.security import Permission
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tree.branches import SiteBranch
from bviewer.tree.root import with_port
from bviewer.tree.urls import Urls
from bviewer.views.owner.buttons import ID
from bviewer.views.owner.done import done
from bviewer.views.owner.forms import ChoiceField, OwnerForm
from bviewer.views.owner.overview import spaces_of
from bviewer.views.site.frame import site_page

LIST = "bviewer:templates/site/galleries.html"
NEW = "bviewer:templates/site/new_gallery.html"
ONE = "bviewer:templates/site/gallery.html"

VISIBILITIES: Mapping[str, Message] = {
    Visibility.PRIVATE: mark("Nobody but its owner, until the owner opens it"),
    Visibility.HIDDEN: mark("Whoever has the address"),
    Visibility.VISIBLE: mark("Everybody"),
}


class GalleryForm(OwnerForm):
    """What a gallery begins with. Its folder is chosen before."""

    home = HiddenField(mark("Folder"))
    owner = StringField(mark("Owner"), [DataRequired()])
    host = StringField(mark("Host"), [DataRequired(), Length(max=253)])
    title = StringField(mark("Title"), [Length(max=LONGEST_TITLE)])
    visibility = ChoiceField(mark("Who can see it"), VISIBILITIES)
    shared = BooleanField(mark("Both galleries may show the same photographs."))


EMPTY: dict[str, Any] = {
    **dict.fromkeys(("home", "owner", "host", "title"), ""),
    "visibility": Visibility.PRIVATE,
    "shared": False,
}


# What goes along from folder to folder.
TYPED = ("owner", "host", "title", "visibility")


class HostForm(OwnerForm):
    """Under which names a gallery is reached."""

    host = StringField(mark("Host"), [DataRequired(), Length(max=253)])
    alias = TextAreaField(mark("Other hosts that lead to it"), [Length(max=10_000)])


@view_config(
    context=SiteBranch,
    name="galleries",
    request_method="GET",
    permission=Permission.OPERATE,
    page=True,
    renderer=LIST,
)
def show_galleries(_context: SiteBranch, request: Request) -> dict[str, Any]:
    """Show all galleries."""
    galleries = all_galleries(request.dbsession)
    return {
        **site_page(request),
        "galleries": galleries,
        "readable": readable_host,
        "printable": printable,
    }


@view_config(
    context=SiteBranch,
    name="new-gallery",
    request_method="GET",
    permission=Permission.OPERATE,
    page=True,
    renderer=NEW,
)
def choose_folder(_context: SiteBranch, request: Request) -> dict[str, Any]:
    """Show a folder of the library, to go on from or to make a gallery of."""
    form = GalleryForm.showing(request, **EMPTY)
    for name in ("home", *TYPED):
        form[name].data = request.GET.get(name, form[name].data)
    try:
        return new_gallery_page(request, form)
    except Problem as problem:
        raise HTTPNotFound from problem


@view_config(
    context=SiteBranch,
    name="new-gallery",
    request_method="POST",
    permission=Permission.OPERATE,
    page=True,
    renderer=NEW,
)
def add(_context: SiteBranch, request: Request) -> Any:
    """Make a gallery of a folder, and show its owner's way in; or go to another folder first."""
    form = GalleryForm.sent(request, **EMPTY)
    if "folder" in request.POST:
        return HTTPSeeOther(folder_url(request, form))
    if form.is_accepted:
        try:
            gallery = make(request, **form.values())
        except Problem as problem:
            form.refuse(request, problem)
        else:
            request.enqueue(sync_gallery_in_turn, gallery.id)
            url = gallery_url(request, gallery)
            return done(request, url, "gallery-added")
    try:
        return new_gallery_page(request, form)
    except Problem as problem:
        raise HTTPNotFound from problem


def make(request: Request, home: str, owner: str, *, shared: bool, **values: Any) -> Gallery:
    """Make a gallery of a folder that no other shows, or only those of who makes it.

    Photographs are their owner's to show: running the site gives nobody any of them.
    """
    session = request.dbsession
    shared = shared and is_own(request, home)
    with request.disk.asked():
        check_home(request.runtime.library, home)
    try:
        user = find_user(session, owner)
    except Problem as problem:
        raise Problem("user_unknown", "owner", name=owner) from problem
    values["title"] = values["title"] or None
    gallery = add_gallery(session, owner=user, home=home, shared=shared, **values)
    hand_over(session, gallery, user)
    return gallery


def is_own(request: Request, home: str) -> bool:
    """Return whether a folder is shown already, by galleries of whoever asks alone."""
    owners = {gallery.owner_id for gallery in galleries_at(request.dbsession, home)}
    return owners == {request.visitor.user_id}


def new_gallery_page(request: Request, form: GalleryForm) -> dict[str, Any]:
    """Return the variables of the form's template, with the folders of the chosen one."""
    request.response.status_int = form.status()
    home = str(form.home.data or "")
    taken = {each.home: each.host for each in all_galleries(request.dbsession)}
    with request.disk.asked():
        names = folders_in(request.runtime.library, home)
    shown_by = hidden_by(request.dbsession, home, request.visitor.user_id)
    paths = [join(home, name) for name in names if not shown_by]
    return {
        **site_page(request),
        "form": form,
        "home": home,
        "crumbs": folder_crumbs(request, home),
        "folders": [(file_name(path), path, taken.get(path)) for path in paths],
        "shown_by": shown_by,
        "is_own": is_own(request, home),
        "users": [user.name for user in search_users(request.dbsession, "", limit=200)],
    }


def folder_crumbs(request: Request, home: str) -> list[tuple[str, str]]:
    """Return titles and paths of the folders above one."""
    parts = home.split("/") if home else []
    above = ["/".join(parts[:depth]) for depth in range(len(parts))]
    top = request.language.gettext("All photographs")
    return [(file_name(path) or top, path) for path in above]


def folder_url(request: Request, form: GalleryForm) -> str:
    """Return the address of the form over the folder that was chosen: what is typed stays."""
    typed = {name: str(form[name].data or "")[:LONGEST_TITLE] or None for name in TYPED}
    folder = request.POST["folder"] or None
    url: str = request.urls.at_home("site", "new-gallery", home=folder, **typed)
    return url


@view_config(
    context=SiteBranch,
    name="gallery",
    request_method="GET",
    permission=Permission.OPERATE,
    page=True,
    subpath=1,
    renderer=ONE,
)
def show_gallery(_context: SiteBranch, request: Request) -> dict[str, Any]:
    """Show what a gallery holds in numbers, and its hosts."""
    gallery = requested_gallery(request)
    return gallery_page(request, gallery, HostForm.showing(request, **stored(request, gallery)))


@view_config(
    context=SiteBranch,
    name="gallery",
    request_method="POST",
    permission=Permission.OPERATE,
    page=True,
    subpath=1,
    renderer=ONE,
)
def change_gallery(_context: SiteBranch, request: Request) -> Any:
    """Change a gallery's hosts; or make the link by which its owner comes in for the first time."""
    gallery = requested_gallery(request)
    if request.POST.get("action") == "link":
        form = HostForm.showing(request, **stored(request, gallery))
        return {**gallery_page(request, gallery, form), "link": first_link(request, gallery)}
    form = HostForm.sent(request, **stored(request, gallery))
    if form.is_accepted:
        try:
            change_hosts(
                request.dbsession, gallery, str(form.host.data), str(form.alias.data).split()
            )
        except Problem as problem:
            form.refuse(request, problem)
        else:
            return done(request, gallery_url(request, gallery), "saved")
    return gallery_page(request, gallery, form)


def first_link(request: Request, gallery: Gallery) -> str | None:
    """Return a one-time link for an owner who was never here, at the gallery's own host."""
    token = make_first_link(request.dbsession, gallery)
    if token is None:
        return None
    return home_of(request, gallery).at_home("welcome", token)


def home_of(request: Request, gallery: Gallery) -> Urls:
    """Return the addresses of a gallery to others, at the port that this one was asked at."""
    host = with_port(host_for_others(request.dbsession, gallery), request.host)
    return Urls(f"{request.scheme}://{host}{request.script_name}")


def stored(request: Request, gallery: Gallery) -> dict[str, str]:
    """Return what the form shows of a gallery."""
    aliases = map(readable_host, aliases_of(request.dbsession, gallery))
    return {"host": readable_host(gallery.host), "alias": "\n".join(aliases)}


def requested_gallery(request: Request) -> Gallery:
    """Return the gallery that the address names; 404 if there is none."""
    (number,) = request.subpath
    gallery = request.dbsession.get(Gallery, int(number) if ID.fullmatch(number) else 0)
    if gallery is None:
        raise HTTPNotFound
    return gallery


def gallery_url(request: Request, gallery: Gallery) -> str:
    """Return the address of the page about a gallery."""
    url: str = request.urls.at_home("site", "gallery", str(gallery.id))
    return url


def gallery_page(request: Request, gallery: Gallery, form: HostForm) -> dict[str, Any]:
    """Return the variables of the page about a gallery."""
    request.response.status_int = form.status()
    owner = request.dbsession.get_one(User, gallery.owner_id)
    return {
        **site_page(request),
        "form": form,
        "gallery": gallery,
        "name": readable_host(gallery.host),
        "home": printable(gallery.home),
        "url": home_of(request, gallery).home,
        "owner": owner,
        "is_new": is_new(request.dbsession, owner),
        "overview": overview_of(request.dbsession, gallery.id),
        "spaces": spaces_of(request, gallery),
        "link": None,
    }
