"""Which pages are for owners and operators, and what each asks for, as their views say."""

import re
from collections.abc import Sequence
from typing import Any

from pyramid.registry import Registry

from bviewer.security import Permission

OWNERS = frozenset({Permission.EDIT, Permission.MANAGE, Permission.OPERATE})
NUMBER = re.compile("[0-9]{1,18}", re.ASCII)

# What a page is about, its name, and the number of segments behind that.
Key = tuple[type, str, int]


def permission_of(registry: Registry, node: Any, rest: Sequence[str]) -> Permission | None:
    """Return what a page asks for that is called so at a node; None if it is none of an owner's.

    Some names are followed by the number of what the page is about.
    """
    name, *about = rest or [""]
    if not all(map(NUMBER.fullmatch, about)):
        return None
    pages = owners_pages(registry)
    found = (pages.get((kind, name, len(about))) for kind in type(node).__mro__)
    return next(filter(None, found), None)


def owners_pages(registry: Registry) -> dict[Key, Permission]:
    """Return what each page asks for that is for nobody else."""
    known: dict[Key, Permission] | None = registry.get("bviewer.owners_pages")
    if known is None:
        known = registry["bviewer.owners_pages"] = {
            (view["context"], view["name"], view.get("subpath") or 0): permission
            for view, related in views_of(registry)
            if view.get("page") and view["request_methods"] == "GET" and related.get("templates")
            for permission in OWNERS.intersection(related.get("permissions", ()))
        }
    return known


def views_of(registry: Registry) -> list[tuple[Any, dict[str, list[Any]]]]:
    """Return all views, each with its permission and its template."""
    found = []
    for entry in registry.introspector.get_category("views"):
        related: dict[str, list[Any]] = {}
        for each in entry["related"]:
            value = each.get("value", each.get("name"))
            related.setdefault(each.category_name, []).append(value)
        found.append((entry["introspectable"], related))
    return found
