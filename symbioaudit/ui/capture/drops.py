"""Files and pictures dropped or pasted anywhere: onto what they are tied."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QTableView, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.capture.intake import sources_of, taker_of
from symbioaudit.ui.capture.panel import LINKED
from symbioaudit.ui.session import Session

FIELD = "field-"


class Drops(QObject):
    """Listens to a window for drags that carry files or a picture."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.session = session
        self.window_ = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept what can be stored; drop it onto the row or the field below."""
        if isinstance(event, QDropEvent) and self.session.live is not None:
            found = sources_of(event.mimeData())
            if not found:
                return False
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            if not isinstance(event, QDragEnterEvent | QDragMoveEvent):
                target = target_at(self.window_, event.position().toPoint())
                taker_of(self.session).take(found, [target] if target else [])
            return True
        return super().eventFilter(watched, event)

    def paste(self, target: str) -> None:
        """The picture or the files of the clipboard, tied to what is in front."""
        found = sources_of(QGuiApplication.clipboard().mimeData())
        if found:
            taker_of(self.session).take(found, [target] if target else [])
        else:
            self.session.told.emit(_("There is no picture and no file in the clipboard."))


def target_at(window: QWidget, at: QPoint) -> str:
    """``entity/id/field`` of the field or the cell at a point of the window; empty: none is there."""
    field, widget = "", window.childAt(at)
    while widget is not None and widget is not window:
        name = widget.objectName()
        if name.startswith(FIELD) and not field:
            field = name.removeprefix(FIELD)
        found = _of_form(widget, field) or _of_table(widget, window, at)
        if found:
            return found
        widget = widget.parentWidget()
    return ""


def _of_form(widget: Any, field: str) -> str:
    """The card of a record has ``form`` and ``record_id``."""
    form, record = getattr(widget, "form", None), getattr(widget, "record_id", "")
    if form is None or not record or form.entity not in {*LINKED, "enterprise", "site", "audit"}:
        return ""
    return "/".join(x for x in (form.entity, record, field) if x)


def _of_table(widget: QWidget, window: QWidget, at: QPoint) -> str:
    if not isinstance(widget, QTableView):
        return ""
    model: Any = widget.model()
    index = widget.indexAt(widget.viewport().mapFrom(window, at))
    record = model.record(index.row()) if index.isValid() and hasattr(model, "record") else None
    if record is None or getattr(record, "entity", "") not in LINKED:
        return ""
    return f"{record.entity}/{record.id}/{model.columns[index.column()].field.code}"
