"""The session of a request, in the transaction that ends with it."""

from collections.abc import Callable

from pyramid.config import Configurator
from pyramid.request import Request
from sqlalchemy.orm import Session, sessionmaker

from bviewer.config.hidden import hidden
from bviewer.config.methods import SAFE_METHODS
from bviewer.config.settings import Settings, settings_of
from bviewer.db.engine import make_engine


def needs_transaction(request: Request) -> bool:
    """Return whether a request may use `dbsession`; the bytes of images never do, nor does a show
    that goes on."""
    # As it was sent, here as in other places on the way of a thumbnail: decoding it takes longer.
    path = request.environ["PATH_INFO"]
    return not path.endswith(".jpg" if request.method in SAFE_METHODS else "/showing")


def request_session(request: Request) -> Session:
    """Return the session of a request, bound to its transaction manager."""
    kind = "reading" if request.method in SAFE_METHODS else "writing"
    session: Session = request.registry["bviewer.sessions"][kind]()
    request.registry["bviewer.join_transaction"](session, transaction_manager=request.tm)
    session.info["actor"] = lambda: request.actor  # See `security.audit`.
    return session


def transaction_joiner(settings: Settings) -> Callable[..., object]:
    """Return what makes sessions part of transactions.

    Its module imports every driver that is installed; we hide the one that nobody has asked for.
    """
    with hidden(*([] if settings.database_url.startswith("postgresql") else ["psycopg"])):
        from zope.sqlalchemy import register  # noqa: PLC0415

    joiner: Callable[..., object] = register
    return joiner


def includeme(config: Configurator) -> None:
    """Hang the engine on the registry and `dbsession` on requests."""
    engine = make_engine(settings_of(config))
    config.registry["bviewer.join_transaction"] = transaction_joiner(settings_of(config))
    config.registry["bviewer.engine"] = engine
    config.registry["bviewer.sessions"] = {
        "reading": sessionmaker(bind=engine.execution_options(sqlite_begin="BEGIN")),
        "writing": sessionmaker(bind=engine),
    }
    config.add_settings(
        {
            "tm.manager_hook": "pyramid_tm.explicit_manager",
            "tm.activate_hook": "bviewer.db.requests.needs_transaction",
            "tm.annotate_user": False,
        }
    )
    config.include("pyramid_tm")
    config.add_request_method(request_session, "dbsession", reify=True)
