"""Interview mode: answers typed one after another land in fields and in the interview's record."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from symbioaudit.model.enums import Missing
from symbioaudit.services.interviews import Ask
from symbioaudit.ui.capture.interview import KEY, InterviewPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import settled, type_text


def opened(window: Window, role: str) -> InterviewPage:
    window.show_place(Place("interview"))
    page = window.page
    assert isinstance(page, InterviewPage)
    page.role.setCurrentIndex(page.role.findData(role))
    return page


def go_to(page: InterviewPage, *, question: bool) -> Ask:
    for row in range(page.list.count()):
        ask = page._asks[page.list.item(row).data(KEY)]
        if bool(ask.question) is question:
            page.list.setCurrentRow(row)
            return ask
    raise AssertionError("no such line")


def test_a_question_is_answered_into_the_interview_of_the_day(qtbot: QtBot, audit: Window) -> None:
    page = opened(audit, "ecologist")
    ask = go_to(page, question=True)
    type_text(page.answer, "опилки и горбыль, две машины в неделю")
    qtbot.keyClick(page.answer, Qt.Key.Key_Return)
    settled(qtbot, audit.session)
    second = page._key
    qtbot.keyClick(page.answer, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, audit.session)
    assert audit.session.live is not None
    (held,) = [x for x in audit.session.live.of("interview") if x.role == "ecologist"]
    rows = {row["question_id"]: row for row in held.properties["answers"]}
    assert rows[ask.question]["answer"] == "опилки и горбыль, две машины в неделю"
    if second.startswith("Q"):
        assert rows[second]["state"] == "refused"
    page.refill()
    assert ask.key not in page._asks


def test_an_answer_lands_in_its_field_and_a_bad_one_stays(qtbot: QtBot, audit: Window) -> None:
    live, pack = audit.session.live, audit.session.pack
    assert live is not None
    assert pack is not None
    for role in ("director", "technologist", "energy_manager", "ecologist", "finance"):
        page = opened(audit, role)
        found = [a for a in page._asks.values() if a.form and _is_amount(audit, a)]
        if found:
            break
    else:
        raise AssertionError("the demo leaves no amount open")
    page.list.setCurrentRow(list(page._asks).index(found[0].key))
    type_text(page.answer, "много")
    qtbot.keyClick(page.answer, Qt.Key.Key_Return)
    assert page.said.text()
    assert page.answer.text() == "много"
    qtbot.keyClick(page.answer, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, audit.session)
    form = pack.forms[found[0].form]
    from symbioaudit.services.entries import missing_of

    record = live.get(form.entity, found[0].record)
    assert missing_of(record, found[0].field) is Missing.UNKNOWN
    audit.undo()
    settled(qtbot, audit.session)
    page.refill()
    page.list.setCurrentRow(list(page._asks).index(found[0].key))
    page.answer.clear()
    type_text(page.answer, "12")
    qtbot.keyClick(page.answer, Qt.Key.Key_Return)
    settled(qtbot, audit.session)
    from symbioaudit.intake.answers import value_of

    record = live.get(form.entity, found[0].record)
    assert value_of(record, found[0].field).value.best == 12


def _is_amount(window: Window, ask: Ask) -> bool:
    assert window.session.pack is not None
    item = window.session.pack.forms[ask.form].field(ask.field)
    return item is not None and item.is_amount
