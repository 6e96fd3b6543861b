"""Syncs as programs read them: what the owner's pages and mails tell of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.library.names import printable
from bviewer.models import ClosedBecause, SyncOutcome, SyncReport, Visibility
from bviewer.presenters.languages import Language
from bviewer.presenters.news import album_ids_in
from bviewer.presenters.syncs import SyncState, ending
from bviewer.sync.history import is_running
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import Urls

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class NamedAlbum(TypedDict):
    """An album that something is told of; it has addresses if it is still there."""

    id: str
    title: str | None
    self: str | None
    html: str | None


class FilesIn(TypedDict):
    """How many files are in an album."""

    album: NamedAlbum
    files: int


class Renamed(TypedDict):
    """A folder that has another name."""

    before: str
    after: str


class Closed(TypedDict):
    """An album that a sync closed."""

    album: NamedAlbum
    visibility: Visibility
    because: Annotated[
        ClosedBecause,
        Field(description="What it has in common with another one, which is more closed."),
    ]
    origin: Annotated[str, Field(description="The title of that one.")]


class Shared(TypedDict):
    """An album that shows what is known from one that is more closed."""

    title: str
    visibility: Visibility
    origin: str
    files: int


class Hidden(TypedDict):
    """An album that people with access lost, because it is passed over."""

    album: NamedAlbum
    rule: str
    people: int


class PassedOver(TypedDict):
    """Why files and folders were passed over, and how many."""

    reason: str
    number: int


class WhyRefused(TypedDict):
    """Why a sync changed nothing."""

    code: str
    params: dict[str, Any]


class SyncLinks(TypedDict):
    """Addresses."""

    self: str


class SyncDocument(TypedDict):
    """What a sync did."""

    id: str
    outcome: SyncOutcome
    text: Annotated[str, Field(description="How it ended, in a sentence.")]
    started_at: datetime
    seen_at: Annotated[
        datetime, Field(description="When it was seen last; its end, if it has ended.")
    ]
    files_read: int
    refusal: WhyRefused | None
    numbers: Annotated[dict[str, int] | None, Field(description="What it did, if it has ended.")]
    arrived: Annotated[list[FilesIn], Field(description="Albums that got files.")]
    gone: Annotated[list[FilesIn], Field(description="Albums whose files are missing.")]
    lost: Annotated[list[NamedAlbum], Field(description="Albums whose folder is missing.")]
    renamed: list[Renamed]
    closed: list[Closed]
    shared: list[Shared]
    hidden: list[Hidden]
    passed_over: list[PassedOver]
    unread: Annotated[list[str], Field(description="What could not be read, and why.")]
    links: SyncLinks


class SyncProgress(TypedDict):
    """Whether a sync waits or runs, and how the last one went."""

    state: Literal["waiting", "running", "idle"]
    text: Annotated[str, Field(description="How far it is, in a sentence.")]
    last: Annotated[SyncDocument | None, Field(description="The one that began last.")]
    links: SyncLinks


def name_of(report: SyncReport) -> str:
    """Return what a sync is called: by when it began."""
    return str((report.started_at - EPOCH) // MICROSECOND)


def start_of(name: str) -> datetime:
    """Return when the sync of a name began; raises ValueError or OverflowError for no name."""
    return EPOCH + int(name) * MICROSECOND


def ids_in(reports: Iterable[SyncReport]) -> set[str]:
    """Return the ids of all albums that reports name."""
    return set().union(*map(album_ids_in, reports))


@dataclass(frozen=True, slots=True)
class SyncDocuments:
    """Makes documents of syncs; `albums` are those that they name and that are still there, and
    one that was not seen for `patience` seconds runs no more."""

    urls: Urls
    language: Language
    albums: Mapping[str, AlbumResource]
    patience: float

    def document(self, report: SyncReport) -> SyncDocument:
        """Return what is told of a sync."""
        told: Mapping[str, Any] = report.told
        is_refused = report.outcome == SyncOutcome.REFUSED
        refusal: WhyRefused = {"code": told.get("code", ""), "params": told.get("params", {})}
        return {
            "id": name_of(report),
            "outcome": self._outcome(report),
            "text": ending(self.language, report),
            "started_at": report.started_at,
            "seen_at": report.seen_at,
            "files_read": report.images_read,
            "refusal": refusal if is_refused else None,
            "numbers": told.get("numbers"),
            "arrived": self._files(told.get("arrived", ())),
            "gone": self._files(told.get("gone", ())),
            "lost": [self._album(album_id) for album_id in told.get("lost", ())],
            "renamed": [
                {"before": printable(before), "after": printable(after)}
                for before, after in told.get("renamed", ())
            ],
            "closed": [
                {
                    "album": self._album(each["album_id"], each["title"]),
                    "visibility": Visibility(each["visibility"]),
                    "because": ClosedBecause(each["because"]),
                    "origin": each["origin"],
                }
                for each in told.get("closed", ())
            ],
            "shared": [
                {
                    "title": each["title"],
                    "visibility": Visibility(each["visibility"]),
                    "origin": each["origin"],
                    "files": each["number"],
                }
                for each in told.get("shared", ())
            ],
            "hidden": [
                {
                    "album": self._album(each["album_id"], each["title"]),
                    "rule": each["rule"],
                    "people": each["people"],
                }
                for each in told.get("hidden", ())
            ],
            "passed_over": [
                {"reason": reason, "number": number} for reason, number in told.get("ignored", ())
            ],
            "unread": list(told.get("skipped", ())),
            "links": {"self": self.urls.api("syncs", name_of(report))},
        }

    def progress(self, state: SyncState) -> SyncProgress:
        """Return how far the sync of a gallery is."""
        waiting: Literal["waiting", "idle"] = "waiting" if state.is_waiting else "idle"
        return {
            "state": "running" if state.is_running else waiting,
            "text": state.text(),
            "last": None if state.last is None else self.document(state.last),
            "links": {"self": self.urls.api("syncs", "now")},
        }

    def _outcome(self, report: SyncReport) -> SyncOutcome:
        outcome = SyncOutcome(report.outcome)
        if outcome != SyncOutcome.RUNNING or is_running(report, self.patience):
            return outcome
        return SyncOutcome.FAILED

    def _files(self, counted: Iterable[tuple[str, int]]) -> list[FilesIn]:
        return [{"album": self._album(album_id), "files": number} for album_id, number in counted]

    def _album(self, album_id: str, title: str | None = None) -> NamedAlbum:
        album = self.albums.get(album_id)
        return {
            "id": album_id,
            "title": title if album is None else album.album.title,
            "self": None if album is None else self.urls.api("albums", album_id),
            "html": None if album is None else self.urls.of(album),
        }
