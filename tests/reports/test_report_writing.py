"""The use case: both files or none, refusals, progress, cancel, a full disk."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from symbioaudit.base.errors import Exit, InputRefused, OperationFailed
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.reports import xlsx as book
from symbioaudit.reports.document import build
from symbioaudit.reports.templates import incomplete
from symbioaudit.services.audits import new_audit
from symbioaudit.services.reporting import report_audit, write_report
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import open_workspace

from . import factory
from .reading import see


def test_both_files_are_written(tmp_path: Path) -> None:
    told: list[float] = []
    done = write_report(
        factory.dossier("en"),
        pdf=tmp_path / "r.pdf",
        xlsx=tmp_path / "r.xlsx",
        progress=lambda _what, share: told.append(share or 0.0),
    )
    assert done.files == (tmp_path / "r.pdf", tmp_path / "r.xlsx")
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["r.pdf", "r.xlsx"]
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_an_existing_file_is_not_touched_without_force(tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_text("mine")
    with pytest.raises(InputRefused, match="SA-1004"):
        write_report(factory.dossier(), pdf=tmp_path / "r.pdf", xlsx=tmp_path / "r.xlsx")
    assert (tmp_path / "r.xlsx").read_text() == "mine"
    assert not (tmp_path / "r.pdf").exists()
    write_report(factory.dossier(), xlsx=tmp_path / "r.xlsx", force=True)
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")


def test_cancel_leaves_nothing(tmp_path: Path) -> None:
    calls = iter([False] * 12 + [True] * 1000)
    with pytest.raises(OperationFailed, match="SA-6503"):
        write_report(
            factory.dossier(),
            pdf=tmp_path / "r.pdf",
            xlsx=tmp_path / "r.xlsx",
            cancelled=lambda: next(calls),
        )
    assert not [p for p in tmp_path.iterdir() if p.is_file()]


def test_one_failing_writer_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_tree: object, path: Path, **_more: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(book, "write", full)
    with pytest.raises(OperationFailed, match="the disk is full") as caught:
        write_report(factory.dossier(), pdf=tmp_path / "r.pdf", xlsx=tmp_path / "r.xlsx")
    assert caught.value.code == "SA-1003"
    assert not [p for p in tmp_path.iterdir() if p.is_file()]


def test_a_disk_that_fills_up_leaves_the_old_report(tmp_path: Path) -> None:
    """The kernel refuses to grow any file past 100 kB: the old file stays, no rubbish is left."""
    (tmp_path / "r.pdf").write_text("old")
    script = textwrap.dedent(
        """
        import resource, sys
        from pathlib import Path
        from tests.reports import factory
        from symbioaudit.base.errors import SymbioError
        from symbioaudit.services.reporting import write_report
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
        try:
            write_report(factory.dossier(), pdf=Path(sys.argv[1]), force=True)
        except SymbioError as error:
            print(error.code)
        """
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "r.pdf")],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert done.stdout.strip() == "SA-1003", done.stderr
    assert (tmp_path / "r.pdf").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["r.pdf"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OperationFailed, match="SA-1003"):
        write_report(factory.dossier(), pdf=tmp_path / "no" / "r.pdf")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one empty audit and the dairy."""
    path = tmp_path / "w.symbio"
    with open_workspace(path, actor="test") as ws:
        new_audit(ws, name="Пустой аудит")
        save_snapshot(ws, factory.snapshot())
    return path


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_stored_audit_is_reported(workspace: Path, tmp_path: Path, language: str) -> None:
    with open_workspace(workspace, create=False) as ws:
        report_audit(ws, factory.uid(3), lang=language, pdf=tmp_path / "r.pdf")
        report_audit(ws, factory.uid(3), lang=language, pdf=tmp_path / "again.pdf")
    assert (tmp_path / "r.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()
    seen = see(tmp_path / "r.pdf")
    assert not seen.outside
    assert {"ru": "ЧЕРНОВИК 1", "en": "DRAFT 1"}[language] in seen.text
    assert "Сыворотка творожная" in seen.text


def test_the_command(workspace: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = ["--pdf", str(tmp_path / "r.pdf"), "--xlsx", str(tmp_path / "r.xlsx")]
    call = ["--lang", "en", "--workspace", str(workspace), "report", "КР-2026-014", *files]
    assert run(program, [*call, "--lang", "ru"]) == Exit.DONE
    out, err = capfd.readouterr()
    assert out.split() == [str(tmp_path / "r.pdf"), str(tmp_path / "r.xlsx")]
    assert "draft" in err
    assert "Содержание" in see(tmp_path / "r.pdf").text
    assert run(program, call) == Exit.REFUSED
    assert run(program, [*call, "--force", "--json"]) == Exit.DONE
    assert '"draft": 1' in capfd.readouterr().out
    assert run(program, call[:6]) == Exit.USAGE


def test_templates_speak_both_languages() -> None:
    assert not incomplete()


def test_own_notes_are_printed_in_their_chapter() -> None:
    dossier = replace(factory.dossier("ru"), notes={"plan": "Первое.\nВторое."})
    plan = next(s for s in build(dossier).sections if s.id == "plan")
    assert [b.text for b in plan.blocks[-2:] if hasattr(b, "text")] == ["Первое.", "Второе."]


def test_a_pack_may_reorder_and_rename_chapters() -> None:
    report = {
        "sections": [
            {"id": "plan", "title": {"ru": "Что делать", "en": "What to do"}},
            {"id": "symbiosis"},
            {"id": "brief"},
        ]
    }
    dossier = replace(factory.dossier("ru"), pack=replace(factory.Pack(), report=report))
    sections = build(dossier).sections
    assert [(s.id, s.number) for s in sections] == [
        ("plan", "1"),
        ("symbiosis", "2"),
        ("brief", ""),
    ]
    assert sections[0].title == "Что делать"


def test_interviews_are_counted_and_nobody_is_named(tmp_path: Path) -> None:
    write_report(factory.dossier("ru"), pdf=tmp_path / "r.pdf", xlsx=tmp_path / "r.xlsx")
    assert "П. П. Петров" not in see(tmp_path / "r.pdf").text
    assert "Петров" not in repr(build(factory.dossier("ru")))


def test_steps_taken_as_complete_are_printed_with_their_reason() -> None:
    dossier = factory.dossier("ru")
    row = {"step": "S05", "reason": "Счётчик воды в поверке", "who": "Анна", "on": "2026-03-05"}
    audit = replace(dossier.snapshot.audit, properties={"step_overrides": (row,)})
    told = repr(build(replace(dossier, snapshot=replace(dossier.snapshot, audit=audit))))
    assert "Счётчик воды в поверке" in told
    assert "Балансы и качество данных" in told
    assert "step_overrides" not in repr(build(dossier))


def test_the_bands_of_the_pack_judge_the_risks() -> None:
    plain = factory.Pack()
    bands = [
        {
            "id": "all",
            "from": 1,
            "to": 9,
            "lamp": "green",
            "title": {"ru": "пустяк", "en": "trifle"},
        }
    ]
    mild = replace(plain, risks={"bands": bands})
    assert "6 — пустяк" in repr(build(replace(factory.dossier("ru"), pack=mild)))
    assert "6 — высокий" in repr(build(replace(factory.dossier("ru"), pack=plain)))
