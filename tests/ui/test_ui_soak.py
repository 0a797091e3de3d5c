"""A hundred thousand calls of Qt in one process: a binding that loses references would kill it."""

from __future__ import annotations

import sys

import PySide6
from pytestqt.qtbot import QtBot

from symbioaudit.ui.importing import Lines
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window

CALLS = 100_000


def test_a_hundred_thousand_calls_of_models_and_widgets(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("form:F02"))
    label, editor = audit.top.saved, audit.page.findChild(object, "field-inn")
    model = Lines()
    nothing = sys.getrefcount(None)
    for n in range(CALLS // 10):
        label.setToolTip("a" if n % 2 else "b")
        label.setEnabled(True)
        label.update()
        editor.setModified(False)
        editor.set_problem("error" if n % 2 else "")
        editor.setToolTip("x")
        model.fill(())
        model.rowCount()
        audit.setUpdatesEnabled(True)
        audit.rail.mark("form:F02")
    audit.top.saved.setToolTip("")
    # Each void call of a broken binding takes a reference from None.
    assert abs(sys.getrefcount(None) - nothing) < CALLS // 100


def test_the_binding_is_the_one_that_was_proved() -> None:
    assert PySide6.__version__ == "6.11.3"
