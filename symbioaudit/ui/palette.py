"""Ctrl+K: any page, field, record or command by a few letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.pages import PAGES
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

SHOWN: Final = 60
NAMED: Final = ("process", "product", "stream", "want", "resource", "opportunity", "risk", "action")
TARGET_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Target:
    """Something to go to or to do."""

    title: str
    detail: str = ""
    place: Place | None = None
    command: str = ""


def rank(wanted: Sequence[str], target: Target) -> int | None:
    """Lower is better; None: some word of the query is not there."""
    title, detail = target.title.casefold(), target.detail.casefold()
    total = 0
    for word in wanted:
        at = title.find(word)
        if at == 0:
            continue
        if at > 0:
            total += 1 if not title[at - 1].isalnum() else 3
        elif word in detail:
            total += 6
        else:
            return None
    return total


def best(query: str, targets: Iterable[Target], limit: int = SHOWN) -> list[Target]:
    """The targets that hold every word of the query, the likeliest first."""
    wanted = query.casefold().split()
    found = [(score, n, t) for n, t in enumerate(targets) if (score := rank(wanted, t)) is not None]
    return [target for _score, _n, target in sorted(found, key=lambda item: item[:2])[:limit]]


def targets_of(session: Session, commands: Iterable[tuple[str, QAction]]) -> Iterator[Target]:
    """Everything that can be reached now: pages, fields, records, commands."""
    yield from _pages(session)
    for name, action in commands:
        key = action.shortcut().toString()
        yield Target(action.text(), f"{_('command')} {key}".strip(), command=name)
    yield from _fields(session)
    yield from _records(session)


def _pages(session: Session) -> Iterator[Target]:
    for page in PAGES:
        if session.live is not None or not page.needs_audit:
            yield Target(_(page.title), _("page"), Place(page.id))
    if session.pack is not None:
        for step in session.pack.steps:
            for form in step.forms:
                title = session.pack.forms[form].title.render()
                yield Target(title, f"{step.number}. {step.title.render()}", Place(f"form:{form}"))


def _fields(session: Session) -> Iterator[Target]:
    for form in session.pack.forms.values() if session.pack else ():
        for item in form.fields:
            place = Place(f"form:{form.id}", form.entity, field=item.code)
            yield Target(item.label.render(), form.title.render(), place)


def _records(session: Session) -> Iterator[Target]:
    if session.live is None or session.pack is None:
        return
    forms = tuple(session.pack.forms.values())
    for entity in NAMED:
        for record in session.live.of(entity):
            form = next((f for f in forms if f.takes(record)), None)
            if record.name and form is not None:
                place = Place(f"form:{form.id}", entity, record.id)
                yield Target(record.name, form.title.render(), place)


class Palette(QDialog):
    """Type, choose with the arrows, Enter."""

    def __init__(self, session: Session, parent: QWidget, commands: dict[str, QAction]) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(_("Go to or do…"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._targets = list(targets_of(session, commands.items()))
        self.query = QLineEdit(self)
        self.query.setPlaceholderText(_("page, field, stream or command"))
        self.query.setAccessibleName(_("What to look for"))
        self.query.textChanged.connect(self._search)
        self.query.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("What was found"))
        self.list.itemActivated.connect(self._go)
        self.list.itemClicked.connect(self._go)
        column = QVBoxLayout(self)
        column.addWidget(self.query)
        column.addWidget(self.list, 1)
        self.resize(look().px(560), look().px(420))
        self._search("")

    def _search(self, text: str) -> None:
        self.list.clear()
        for target in best(text, self._targets):
            shown = f"{target.title}   —   {target.detail}" if target.detail else target.title
            item = QListWidgetItem(shown, self.list)
            item.setData(TARGET_ROLE, target)
        self.list.setCurrentRow(0)

    def _go(self, item: QListWidgetItem | None = None) -> None:
        chosen = item or self.list.currentItem()
        if chosen is None:
            return
        target: Target = chosen.data(TARGET_ROLE)
        self.accept()
        if target.place is not None:
            self.session.go.emit(target.place)
        else:
            self.session.command.emit(target.command)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the cursor stays in the query."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }
            if event.key() in steps:
                row = self.list.currentRow() + steps[Qt.Key(event.key())]
                self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go()
                return True
        return super().eventFilter(watched, event)
