"""docs/deploy.md: its commands are those there are, and its tables are complete."""

import re
import shlex

import pytest
from click.testing import CliRunner

from bviewer.cli import commands
from bviewer.config.settings import KEYS
from tests.processes import ROOT

GUIDE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines()]
OURS = [line for line in LINES if "/bin/bviewer " in line]


def test_there_are_commands_to_look_at():
    assert len(OURS) > 5


@pytest.mark.parametrize("line", OURS)
def test_every_command_of_ours_is_one(line: str):
    words = shlex.split(line.partition("/bin/bviewer ")[2])
    # Asked for help, click understands the whole line and then runs nothing.
    answer = CliRunner().invoke(commands, [*words, "--help"])
    assert answer.exit_code == 0, answer.output
    assert words[0] in answer.output


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"/usr/local/src/bviewer/([\w./-]+\w)", "\n".join(LINES))))
)
def test_every_file_that_is_copied_is_there(path: str):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("anchor", sorted(set(re.findall(r"\]\(#([\w-]+)\)", GUIDE))))
def test_every_link_within_the_page_leads_somewhere(anchor: str):
    headings = re.findall(r"^#+ (.*)$", GUIDE, re.MULTILINE)
    assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("key", [key for key, _parse, _default in KEYS.values()])
def test_every_setting_is_explained(key: str):
    assert re.search(rf"^\| `{re.escape(key)}` \|", GUIDE, re.MULTILINE)
