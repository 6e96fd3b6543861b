"""Lines of the log: one for each event, and no secrets in them."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from bviewer.process.installation import Installation
from bviewer.process.logs import FORMAT, LineFormatter

ROOT = Path(__file__).parents[3]
HOSTILE = "x\n2026 CRITICAL fake \x1b[2J\r\x9b1m\u2028\u202e\udcff"
TOKEN = "Ab3_-" * 8 + "xyz"


def line_of(message: object, *args: object, **options: object) -> str:
    """What becomes of a record."""
    record = logging.LogRecord("room", logging.ERROR, "f.py", 1, message, args, None)
    for name, value in options.items():
        setattr(record, name, value)
    return LineFormatter(FORMAT).format(record)


def test_message_and_arguments_are_one_line_without_escapes() -> None:
    line = line_of("%s is broken: " + HOSTILE, HOSTILE)
    assert line.isprintable()
    escaped = r"x\n2026 CRITICAL fake \x1b[2J\r\x9b1m\u2028\u202e\xff"
    assert line == f"ERROR room: {escaped} is broken: {escaped}"


def test_a_traceback_is_one_line() -> None:
    try:
        raise OSError(HOSTILE)
    except OSError as error:
        line = line_of("failed", exc_info=(OSError, error, error.__traceback__))
    assert line.isprintable()
    assert line.startswith("ERROR room: failed | Traceback (most recent call last): | File ")
    assert r"| OSError: x | 2026 CRITICAL fake \x1b[2J" in line


def test_the_record_is_left_to_other_handlers_as_it_was() -> None:
    record = logging.LogRecord("room", logging.ERROR, "f.py", 1, "a\nb", (), None)
    LineFormatter(FORMAT).format(record)
    assert (record.msg, record.exc_text) == ("a\nb", None)


def test_a_stack_is_on_the_line_as_well() -> None:
    assert line_of("here", stack_info="Stack:\n  File x").endswith("here | Stack: | File x")


def test_a_line_has_no_secrets() -> None:
    line = line_of("GET %s", f"/welcome/{TOKEN}?password=hunter2")
    assert line == "ERROR room: GET /welcome/...?password=..."


SETUPS = {
    "development.ini": f"plaster.setup_logging({str(ROOT / 'development.ini')!r})",
    "production.ini": f"plaster.setup_logging({str(ROOT / 'production.ini')!r})",
    "commands": "bviewer.process.logs.log_to_terminal()",
    "bviewer serve": "plaster.setup_logging({ini!r})",
}


@pytest.mark.parametrize("setup", SETUPS)
def test_ini_files_and_commands_write_such_lines(setup: str, tmp_path: Path) -> None:
    place = Installation(tmp_path / "data")
    place.create(tmp_path)
    program = f"""if True:
        import logging, plaster, bviewer.process.logs
        {SETUPS[setup].format(ini=str(place.ini))}
        logging.getLogger("room").error({HOSTILE!r})
        logging.getLogger("room").debug("too much")
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.startswith("ERROR room: x\\n2026 CRITICAL fake \\x1b[2J")
    assert done.stderr.count("\n") == 1
    assert done.stderr[:-1].isprintable()
