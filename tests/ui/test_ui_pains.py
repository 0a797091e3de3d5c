"""What users of such programs complain of, and the test of the window that would catch each complaint.

Complaints about sending, merging, photos and keystrokes belong to parts with tests of their own; a row
is added here when the window shows them.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import type_into
from tools.screenshots import walk

TESTS = Path(__file__).resolve().parents[1]
PAINS = {
    "a crash loses the visit": "ui/test_ui_kill.py::test_a_day_with_twenty_kills_ends_as_scripted",
    "closing loses what is being typed": "ui/test_ui_shell.py::test_closing_commits_what_is_being_typed",
    "it is unclear whether it is saved": "ui/test_ui_pains.py::test_there_is_no_save_button_but_the_time_of_saving",
    "two sessions overwrite each other": "ui/test_ui_shell.py::test_a_file_that_somebody_writes_in_opens_for_reading",
    "an update wipes projects": "ui/test_ui_start.py::test_a_file_of_a_newer_program_is_refused_and_not_touched",
    "a damaged file looks like an empty one": "ui/test_ui_start.py::test_the_list_goes_when_the_file_turns_out_damaged",
    "units are lost or wrong": "ui/test_ui_forms.py::test_an_amount_shows_what_it_means_and_keeps_what_was_typed",
    "a wrong unit is taken silently": "ui/test_ui_forms.py::test_an_unreadable_text_waits_for_its_author",
    "an import changes things silently": "ui/test_ui_shell.py::test_a_dropped_questionnaire_is_shown_then_taken_in",
    "an import hangs or breaks": "ui/test_ui_shell.py::test_a_broken_file_is_refused_with_words",
    "hidden answers are pruned": "ui/test_ui_forms.py::test_a_hidden_field_keeps_its_value",
    "there is no undo": "ui/test_ui_first.py::test_a_typed_field_is_stored_and_undone",
    "a blank becomes a zero": "ui/test_ui_forms.py::test_one_key_says_why_a_field_is_blank",
    "rules block the work": "ui/test_ui_forms.py::test_a_rule_is_set_aside_with_a_reason",
    "texts are cut off": "ui/test_ui_screens.py::test_no_page_is_blank_cut_off_or_overlapping",
    "the mouse is needed": "ui/test_ui_keyboard.py::test_a_whole_audit_by_the_keyboard_alone",
    "an error tells nothing": "ui/test_ui_shell.py::test_an_error_of_our_own_is_said_and_logged",
    "Cyrillic paths break it": "ui/test_ui_xvfb.py::test_an_audit_is_made_and_filled_with_mouse_and_keys",
    "half of it stays in English": "ui/test_ui_screens.py::test_nothing_is_left_in_english",
}


@pytest.mark.parametrize("test", sorted(set(PAINS.values())))
def test_every_complaint_has_its_test(test: str) -> None:
    file, _colons, name = test.partition("::")
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_is_no_save_button_but_the_time_of_saving(qtbot: QtBot, audit: Window) -> None:
    for page in walk(audit):
        buttons = [b.text() for b in audit.page.findChildren(QAbstractButton) if b.isVisible()]
        assert not [text for text in buttons if text.casefold() in ("сохранить", "save")], page
    before = audit.session.saved_at
    audit.show_place(Place("form:F02", field="kpp"))
    type_into(qtbot, audit, "kpp", "770701001")
    assert audit.session.saved_at != before
    assert audit.top.saved.text().startswith("сохранено ")
