"""The table of streams against plain Python lists, and a typed cell against a bare SQLite commit.

The floors are what the machine itself allows: the same rows as tuples of strings in a list, sorted and
sifted by the language's own means; the same row in SQLite with the same settings of durability.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from benchmarks.synthetic import snapshot
from benchmarks.timing import Found, Ratio, spent

if TYPE_CHECKING:
    from symbioaudit.ui.grid.page import GridPage
    from symbioaudit.ui.session import Session

MANY: Final = 100_000
EDITED: Final = 2_000
COMMITS: Final = 60
WORD: Final = "обрезь"


def best(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of a few runs."""
    return min(spent(run, time.perf_counter) for _turn in range(times))


def measured(name: str, ours: float, floor: float) -> Ratio:
    """Seconds of ours and of the floor."""
    if "typed cell" in name:
        return Ratio(name, ours, floor, "a bare commit", "≤ 3")
    against = "a frame" if "against a frame" in name else "a plain list"
    return Ratio(name.removesuffix(", against a frame"), ours, floor, against, "stated")


def run() -> Iterator[Found]:
    """Every measurement of this module, on an offscreen window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from symbioaudit.base.i18n import set_language
    from symbioaudit.base.settings import Settings
    from symbioaudit.ui.theme import apply_look, look_of

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    set_language("ru")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.json")
        apply_look(app, look_of(settings))
        yield from _long_table(settings)
        yield _commit(settings, Path(folder))


# -- a hundred thousand rows ---------------------------------------------------------------


def _long_table(settings: Any) -> tuple[Ratio, ...]:
    from symbioaudit.methodology import load_pack
    from symbioaudit.services.live import LiveAudit
    from symbioaudit.ui.session import Session

    session = Session(settings)
    session.live, session.pack = LiveAudit(snapshot(MANY * 3 // 2 + 1)), load_pack()
    try:
        return tuple(_measure_long(session))
    finally:
        session.close()


def _measure_long(session: Session) -> list[Ratio]:
    from symbioaudit.services.totals import Totals

    form = session.pack.forms["F06"]  # type: ignore[union-attr]
    page = _page(session, form.id)
    model = page.model
    assert model.filled_rows() == MANY, model.filled_rows()
    codes = [column.code for column in model.columns]
    records = [model.record(row) for row in range(MANY)]
    plain = [tuple(model.cells.text(record, code) for code in codes) for record in records]
    numbers = [model.cells.number(record, "quantity") or 0.0 for record in records]
    live = session.live
    assert live is not None

    def opened() -> None:
        other = _page(session, form.id)
        other.grab()
        other.deleteLater()

    def listed() -> list[Any]:
        return [r for r in live.of("stream") if form.takes(r)]

    def fresh(call: Callable[[], object]) -> Callable[[], object]:
        def run_once() -> None:
            model.rows.forget_column("quantity")
            model.rows.forget_column("name")
            call()

        return run_once

    def sort(code: str) -> None:
        model.rows.sort = (code, False)
        model.rows.arrange(model._live_records())  # noqa: SLF001 (the work itself, without its thread)
        model.rows.sort = None

    def sift() -> None:
        from symbioaudit.services.sifting import sieve

        model.rows.sieve = sieve(WORD, model.cells, model.reader, codes, "name")
        model.rows.arrange(model._live_records())  # noqa: SLF001
        model.rows.sieve = sieve("", model.cells, model.reader, codes, "name")

    def scroll() -> None:
        for row in range(0, MANY, MANY // 50):
            page.view.go_to(row, 0)
            page.view.viewport().grab()

    totals = Totals(model.cells, "quantity", "category")
    totals.fill(records)

    def summed() -> None:
        totals.put(records[0])
        totals.lines()

    by_name = sorted(range(MANY), key=lambda n: plain[n][0].casefold())
    assert len(by_name) == MANY
    return [
        measured("grid, 100 000 rows: open and paint", best(opened), best(listed)),
        measured(
            "grid, 100 000 rows: sort by amount",
            best(fresh(lambda: sort("quantity"))),
            best(lambda: sorted(range(MANY), key=numbers.__getitem__)),
        ),
        measured(
            "grid, 100 000 rows: sort by name, first time",
            best(fresh(lambda: sort("name"))),
            best(lambda: sorted(range(MANY), key=lambda n: plain[n][0].casefold())),
        ),
        measured(
            "grid, 100 000 rows: sort by name, again",
            best(lambda: sort("name")),
            best(lambda: sorted(range(MANY), key=lambda n: plain[n][0].casefold())),
        ),
        measured(
            "grid, 100 000 rows: filter by a word, first time",
            best(fresh(sift)),
            best(lambda: [row for row in plain if any(WORD in c.casefold() for c in row)]),
        ),
        measured(
            "grid, 100 000 rows: filter by a word, again",
            best(sift),
            best(lambda: [row for row in plain if any(WORD in c.casefold() for c in row)]),
        ),
        measured(
            "grid, 100 000 rows: a screen scrolled to, against a frame", best(scroll) / 50, 1 / 60
        ),
        measured("grid, 100 000 rows: totals after an edit, against a frame", best(summed), 1 / 60),
    ]


def _page(session: Session, form_id: str) -> GridPage:
    from symbioaudit.ui.grid.page import GridPage

    assert session.pack is not None
    page = GridPage(session, session.pack.forms[form_id])
    page.resize(1000, 700)
    page.show()
    return page


# -- one typed cell ------------------------------------------------------------------------


def _commit(settings: Any, folder: Path) -> Ratio:
    from symbioaudit.services.snapshots import save_snapshot
    from symbioaudit.services.workspace import open_workspace
    from symbioaudit.ui.session import Session

    path, audit = folder / "w.symbio", snapshot(EDITED)
    with open_workspace(path) as workspace:
        save_snapshot(workspace, audit)
    session = Session(settings)
    try:
        _until(lambda: session.open(path), session.opened)
        _until(lambda: session.open_audit(audit.audit.id), session.results_ready)
        session.recomputing.switch(on=False)  # results have a measurement of their own
        page = _page(session, "F06")
        ours = [_typed(session, page, n) for n in range(COMMITS)]
        page.deleteLater()
    finally:
        session.close()
    name = "grid, 2 000 streams: a typed cell, to disk and repainted"
    return measured(name, median(ours), _bare(folder))


def _typed(session: Session, page: GridPage, n: int) -> float:
    """Seconds from the Enter that ends a cell to its repaint after the commit."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from symbioaudit.ui.table.base import Typed

    waiting = QEventLoop()
    session.worker.idle.connect(waiting.quit)
    column = [c.code for c in page.model.columns].index("quantity")
    page.view.go_to(n, column)
    QApplication.processEvents()
    start = time.perf_counter()
    page.model.write([Typed(n, column, f"{n + 1} т/мес")], page.model.change_name)
    while session.worker.pending:
        waiting.exec()
    QApplication.processEvents()  # paints what has changed
    return time.perf_counter() - start


def _bare(folder: Path) -> float:
    """Seconds of the least that keeps the same facts: a row changed and a journal line, one commit."""
    raw = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {pragma}")
    raw.execute("CREATE TABLE stream (id TEXT PRIMARY KEY, quantity TEXT)")
    raw.execute("CREATE TABLE journal (seq INTEGER PRIMARY KEY, what TEXT)")
    raw.executemany(
        "INSERT INTO stream VALUES (?, ?)", ((str(n), "x" * 300) for n in range(EDITED))
    )
    seconds = []
    for n in range(COMMITS):
        start = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE stream SET quantity = ? WHERE id = ?", ("y" * 300 + str(n), str(n)))
        raw.execute("INSERT INTO journal (what) VALUES (?)", ("z" * 600,))
        raw.execute("COMMIT")
        seconds.append(time.perf_counter() - start)
    raw.close()
    return median(seconds)


def _until(start: Callable[[], object], signal: Any) -> None:
    from PySide6.QtCore import QEventLoop

    loop = QEventLoop()
    signal.connect(loop.quit)
    start()
    loop.exec()


if __name__ == "__main__":
    for one in run():
        print(one.line())
