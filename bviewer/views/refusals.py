"""What an answer tells programs of a refusal: its status, and when to try again."""

from pyramid.request import Request

from bviewer.problems import Problem

# All others are 422: something is wrong with what was sent.
STATUSES = {
    "archives_busy": 503,
    "archives_exceeded": 429,
    "asks_exceeded": 429,
    "changes_start_over": 410,
    "cursor_invalid": 400,
    "link_gone": 404,
    "passwords_busy": 503,
    "slideshows_exceeded": 429,
    "tries_exceeded": 429,
}


def status_of(problem: Problem) -> int:
    """Return the status of the page that says what was refused."""
    return STATUSES.get(problem.code, 422)


def note_status(request: Request, problem: Problem) -> None:
    """Answer with the status of a refusal, and in how many seconds one may try again."""
    request.response.status_int = status_of(problem)
    say_when(request, problem)


def say_when(request: Request, problem: Problem) -> None:
    """Say in how many seconds one may try again, where that is what was refused."""
    if "seconds" in problem.params:
        request.response.headers["Retry-After"] = str(problem.params["seconds"])
