"""What forms and queries of pages with many items send: numbers, and which items are chosen."""

from pyramid.request import Request

ITEM = "item"  # The name of the field of each item on the page.
ELSEWHERE = "ids"  # One field for what is chosen on other pages, so that a form has few of them.
LARGEST = 10**6  # A number of a place or a page.


def sent_ids(request: Request) -> list[str]:
    """Return the ids of what was ticked, on the page and on others."""
    return [*request.POST.getall(ITEM), *request.POST.get(ELSEWHERE, "").split()]


def number(text: str | None, least: int = 0) -> int:
    """Return a number of a form or a query within what makes sense; 0 for anything else."""
    try:
        return max(least, min(int(text or 0), LARGEST))
    except ValueError:
        return 0
