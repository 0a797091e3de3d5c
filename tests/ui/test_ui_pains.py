"""What users of such programs complain of, and the test that would catch each complaint here.

The numbers are those of the list of pains the design was made from. A row tells what people suffer; its tests
drive the window by keys and mouse. Where a pain has nothing to do with the window, the row in ``ELSEWHERE``
names the tests of the room it belongs to.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import type_into
from tools.screenshots import walk

TESTS = Path(__file__).resolve().parents[1]
PAINS = {
    (
        1,
        "a crash loses the visit",
    ): "ui/test_ui_kill.py::test_a_day_with_twenty_kills_ends_as_scripted",
    (
        1,
        "closing loses what is being typed",
    ): "ui/test_ui_shell.py::test_closing_commits_what_is_being_typed",
    (
        1,
        "an error of the program takes the work with it",
    ): "ui/test_ui_shell.py::test_an_error_of_our_own_is_said_and_logged",
    (
        2,
        "it is unclear whether it is saved",
    ): "ui/test_ui_pains.py::test_there_is_no_save_button_but_the_time_of_saving",
    (
        2,
        "two sessions overwrite each other",
    ): "ui/test_ui_shell.py::test_a_file_that_somebody_writes_in_opens_for_reading",
    (
        3,
        "recovery asks riddles",
    ): "ui/test_ui_kill.py::test_a_day_with_twenty_kills_ends_as_scripted",
    (
        3,
        "what could not be read is gone after a change of page",
    ): "ui/test_ui_grid.py::test_unread_texts_outlive_the_page",
    (
        4,
        "a damaged file looks like an empty one",
    ): "ui/test_ui_start.py::test_the_list_goes_when_the_file_turns_out_damaged",
    (
        4,
        "there is no copy to go back to",
    ): "ui/test_ui_backups.py::test_a_change_starts_the_half_hour_and_its_end_makes_a_copy",
    (
        5,
        "an update wipes projects",
    ): "ui/test_ui_start.py::test_a_file_of_a_newer_program_is_refused_and_not_touched",
    (10, "photos vanish"): "ui/test_ui_capture.py::test_nothing_or_all_of_a_photo_is_written",
    (
        10,
        "photos vanish when one closes early",
    ): "ui/test_ui_capture.py::test_pasted_pictures_are_stored_when_the_window_is_closed_at_once",
    (
        10,
        "the same photo is stored many times",
    ): "ui/test_ui_capture.py::test_the_same_photo_twice_is_one",
    (
        11,
        "there are no photos at all",
    ): "ui/test_ui_capture.py::test_a_photo_is_tied_captioned_and_rotated",
    (
        12,
        "units are lost or wrong",
    ): "ui/test_ui_forms.py::test_an_amount_shows_what_it_means_and_keeps_what_was_typed",
    (
        12,
        "a wrong unit is taken silently",
    ): "ui/test_ui_forms.py::test_an_unreadable_text_waits_for_its_author",
    (
        12,
        "a blank becomes a zero",
    ): "ui/test_ui_grid.py::test_a_question_mark_says_unknown_and_delete_blanks_without_a_zero",
    (
        13,
        "the decimal comma makes 999 of 9,99",
    ): "ui/test_ui_pains.py::test_a_decimal_comma_is_a_comma_and_what_is_odd_changes_nothing",
    (
        14,
        "an import changes things silently",
    ): "ui/test_ui_shell.py::test_a_dropped_questionnaire_is_shown_then_taken_in",
    (
        15,
        "an import hangs or breaks",
    ): "ui/test_ui_shell.py::test_a_broken_file_is_refused_with_words",
    (
        15,
        "a paste loses what it cannot read",
    ): "ui/test_ui_paste.py::test_a_list_of_the_unread_leads_to_the_cell",
    (
        16,
        "what is exported cannot be read back",
    ): "ui/test_ui_figures.py::test_workbook_and_package_are_written_and_verified",
    (
        18,
        "an edit breaks what hangs on it",
    ): "ui/test_ui_map.py::test_a_deleted_process_leaves_its_flows_and_comes_back_whole",
    (18, "hidden answers are pruned"): "ui/test_ui_forms.py::test_a_hidden_field_keeps_its_value",
    (19, "there is no undo"): "ui/test_ui_first.py::test_a_typed_field_is_stored_and_undone",
    (19, "undo ends with the program"): "ui/test_ui_history.py::test_redo_after_a_restart",
    (
        20,
        "it is slow with many rows",
    ): "ui/test_ui_longtable.py::test_long_sorts_and_filters_leave_the_window_free",
    (
        20,
        "one edit repaints everything",
    ): "ui/test_ui_longtable.py::test_an_edit_paints_a_few_cells_of_many",
    (
        21,
        "the report needs finishing by hand",
    ): "ui/test_ui_figures.py::test_the_draft_is_on_the_screen_and_saved_as_it_is",
    (
        22,
        "texts are cut off",
    ): "ui/test_ui_screens.py::test_no_page_is_blank_cut_off_or_overlapping",
    (
        22,
        "longer words are cut off",
    ): "ui/test_ui_screens.py::test_texts_half_as_long_again_are_not_cut_off",
    (22, "labels lie on one another"): "ui/test_ui_sankey.py::test_labels_never_overlap",
    (
        23,
        "merging several people's work is a riddle",
    ): "ui/test_ui_merge.py::test_a_colleagues_file_is_merged_by_keys",
    (
        24,
        "entry is slower than a spreadsheet",
    ): "ui/test_ui_keystrokes.py::test_a_full_stream_in_few_strokes",
    (24, "the mouse is needed"): "ui/test_ui_keyboard.py::test_a_whole_audit_by_the_keyboard_alone",
    (
        25,
        "Cyrillic paths break it",
    ): "ui/test_ui_xvfb.py::test_an_audit_is_made_and_filled_with_mouse_and_keys",
}
# Not of the numbered list, but of the same notes.
OTHERS = {
    "rules block the work": "ui/test_ui_forms.py::test_a_rule_is_set_aside_with_a_reason",
    "half of it stays in English": "ui/test_ui_screens.py::test_nothing_is_left_in_english",
}
# 6 to 9 are about sending: the window has nothing to send with yet; what there is is the package.
ELSEWHERE = {
    (
        6,
        "sending fails silently, then overwrites",
    ): "services/test_merges.py::test_a_package_does_not_take_away",
    (7, "sending begins anew"): "exchange/test_package.py::test_a_package_cut_anywhere_is_refused",
    (8, "a repeated sending makes doubles"): "exchange/test_package.py::test_same_state_same_bytes",
    (
        9,
        "an edited record cannot be sent again",
    ): "exchange/test_package.py::test_export_and_import_are_one_identity",
    (
        17,
        "two systems read one format differently",
    ): "exchange/test_package.py::test_an_independent_validator_accepts_the_bag",
}


@pytest.mark.parametrize("test", sorted({*PAINS.values(), *OTHERS.values(), *ELSEWHERE.values()}))
def test_every_complaint_has_its_test(test: str) -> None:
    file, _colons, name = test.partition("::")
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_number_of_the_list_has_a_row() -> None:
    here, elsewhere = {n for n, _words in PAINS}, {n for n, _words in ELSEWHERE}
    assert here | elsewhere == set(range(1, 26))
    assert not here & elsewhere
    assert all(test.startswith("ui/") for test in PAINS.values())


def test_a_decimal_comma_is_a_comma_and_what_is_odd_changes_nothing(
    qtbot: QtBot, audit: Window
) -> None:
    live = audit.session.live
    assert live is not None
    audit.show_place(Place("form:F02", field="turnover"))
    for typed, roubles in (("9,99 млн руб", 9_990_000), ("1 250,5 тыс. руб", 1_250_500)):
        type_into(qtbot, audit, "turnover", typed)
        assert live.enterprise.turnover.number == pytest.approx(roubles)
    before = live.enterprise.turnover
    type_into(qtbot, audit, "turnover", "1,234.5,6 млн руб")
    assert live.enterprise.turnover == before, "what cannot be read changes nothing"
    assert audit.page.findChild(QLineEdit, "field-turnover").text() == "1,234.5,6 млн руб"


def test_there_is_no_save_button_but_the_time_of_saving(qtbot: QtBot, audit: Window) -> None:
    for page in walk(audit):
        buttons = [b.text() for b in audit.page.findChildren(QAbstractButton) if b.isVisible()]
        assert not [text for text in buttons if text.casefold() in ("сохранить", "save")], page
    before = audit.session.saved_at
    audit.show_place(Place("form:F02", field="kpp"))
    type_into(qtbot, audit, "kpp", "770701001")
    assert audit.session.saved_at != before
    assert audit.top.saved.text().startswith("сохранено ")
