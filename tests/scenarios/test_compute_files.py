"""The page docs/how-to/compute-files.md is typed as it stands, and answers what it says."""

import os
import re
import subprocess
from itertools import groupby

from tests.scenarios.samples import PROJECT

PAGE = PROJECT / "docs" / "how-to" / "compute-files.md"


def typed():
    """(command, the answer that the page shows), in order."""
    for block in re.findall(r"^```console\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S):
        number = 0
        numbered = []
        for line in block.splitlines():
            number += line.startswith("$ ")
            numbered.append((number, line))
        for _, lines in groupby(numbered, key=lambda pair: pair[0]):
            command, *answer = (line for _, line in lines)
            yield command.removeprefix("$ "), answer


def test_every_command_of_the_page_answers_as_the_page_says(tmp_path):
    """In a folder that looks like the checkout, so that nothing is written into it."""
    for name in (".venv", "examples"):
        (tmp_path / name).symlink_to(PROJECT / name)
    kept = {
        name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_MESSAGES")
    }
    commands = list(typed())
    assert {command.split()[1] for command, _ in commands} >= {"calc", "why-line", "calc-again"}
    for command, answer in commands:
        said = subprocess.run(
            command.split(),
            cwd=tmp_path,
            env=kept | {"JIELI_LANGUAGE": "en"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.returncode == 0, (command, said.stderr)
        assert said.stdout.splitlines() == answer, command
