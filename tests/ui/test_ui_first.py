"""The window through real keys: a field typed, committed, undone, refused."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import field, settled, type_into


def test_a_typed_field_is_stored_and_undone(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("form:F02", field="inn"))
    type_into(qtbot, audit, "inn", "7707083893")
    assert audit.session.live is not None
    assert audit.session.live.enterprise.inn == "7707083893"
    assert audit.session.saved_at is not None
    audit.undo()
    settled(qtbot, audit.session)
    assert audit.session.live.enterprise.inn is None
    assert field(audit, "inn").text() == ""


def test_an_unreadable_text_stays_with_its_reason(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("form:F02", field="turnover"))
    type_into(qtbot, audit, "turnover", "12 кг")
    assert audit.session.live is not None
    assert audit.session.live.enterprise.turnover is None
    assert field(audit, "turnover").text() == "12 кг"
    assert field(audit, "turnover").property("problem") == "error"


def test_the_language_changes_at_run_time(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("form:F02"))
    audit.flip_language()
    qtbot.waitUntil(
        lambda: audit.windowTitle() != "" and audit.rail.entries()[0].title.startswith("0. Prep")
    )
    audit.flip_language()
    qtbot.waitUntil(lambda: audit.rail.entries()[0].title.startswith("0. Подг"))
