"""What operators read of work and parts."""

from bviewer.presenters.site import TASKS as TITLES
from bviewer.tasks import TASKS


def test_every_kind_of_work_is_said_in_words():
    assert set(TITLES) == {task.name for task in TASKS}
