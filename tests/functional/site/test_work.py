"""How the parts of a site are, who works, and trying again what failed."""

from bviewer.queue.presence import Presence
from bviewer.queue.task import Priority
from tests.functional.owner.forms import form_to, landed
from tests.functional.stacks import everywhere


def text_of(page):
    return " ".join(page.html.select_one("main").text.split())


@everywhere
def test_an_operator_reads_why_work_failed_and_tries_it_again(run):
    queue, done, is_broken = run.runtime.queue, [], [True]

    def mend(number):
        if is_broken:
            raise RuntimeError("no <glue> left")
        done.append(number)

    queue.register("mend", mend, Priority.VISITOR)
    for number in (1, 2):
        queue.send("mend", number, key=f"mend:{number}")
    run.run_jobs()
    browser = run.browser("operator")
    assert "Work that failed2" in text_of(browser.get("/site/"))
    page = browser.get("/site/work")
    assert text_of(page).count("RuntimeError: no <glue> left") == 2
    is_broken.clear()
    page = landed(form_to(page, "work").submit("task"))
    assert "It is tried again now." in page
    run.run_jobs()
    assert done == [1]
    assert "mend 1" not in text_of(browser.get("/site/work"))
    token = form_to(page, "work")["csrf_token"].value
    sent = {"csrf_token": token, "task": "all"}
    landed(browser.post("/site/work", sent))
    run.run_jobs()
    assert done == [1, 2]
    page = landed(browser.post("/site/work", sent))
    assert "This was tried again already." in page
    assert "There is none." in text_of(page)


def test_workers_are_shown_while_they_are_there(run):
    browser = run.browser("operator")
    assert "There is none: nothing is resized" in text_of(browser.get("/site/work"))
    worker = Presence(run.runtime.queue, 3)
    worker.say()
    assert "3 processes" in text_of(browser.get("/site/work"))
    worker.end()
    assert "3 processes" not in text_of(browser.get("/site/work"))


def test_what_does_not_work_is_said(run):
    browser = run.browser("operator")
    assert text_of(browser.get("/site/")).count("works") == 4
    run.library.rename(run.library.with_name("elsewhere"))
    page = browser.get("/site/")
    assert text_of(page).count("works") == 3
    assert "No such file or directory" in text_of(page)
