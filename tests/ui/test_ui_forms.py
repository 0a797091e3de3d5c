"""A card of one record: blanks with reasons, bases, rules set aside, hidden fields, references."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from symbioaudit.base.ids import new_id
from symbioaudit.model.enums import Missing
from symbioaudit.services.entries import new_record
from symbioaudit.ui.forms.editors_many import TicksEditor
from symbioaudit.ui.forms.record import RecordForm
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, settled, type_into, type_text


def card(qtbot: QtBot, window: Window, form_id: str, **fields: object) -> RecordForm:
    """The card of a new record of a form."""
    session = window.session
    assert session.pack is not None
    assert session.live is not None
    form = session.pack.forms[form_id]
    edit = new_record(form, new_id(), session.live.audit_id, fields)
    session.apply("Add a row", [edit])
    settled(qtbot, session)
    own = RecordForm(session, form)
    qtbot.addWidget(own)
    own.show_record(edit.record.id)
    own.show()
    session.changed.connect(lambda *_a: own.show_record(own.record_id))
    return own


def enter(qtbot: QtBot, own: RecordForm, code: str, text: str) -> QLineEdit:
    editor = own.rows[code].editor.widget
    assert isinstance(editor, QLineEdit)
    editor.setFocus()
    editor.selectAll()
    type_text(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(qtbot, own.session)
    return editor


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_one_key_says_why_a_field_is_blank(qtbot: QtBot, audit: Window, number: int) -> None:
    audit.show_place(Place("form:F02", field="employees"))
    page = audit.page
    editor = page.findChild(QLineEdit, "field-employees")
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus, timeout=WAIT)
    qtbot.keyClick(editor, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, audit.session)
    live = audit.session.live
    assert live is not None
    assert live.enterprise.reasons["employees"] is tuple(Missing)[number - 1]
    assert live.enterprise.employees is None
    type_into(qtbot, audit, "employees", "120")
    assert live.enterprise.employees == 120
    assert "employees" not in live.enterprise.reasons


def test_an_amount_shows_what_it_means_and_keeps_what_was_typed(
    qtbot: QtBot, audit: Window
) -> None:
    own = card(qtbot, audit, "F09", name="Шлам")
    editor = enter(qtbot, own, "quantity", "~12 т/мес")
    assert editor.text() == "~12 т/мес"
    assert "144" in own.rows["quantity"].said.text()
    assert own.record.quantity.number == 144  # type: ignore[union-attr]


def test_basis_is_chosen_beside_the_amount(qtbot: QtBot, audit: Window) -> None:
    own = card(qtbot, audit, "F09", name="Шлам")
    enter(qtbot, own, "quantity", "12 т")
    box = own.rows["quantity"].basis
    assert isinstance(box, QComboBox)
    box.setFocus()
    box.setCurrentIndex(box.findData("measured"))
    box.activated.emit(box.currentIndex())
    settled(qtbot, audit.session)
    amount = own.record.quantity  # type: ignore[union-attr]
    assert amount.basis == "measured"
    assert amount.text == "12 т"


def test_an_unreadable_text_waits_for_its_author(qtbot: QtBot, audit: Window) -> None:
    own = card(qtbot, audit, "F09", name="Шлам")
    editor = enter(qtbot, own, "quantity", "12 кВт·ч")
    assert own.record.quantity is None  # type: ignore[union-attr]
    assert editor.text() == "12 кВт·ч"
    enter(qtbot, own, "name", "Шлам 2")
    assert editor.text() == "12 кВт·ч"
    enter(qtbot, own, "quantity", "12 т")
    assert own.record.quantity.number == 12  # type: ignore[union-attr]
    assert editor.property("problem") == ""


def test_escape_takes_back_what_was_not_committed(qtbot: QtBot, audit: Window) -> None:
    own = card(qtbot, audit, "F09", name="Шлам")
    editor = own.rows["name"].editor.widget
    editor.setFocus()
    type_text(editor, " новый")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert own.rows["name"].editor.text() == "Шлам"


def test_a_rule_is_set_aside_with_a_reason(
    qtbot: QtBot, audit: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = card(qtbot, audit, "F09", name="Шлам")
    enter(qtbot, own, "quantity", "-5 т")
    row = own.rows["quantity"]
    assert row.editor.widget.property("problem") == "error"
    monkeypatch.setattr("symbioaudit.ui.forms.record.ask_text", lambda *_a: "возврат прошлого года")
    row.said.linkActivated.emit(next(p.rule for p in own._rules(own.record).problems() if p.rule))
    settled(qtbot, audit.session)
    assert "возврат прошлого года" in row.said.text()
    assert row.editor.widget.property("problem") != "error"
    audit.session.undo()
    settled(qtbot, audit.session)
    assert row.editor.widget.property("problem") == "error"


def test_a_hidden_field_keeps_its_value(qtbot: QtBot, audit: Window) -> None:
    session = audit.session
    assert session.pack is not None
    for form in session.pack.forms.values():
        if form.mode != "grid":
            continue
        hidden = [f for f in form.fields if f.relevant is not None and f.type == "text"]
        if hidden:
            own = card(qtbot, audit, form.id, **{hidden[0].code: "помню"})
            assert own.rows[hidden[0].code].editor.text() == "помню"
            return
    pytest.fail("no form has a conditional text field")


def test_a_process_is_made_by_typing_its_name(qtbot: QtBot, audit: Window) -> None:
    own = card(qtbot, audit, "F09", name="Шлам")
    editor = enter(qtbot, own, "from_process", "Новый участок")
    assert "Новый участок" in own.rows["from_process"].said.text()
    editor.setFocus()
    own.add_or_confirm()
    settled(qtbot, audit.session)
    live = audit.session.live
    assert live is not None
    assert [p.name for p in live.of("process")][-1] == "Новый участок"
    assert own.record.from_process == live.of("process")[-1].id  # type: ignore[union-attr]
    assert editor.text() == "Новый участок"


def test_several_values_of_a_list_are_ticked(qtbot: QtBot, audit: Window) -> None:
    own = card(qtbot, audit, "F09", name="Шлам")
    code, row = next((c, r) for c, r in own.rows.items() if r.field.type == "multi")
    editor = row.editor.widget
    assert isinstance(editor, TicksEditor)
    editor.showPopup()
    view = editor.view()
    for n in (0, 2):
        view.setCurrentIndex(editor.model().index(n, 0))
        qtbot.keyClick(view, Qt.Key.Key_Space)
    editor.hidePopup()
    settled(qtbot, audit.session)
    record = own.record
    value = getattr(record, code, None) or record.properties[code]  # type: ignore[union-attr]
    assert len(value) == 2
    assert editor.text().count(";") == 1


def test_every_editor_has_a_name_for_screen_readers(qtbot: QtBot, audit: Window) -> None:
    session = audit.session
    assert session.pack is not None
    for form in session.pack.forms.values():
        own = RecordForm(session, form)
        qtbot.addWidget(own)
        for kind in (QLineEdit, QComboBox, QPlainTextEdit, QAbstractButton):
            for widget in own.findChildren(kind):
                inside = widget.parent()
                if isinstance(inside, QComboBox):
                    continue
                assert widget.accessibleName(), (form.id, widget.objectName(), type(widget))
