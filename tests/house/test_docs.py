"""README and docs are true: their commands run, generated pages follow the code."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def pages_with_commands() -> Iterator[Path]:
    """Every page that shows a console session."""
    for page in sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")]):
        if FENCE.search(page.read_text(encoding="utf-8")):
            yield page


@pytest.mark.parametrize("page", list(pages_with_commands()), ids=lambda p: p.name)
def test_commands_of_a_page_run(page: Path, tmp_path: Path) -> None:
    """Each ``$ symbioaudit …`` line runs, in the order of the page, in one empty folder."""
    lines = [
        line[2:]
        for block in FENCE.findall(page.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if line.startswith("$ symbioaudit")
    ]
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    env |= {"SYMBIOAUDIT_WORKSPACE": str(tmp_path / "w.symbio"), "SYMBIOAUDIT_LANG": "en"}
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "methodology").symlink_to(ROOT / "methodology")
    for line in lines:
        done = subprocess.run(  # noqa: PLW1510 (the code is the assertion)
            shlex.split(line, comments=True), cwd=tmp_path, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


def test_readme_names_exactly_the_two_set_up_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^(sh setup\.sh.*|make .*)$", text, re.MULTILINE)
    assert commands == ["sh setup.sh && make demo", "sh setup.sh && make test"]
