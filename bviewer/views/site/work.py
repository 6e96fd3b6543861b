"""Work in the background: who does it, what is at hand, what failed and why."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from bviewer.presenters.site import TASKS, Job, when
from bviewer.queue.claims import Claim
from bviewer.queue.presence import workers_of
from bviewer.queue.storage import storage_errors
from bviewer.security import Permission
from bviewer.tree.branches import SiteBranch
from bviewer.views.owner.done import done
from bviewer.views.site.frame import site_page

PAGE = "bviewer:templates/site/work.html"
SHOWN = 100  # Failures.


@view_config(
    context=SiteBranch,
    name="work",
    request_method="GET",
    permission=Permission.OPERATE,
    page=True,
    renderer=PAGE,
)
def show_work(_context: SiteBranch, request: Request) -> dict[str, Any]:
    """Show workers, and tasks that failed."""
    try:
        state = work_state(request)
    except storage_errors():
        state = None
    return {**site_page(request), "work": state, "when": when, "shown": SHOWN}


@view_config(
    context=SiteBranch,
    name="work",
    request_method="POST",
    permission=Permission.OPERATE,
    page=True,
)
def try_again(_context: SiteBranch, request: Request) -> Any:
    """Send tasks that failed at once: one, or all of them."""
    queue, key = request.runtime.queue, request.POST.get("task", "")
    url = request.urls.at_home("site", "work")
    try:
        sent = sum(queue.try_again(each) for each in (queue.failed() if key == "all" else [key]))
    except storage_errors():
        return done(request, url, "queue-away")
    return done(request, url, "task-sent" if sent else "task-gone")


def work_state(request: Request) -> dict[str, Any]:
    """Return how much work waits, who is at it, and what failed; raises what storages raise."""
    queue = request.runtime.queue
    failed = [job_of(request, key, claim) for key, claim in sorted(queue.failed().items())]
    return {"waiting": queue.length(), "workers": workers_of(queue), "failed": failed}


def job_of(request: Request, key: str, claim: Claim) -> Job:
    """Return a failure in words."""
    failed_at = claim.until - request.runtime.lease
    return Job(
        key,
        TASKS.get(claim.name, claim.name),
        ", ".join(map(str, claim.args)),
        when(request.language, failed_at),
        claim.failure,
    )
