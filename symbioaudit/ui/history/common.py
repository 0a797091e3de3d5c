"""What the pages of the record share: words of the open audit, titles, places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from symbioaudit.base.i18n import language
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.wording import Words


def words_of(session: Session) -> Words:
    """Words of the open audit in the language of the window."""
    from symbioaudit.services.wording import words_for

    assert session.pack is not None
    assert session.live is not None
    return words_for(session.pack, session.live, language())


def data_of(session: Session, record_id: str) -> Any:
    """The JSON object of a living record, or None."""
    from symbioaudit.model.codec import to_json

    record = session.live.find(record_id) if session.live else None
    return to_json(record) if record is not None else None


def place_of(session: Session, entity: str, record_id: str, code: str = "") -> Place | None:
    """Where in the window a record stands, at a field of it; None where no form shows it."""
    live, pack = session.live, session.pack
    if live is None or pack is None:
        return None
    record = live.get(entity, record_id)
    step_forms = [form for step in pack.steps for form in step.forms]
    fitting = [
        pack.forms[name]
        for name in dict.fromkeys(step_forms)
        if (pack.forms[name].takes(record) if record else pack.forms[name].entity == entity)
    ]
    form = next((f for f in fitting if code and f.field(code)), fitting[0] if fitting else None)
    if form is None:
        return None
    known = code if form.field(code) else ""
    return Place(f"form:{form.id}", entity, record_id if record else "", known if record else "")


def page_column(page: QWidget, title: str, purpose: str) -> QVBoxLayout:
    """The column of a page under its title and one line that says what it is for."""
    head = QLabel(title, page)
    head.setProperty("role", "title")
    line = QLabel(purpose, page)
    line.setProperty("role", "muted")
    line.setWordWrap(True)
    column = QVBoxLayout(page)
    gap = look().px(12)
    column.setContentsMargins(gap, gap, gap, gap)
    column.setSpacing(look().px(8))
    column.addWidget(head)
    column.addWidget(line)
    return column


def local_time(at: str) -> str:
    """``14.05.2026 12:30`` of an ISO time."""
    from datetime import datetime

    try:
        return f"{datetime.fromisoformat(at).astimezone():%d.%m.%Y %H:%M}"
    except ValueError:
        return at
