"""What is looked at before anything that is asked: how often somebody asks, and their token.

By then the gallery is known. What is found out here is told with each answer, whatever it is.
"""

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response

from bviewer.api.origins import allow_origin, answer_if_asked_first
from bviewer.api.refusals import TOKEN_NOT_GOOD
from bviewer.security.bearer import bearer_credentials
from bviewer.tree.api import ENTRY
from bviewer.views.readable import is_api
from bviewer.views.visitor.frame import own_asker


def look(request: Request) -> None:
    """Let a request in, or refuse it."""
    if not is_api(request.environ):
        return
    rate = request.rates.count(own_asker(request))

    def tell(request: Request, response: Response) -> None:
        response.headers.update(rate.headers())
        allow_origin(request, response)

    request.add_response_callback(tell)
    if rate.is_beyond:
        raise rate.refusal()
    answer_if_asked_first(request)
    # It is told so, and does not take what strangers see for what its person does.
    if has_token(request) and request.visitor.scope is None:
        raise TOKEN_NOT_GOOD


def has_token(request: Request) -> bool:
    """Return whether a token was sent for us: one that is not ours may be a proxy's, through which
    the browser of somebody comes."""
    if request.bearer_token is not None:
        return True
    return request.session_token is None and bearer_credentials(request) is not None


def includeme(config: Configurator) -> None:
    """Stand at the door."""
    config.registry[ENTRY] = look
