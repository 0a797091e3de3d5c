"""A table of a hundred thousand rows: opens, scrolls, sorts, sifts and takes typing; nothing waits for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from benchmarks.synthetic import snapshot
from symbioaudit.base.settings import Settings
from symbioaudit.methodology import load_pack
from symbioaudit.model.changes import Changes, FieldChange
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.sifting import row_text, sieve
from symbioaudit.ui.grid.page import GridPage
from symbioaudit.ui.session import Session
from tests.ui.grid_driver import WAIT

ROWS = 30_000  # enough for the pool; the figures of 100 000 are in benchmarks/grid.py


@pytest.fixture(scope="module")
def live() -> LiveAudit:
    return LiveAudit(snapshot(ROWS * 3 // 2 + 1))


@pytest.fixture
def page(qtbot: QtBot, session: Session, live: LiveAudit) -> Iterator[GridPage]:
    session.live, session.pack = live, load_pack()
    own = GridPage(session, session.pack.forms["F06"])
    qtbot.addWidget(own)
    own.resize(900, 600)
    own.show()
    yield own
    session.live = None


def test_long_sorts_and_filters_leave_the_window_free(qtbot: QtBot, page: GridPage) -> None:
    model = page.model
    assert model.filled_rows() == ROWS
    with qtbot.waitSignal(model.arranged, timeout=WAIT):
        model.sort_by("quantity", descending=True)
        assert model.filled_rows() == ROWS  # still there while the pool sorts
    numbers = [model.record(row).quantity.number for row in range(100)]
    assert numbers == sorted(numbers, reverse=True)
    codes = [column.code for column in model.columns]
    with qtbot.waitSignal(model.arranged, timeout=WAIT):
        model.sift(sieve("сырьё 77", model.cells, model.reader, codes, "name"))
    assert 0 < model.filled_rows() < ROWS
    found = (row_text(model.cells, model.record(row), codes) for row in range(model.filled_rows()))
    assert all("77" in text for text in found)


def test_an_edit_paints_a_few_cells_of_many(
    qtbot: QtBot, page: GridPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.view.go_to(ROWS - 5, 0)
    QApplication.processEvents()
    page.model.rules._timer.stop()
    painted: list[int] = []
    original = page.model.shown

    def shown(row: int, column: int) -> object:
        painted.append(row)
        return original(row, column)

    monkeypatch.setattr(page.model, "shown", shown)
    live = page.session.live
    assert live is not None
    record = page.model.record(ROWS - 6)
    change = FieldChange("stream", record.id, "name", record.name, "Другое")
    touched = live.apply(Changes("", "", (change,)))
    page.model.on_changes(touched)
    page.model.rules._timer.stop()
    QApplication.processEvents()
    assert set(painted) == {ROWS - 6}


def test_settings_are_not_written_by_opening(page: GridPage, settings: Settings) -> None:
    assert settings["columns"] == ()
