"""Who may do what: permissions, the visibility rule, who is asking, and what slows down attacks.

`visibility` holds the one rule of the gallery, as ACEs for the resource tree and as SQL for
listings; both take a `visitor`. `policy` asks it at every request. Nothing else decides.
`limits` counts wrong passwords (and `devices` are browsers that have a count of their own),
`work_limit` what strangers have made; `cookies` are all of ours, `csrf` guards forms, `tokens` are
secrets that people carry, `redaction` keeps them out of logs, and `audit` says who did what.
"""

from typing import TYPE_CHECKING

from bviewer.config.settings import settings_of
from bviewer.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: "Configurator") -> None:
    """Close everything by default; the tree's ACLs open what is open."""
    # Commands take the rule from here as well, and need nothing of requests.
    from bviewer.security.audit import actor_in  # noqa: PLC0415
    from bviewer.security.bearer import bearer_token  # noqa: PLC0415
    from bviewer.security.cookies import (  # noqa: PLC0415
        device_cookie,
        done_cookie,
        form_cookie,
        session_cookie,
        session_token,
        share_cookie,
        share_secret,
        show_cookie,
        show_secret,
    )
    from bviewer.security.csrf import CSRFStoragePolicy  # noqa: PLC0415
    from bviewer.security.policy import SecurityPolicy  # noqa: PLC0415

    policy = SecurityPolicy()
    config.set_security_policy(policy)
    config.set_default_permission(Permission.EDIT)
    config.set_csrf_storage_policy(CSRFStoragePolicy(settings_of(config).secret))
    # Pyramid's own look at the origin knows https only, and fails where the header is no URL.
    # No page of others can make a browser send a token, and no cookie counts beside one.
    config.set_default_csrf_options(
        require_csrf=True,
        check_origin=False,
        callback=lambda request: request.bearer_token is None,
    )
    config.add_request_method(bearer_token, reify=True)
    config.add_request_method(session_cookie, reify=True)
    config.add_request_method(form_cookie, reify=True)
    config.add_request_method(device_cookie, reify=True)
    config.add_request_method(done_cookie, reify=True)
    config.add_request_method(session_token, reify=True)
    config.add_request_method(share_cookie, reify=True)
    config.add_request_method(share_secret, reify=True)
    config.add_request_method(show_cookie, reify=True)
    config.add_request_method(show_secret, reify=True)
    config.add_request_method(actor_in, "actor", property=True)
    config.add_request_method(policy.visitor, "visitor", property=True)
    config.include(".work_limit")
