"""The command line as a new user meets it: exit codes, streams, languages, broken surroundings."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from symbioaudit.base.errors import Exit
from symbioaudit.base.log import log_bug, logger
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.cli.spoken import SpokenCommand
from symbioaudit.services.workspace import open_workspace


def every_command() -> Iterator[tuple[str, ...]]:
    """The words that lead to each command and each group."""

    def walk(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield words
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                yield from walk(inner, (*words, name))

    yield from walk(program, ())


def fresh(*words: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own."""
    command = [sys.executable, "-m", "symbioaudit", *words]
    return subprocess.run(
        command, input=stdin, capture_output=True, env={**os.environ, **env}, check=False
    )


LEFT_IN_ENGLISH = re.compile(
    r"Usage|Options:|Commands:|Show this|Show the|default:|\[OPTIONS\]|COMMAND|\bARGS\b|\bTEXT\b|"
    r"\bFLOAT\b|\bFILES?\b|\bPATH\b|\bAUDIT\b|\bSTEP\b|\bLIST\b|Missing|Invalid|Try "
)


@pytest.mark.parametrize("words", list(every_command()), ids=" ".join)
def test_help_in_russian_has_no_english_left(
    words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(program, ["--lang", "ru", *words, "--help"]) == Exit.DONE
    out, err = capfd.readouterr()
    assert not err
    assert not LEFT_IN_ENGLISH.search(out), LEFT_IN_ENGLISH.search(out)
    assert re.search("[а-яё]{3}", out.partition("\n")[2])


def test_examples_of_the_help_are_right_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("report.pdf", "colleagues.keys", "platform.keys", "ivanova.keys"):
        (tmp_path / name).touch()
    seen = 0
    for words in every_command():
        command: click.Command = program
        for word in words:
            found = command.get_command(click.Context(command), word)  # type: ignore[attr-defined]
            assert found is not None
            command = found
        for line in getattr(command, "example", "").splitlines():
            typed = shlex.split(re.sub(r" [<>] \S+", "", line))
            assert typed[: len(words) + 1] == ["symbioaudit", *words]
            assert isinstance(command, SpokenCommand)
            command.make_context(words[-1], typed[len(words) + 1 :])
            seen += 1
    assert seen >= 15


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["audit", "new"], Exit.USAGE),
        (["audit", "new", "X", "--period", "2025"], Exit.USAGE),
        (["audit", "new", " "], Exit.REFUSED),
        (["audit", "new", "X", "--inn", "7707083894"], Exit.REFUSED),
        (["audit", "show", "none"], Exit.REFUSED),
        (["audit", "import", "none.json"], Exit.REFUSED),
        (["audit", "evidence", "list", "none"], Exit.REFUSED),
        (["calc", "show"], Exit.USAGE),
        (["calc", "F-999"], Exit.USAGE),
        (["units", "--dimension", "none", "1 т"], Exit.USAGE),
        (["units", "--shifts-per-day", "-1", "1 т"], Exit.USAGE),
        (["units", "1 абвгд"], Exit.REFUSED),
        (["package", "verify", "none.zip"], Exit.REFUSED),
        (["--workspace", ".", "audit", "list"], Exit.REFUSED),
        (["--workspace", "a\0b", "audit", "list"], Exit.USAGE),
        (["doctor", "--nothing"], Exit.USAGE),
    ],
)  # fmt: skip
def test_wrong_use_has_its_code_and_says_it_on_stderr(
    words: list[str], code: Exit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    with open_workspace(tmp_path / "w.symbio"):
        pass
    first = [] if words[0] == "--workspace" else ["--workspace", "w.symbio"]
    assert run(program, [*first, *words]) == code
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    assert "✗" in out if out else err


@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251", "ascii", "utf-8"])
def test_a_poor_terminal_gets_question_marks_and_whole_json(encoding: str) -> None:
    plain = fresh("units", "1 м³", "5 ‰", PYTHONIOENCODING=encoding)
    assert plain.returncode == Exit.DONE, plain.stderr
    told = fresh("units", "--json", "1 м³", PYTHONIOENCODING=encoding)
    assert json.loads(told.stdout.decode(encoding))["text"] == "1 м³"


def test_without_a_home_and_with_a_home_nobody_can_write(tmp_path: Path) -> None:
    home = {f"XDG_{x}_HOME": "/proc/none" for x in ("DATA", "STATE", "CONFIG", "CACHE")}
    done = fresh("audit", "new", "X", HOME="/proc/none", SYMBIOAUDIT_LANG="ru", **home)
    assert done.returncode == Exit.FAILED
    assert "SA-5007" in done.stderr.decode()
    assert "такой папки нет" in done.stderr.decode()
    assert fresh("audit", "list", HOME="/proc/none", **home).returncode == Exit.DONE


BUFFERS = pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])


@BUFFERS
@pytest.mark.parametrize("arguments", [("calc", "list"), ("--help",)], ids=" ".join)
def test_a_full_disk_behind_stdout_is_a_message(
    arguments: tuple[str, ...], unbuffered: str
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "symbioaudit", *arguments],
            stdout=full, stderr=subprocess.PIPE, check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )  # fmt: skip
    assert done.returncode == Exit.FAILED
    assert done.stderr.count(b"SA-1005") == 1
    assert b"Exception" not in done.stderr


@BUFFERS
def test_a_reader_that_leaves_gets_no_complaint(unbuffered: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "symbioaudit", "calc", "list"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    ) as running:  # fmt: skip
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        said = running.stderr.read()
    assert running.returncode == Exit.FAILED
    assert said == b""


def test_a_closed_pipe_and_an_interrupt_leave_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "symbioaudit", "units"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write("1,5 т\n".encode() * 5000)
        running.stdin.flush()
        assert running.stdout.read(3)
        running.send_signal(signal.SIGINT)
        running.stdout.close()
        running.stdin.close()
        err = running.stderr.read()
        assert running.wait(20) == Exit.FAILED
    assert b"Traceback" not in err


def test_the_support_bundle_holds_no_business_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the audit, nor its folder, nor the words of a bug that quotes a value."""
    folder = tmp_path / "ООО Секрет"
    folder.mkdir()
    path = folder / "w.symbio"
    assert run(program, ["--workspace", str(path), "audit", "new", "Завод Секрет"]) == Exit.DONE
    logger.cache_clear()
    try:
        raise ValueError("could not convert 'Секрет 17 т'")
    except ValueError as bug:
        log_bug(bug)
    path.write_bytes(path.read_bytes()[:5000])  # a finding that names the file
    assert run(program, ["--workspace", str(path), "doctor", "--bundle", str(tmp_path / "b.zip")])
    with zipfile.ZipFile(tmp_path / "b.zip") as bundle:
        inside = {name: bundle.read(name).decode() for name in bundle.namelist()}
    assert any("unexpected ValueError at test_cli_manners.py" in text for text in inside.values())
    assert not [name for name, text in inside.items() if "Секрет" in text]


def test_units_read_a_stream_line_by_line() -> None:
    """The answer to a line comes before the next line is asked for."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "symbioaudit", "units", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as running:  # fmt: skip
        assert running.stdin
        assert running.stdout
        for text in ("1 т", "2 кг", "нет данных"):
            running.stdin.write(f"{text}\n".encode())
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["text"] == text
        running.stdin.close()
        assert running.wait(20) == Exit.DONE
