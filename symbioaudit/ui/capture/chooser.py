"""Choose what an item is tied to, by a few letters: a process, a stream, or one of its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.palette import Target, best
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

ENTITIES = ("process", "stream", "product", "want", "resource", "opportunity")
TARGET_ROLE = int(Qt.ItemDataRole.UserRole)


def targets(session: Session) -> Iterator[Target]:
    """Records of the audit, then the fields of them that want evidence."""
    live, pack = session.live, session.pack
    if live is None or pack is None:
        return
    fields: list[Target] = []
    for entity in ENTITIES:
        for record in live.of(entity):
            form = next((f for f in pack.forms.values() if f.takes(record)), None)
            if form is None or not record.name:
                continue
            place = Place(f"form:{form.id}", entity, record.id)
            yield Target(record.name, form.title.render(), place)
            for item in form.fields:
                if item.is_amount and item.evidence:
                    inner = Place(place.page, entity, record.id, item.code)
                    fields.append(Target(f"{record.name}: {item.label.render()}", "", inner))
    yield from fields


class Chooser(QDialog):
    """Type, arrows, Enter; ``chosen`` gets the place."""

    def __init__(self, session: Session, parent: QWidget, chosen: Callable[[Place], None]) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Where does it belong?"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._chosen = chosen
        self._targets = list(targets(session))
        self.query = QLineEdit(self)
        self.query.setPlaceholderText(_("process, stream or field"))
        self.query.setAccessibleName(_("What to look for"))
        self.query.installEventFilter(self)
        self.query.textChanged.connect(self._search)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("What was found"))
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        column = QVBoxLayout(self)
        column.addWidget(self.query)
        column.addWidget(self.list, 1)
        self.resize(look().px(520), look().px(400))
        self._search("")

    def _search(self, text: str) -> None:
        self.list.clear()
        for target in best(text, self._targets):
            shown = f"{target.title}   —   {target.detail}" if target.detail else target.title
            QListWidgetItem(shown, self.list).setData(TARGET_ROLE, target)
        self.list.setCurrentRow(0)

    def _take(self, *_args: object) -> None:
        item = self.list.currentItem()
        if item is not None:
            target: Target = item.data(TARGET_ROLE)
            self.accept()
            if target.place is not None:
                self._chosen(target.place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the cursor stays in the query."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                row = self.list.currentRow() + step
                self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)
