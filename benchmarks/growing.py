"""How the work grows with the audit: time per stream from 1 000 to 100 000, which must stay the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.synthetic import FKKO, snapshot
from benchmarks.timing import Found, Growth, spent
from symbioaudit.analysis import analyse
from symbioaudit.forms import FormSession
from symbioaudit.intake.staged import Staged
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import intakes
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace

SIZES = (1_000, 10_000, 100_000)
ROWS = (100, 300, 1_000)  # of a questionnaire; a plant fills a few hundred
LISTED = (1_000, 10_000, 50_000)  # of a plant's own list
HEADS = ("Наименование", "Код ФККО", "Количество", "Ед. изм.")


def streams() -> Iterator[Found]:
    """Loading, the rules of the forms, and the whole analysis that contains them."""
    pack = load_pack("is-screening-ru")
    analyse(snapshot(200), pack)
    times: dict[str, dict[int, float]] = {}
    for size in SIZES:
        for name, seconds in _at(size, pack):
            times.setdefault(name, {})[size] = seconds
    for name, seconds_of in times.items():
        yield Growth(name, seconds_of)


def _at(size: int, pack: Pack) -> Iterator[tuple[str, float]]:
    audit, held = snapshot(size), list[Snapshot]()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_workspace(Path(folder) / "w.symbio") as workspace,
    ):
        yield "take in an audit, one operation", spent(lambda: save_snapshot(workspace, audit))
        yield "load", spent(lambda: held.append(load_snapshot(workspace, audit.audit.id)))
    yield "rules of the forms", spent(lambda: _rules(held[0], pack))
    yield "analyse, rules included", spent(lambda: analyse(held[0], pack))


def _rules(audit: Snapshot, pack: Pack) -> int:
    found = 0
    for form in pack.forms.values():
        for record in audit.of(form.entity):
            if form.takes(record):
                session = FormSession(form, record, audit.audit.depth)
                found += len(session.problems()) + session.progress()[1]
    return found


def workbooks() -> Iterator[Found]:
    """Reading and staging a file, and comparing it with what is there: questionnaires, free lists."""
    for what, sizes, write in (
        ("questionnaire", ROWS, _questionnaire),
        ("free list", LISTED, _list),
    ):
        stage, compare = dict[int, float](), dict[int, float]()
        for size in sizes:
            stage[size], compare[size] = _taken_in(snapshot(size), write)
        yield Growth(f"read and stage a {what}", stage, "row")
        yield Growth(f"compare a {what} with what is there", compare, "row")


Write = Callable[[Path, Workspace, Snapshot], None]


def _questionnaire(path: Path, workspace: Workspace, audit: Snapshot) -> None:
    intakes.new(path, workspace=workspace, audit_id=audit.audit.id)


def _list(path: Path, _workspace: Workspace, audit: Snapshot) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Отходы")
    sheet.append(HEADS)
    for number, stream in enumerate(audit.streams):
        amount = stream.quantity.number if stream.quantity else None
        sheet.append([stream.name, FKKO[number % len(FKKO)], amount, "т/год"])
    book.save(path)


def _taken_in(audit: Snapshot, write: Write) -> tuple[float, float]:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_workspace(Path(folder) / "w.symbio") as workspace,
    ):
        path, held = Path(folder) / "filled.xlsx", list[Staged]()
        save_snapshot(workspace, audit)
        write(path, workspace, audit)
        reading = spent(lambda: held.append(intakes.stage(path)))
        return reading, spent(lambda: intakes.diff(workspace, held[0], audit_id=audit.audit.id))
