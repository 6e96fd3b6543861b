"""The list of tasks: what work there is in the background, and how lost work is found again.

A new kind of work is a service and a line here. Nothing else knows a task's name. Whoever may do
what the work does may enqueue it: a view by `request.enqueue`, after it has decided who asks (and
sent after the commit), a service or a command by `Runtime.send`. Strangers who ask for too much are
stopped by `security.work_limit` before that.
"""

from typing import TYPE_CHECKING

from sqlalchemy import Engine

from bviewer.access.letters import overdue_letters, send_letter
from bviewer.access.trail import forget_old_events
from bviewer.accounts.repeats import forget_answers
from bviewer.accounts.session_use import forget_sessions, note_token_use, note_use
from bviewer.albums.trash import purge_deleted
from bviewer.archive.building import build_archive
from bviewer.archive.upkeep import forget_archives, overdue_archives
from bviewer.changes.upkeep import forget_changes
from bviewer.config.parsers import MINUTES
from bviewer.config.settings import Settings, settings_of
from bviewer.notices.missing import report_missing
from bviewer.notices.syncs import tell_of_syncs, untold_galleries
from bviewer.queue.enqueue import enqueue
from bviewer.queue.recover import recover
from bviewer.queue.runtime import Runtime, open_runtime
from bviewer.queue.task import PeriodicTask, Priority, Task
from bviewer.rendering.album_jobs import do_step, forget_old_jobs, start_job
from bviewer.rendering.attempts import note_wanted, overdue_images
from bviewer.rendering.cache_stats import measure_cache
from bviewer.rendering.eviction import evict_caches
from bviewer.rendering.on_demand import render_size, render_tiles
from bviewer.rendering.precache import Precaching
from bviewer.rendering.reconcile import recognise_original
from bviewer.rendering.render import render_grid, render_image
from bviewer.slideshow.drawing import draw_slideshow
from bviewer.slideshow.upkeep import forget_slideshows, overdue_slideshows
from bviewer.sync.by_itself import look_at_galleries, sync_by_itself, sync_galleries
from bviewer.sync.picking import read_picked
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.videos.pictures import fetch_picture, forget_films, overdue_pictures

if TYPE_CHECKING:
    from pyramid.config import Configurator
    from pyramid.request import Request

# Seconds. Work that is not sent is sent when the browser asks again.
SENDING_PATIENCE = 0.2

TASKS = (
    Task(
        "render_image",
        render_image,
        Priority.VISITOR,
        overdue=overdue_images,
        note=note_wanted,
    ),
    Task("render_grid", render_grid, Priority.VISITOR, note=note_wanted),
    Task("render_size", render_size, Priority.VISITOR),
    Task("render_tiles", render_tiles, Priority.VISITOR),
    Task("note_use", note_use, Priority.UPKEEP),
    Task("note_token_use", note_token_use, Priority.UPKEEP),
    Task("recognise_original", recognise_original, Priority.VISITOR, rare=True),
    Task("send_letter", send_letter, Priority.VISITOR, overdue=overdue_letters),
    Task("tell_of_syncs", tell_of_syncs, Priority.UPKEEP, overdue=untold_galleries),
    Task("draw_slideshow", draw_slideshow, Priority.VISITOR, overdue=overdue_slideshows),
    Task("fetch_picture", fetch_picture, Priority.BACKGROUND, overdue=overdue_pictures),
    Task("build_archive", build_archive, Priority.BACKGROUND, overdue=overdue_archives),
    Task("start_job", start_job, Priority.BACKGROUND),
    Task("do_step", do_step, Priority.BACKGROUND),
    Task("read_picked", read_picked, Priority.BACKGROUND),
    Task("sync_gallery", sync_gallery_in_turn, Priority.BACKGROUND),
    Task("sync_by_itself", sync_by_itself, Priority.BACKGROUND),
    # Under another name than the one that is done by the clock, for those who collect metrics.
    Task("measure_spaces", measure_cache, Priority.BACKGROUND, rare=True),
)


def upkeep(settings: Settings) -> list[PeriodicTask]:
    """Return the periodic tasks of an installation."""
    tasks = [
        PeriodicTask("recover", recover, {"minute": "*"}),
        PeriodicTask("keep_budgets", evict_caches, {"minute": "17"}),
        PeriodicTask("forget_sessions", forget_sessions, {"minute": "47"}),
        PeriodicTask("forget_answers", forget_answers, {"minute": "27"}),
        PeriodicTask("forget_old_events", forget_old_events, {"hour": "3", "minute": "7"}),
        PeriodicTask("forget_old_jobs", forget_old_jobs, {"hour": "4", "minute": "27"}),
        PeriodicTask("forget_archives", forget_archives, {"hour": "4", "minute": "37"}),
        PeriodicTask("forget_slideshows", forget_slideshows, {"minute": "57"}),
        PeriodicTask("forget_changes", forget_changes, {"hour": "4", "minute": "57"}),
        PeriodicTask("forget_films", forget_films, {"hour": "4", "minute": "47"}),
        PeriodicTask("purge_deleted", purge_deleted, {"hour": "4", "minute": "7"}),
        PeriodicTask("check_images", report_missing, {"hour": "3", "minute": "37"}),
    ]
    if settings.precache:
        # What a sync brought is what somebody looks at next.
        syncs = (sync_gallery_in_turn, sync_by_itself)
        tasks.append(PeriodicTask("precache", Precaching().send, {"minute": "*"}, after=syncs))
    if settings.look_minutes:
        when = every(settings.look_minutes)
        tasks.append(PeriodicTask("look_at_galleries", look_at_galleries, when))
    if settings.sync_hour is not None:
        when = {"hour": str(settings.sync_hour), "minute": "22"}
        tasks.append(PeriodicTask("sync_galleries", sync_galleries, when))
    if settings.metrics:
        tasks.append(PeriodicTask("measure_cache", measure_cache, {"minute": "*/10"}))
    return tasks


def every(minutes: int) -> dict[str, str]:
    """Return the crontab fields of every so many minutes, or whole hours of them."""
    if minutes < MINUTES:
        return {"minute": f"*/{minutes}"}
    return {"minute": "0", "hour": f"*/{minutes // MINUTES}"}


def make_runtime(settings: Settings, engine: Engine, patience: float = 5) -> Runtime:
    """Return a runtime whose queue knows every task.

    `patience`: seconds to wait for a queue that others are writing to.
    """
    runtime = open_runtime(settings, engine, patience)
    runtime.register(TASKS, upkeep(settings))
    return runtime


def note_session(request: "Request", session_id: int) -> None:
    """Have the use of a session noted.

    By a worker: a request that only reads never waits for others to write.
    """
    request.enqueue(note_use, session_id)


def note_token(request: "Request", token_id: str) -> None:
    """Have the use of a program's token noted, likewise."""
    request.enqueue(note_token_use, token_id)


def includeme(config: "Configurator") -> None:
    """Give requests the runtime, and a way to send work."""
    runtime = make_runtime(
        settings_of(config), config.registry["bviewer.engine"], patience=SENDING_PATIENCE
    )
    config.registry["bviewer.runtime"] = runtime
    config.add_request_method(lambda _request: runtime, "runtime", property=True)
    config.add_request_method(enqueue)
    config.add_request_method(note_session)
    config.add_request_method(note_token)
