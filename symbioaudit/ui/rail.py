"""The rail at the left: the pack's steps with their forms, then the pages of results and of closing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.pages import PAGES
from symbioaudit.ui.session import Place, Session

PAGE_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the rail; without a page it is a heading."""

    title: str
    page: str = ""
    inside: tuple[Entry, ...] = ()


class Rail(QFrame):
    """Any page at any time; nothing has to be finished first."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("role", "rail")
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(14)
        self.tree.setWordWrap(True)
        self.tree.setUniformRowHeights(False)
        self.tree.itemActivated.connect(self._chosen)
        self.tree.itemClicked.connect(self._chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree)

    def retranslate(self) -> None:
        """Write the texts anew."""
        self.tree.setAccessibleName(_("Steps and pages"))
        self.refill()

    def refill(self) -> None:
        """Fill the tree from the pack of the open audit."""
        self.tree.clear()
        for entry in self.entries():
            self._add(entry, None)
        self.tree.expandAll()

    def entries(self) -> list[Entry]:
        """The lines: steps with forms, then groups of pages."""
        pack = self.session.pack
        if pack is None:
            return [Entry(_(page.title), page.id) for page in PAGES if not page.needs_audit]
        steps = [
            Entry(
                f"{step.number}. {step.title.render()}",
                inside=tuple(
                    Entry(pack.forms[form].title.render(), f"form:{form}") for form in step.forms
                ),
            )
            for step in pack.steps
            if step.forms and not step.later
        ]
        groups = dict.fromkeys(page.group for page in PAGES if page.group)
        own = [
            Entry(
                _(group),
                inside=tuple(Entry(_(p.title), p.id) for p in PAGES if p.group == group),
            )
            for group in groups
        ]
        return [*steps, *own]

    def order(self) -> list[str]:
        """All pages in the order of the rail, each once."""
        found = [page for entry in self.entries() for page in _pages_of(entry)]
        return list(dict.fromkeys(found))

    def first_page(self) -> str:
        """Where a day begins."""
        return self.order()[0]

    def mark(self, page: str) -> None:
        """Show which page is in front, without going there."""
        item = self._item_of(page)
        if item is None:
            self.tree.clearSelection()
            return
        present = self.tree.currentItem()
        if present is None or present.data(0, PAGE_ROLE) != page:
            self.tree.setCurrentItem(item, 0, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _add(self, entry: Entry, parent: QTreeWidgetItem | None) -> None:
        item = QTreeWidgetItem([entry.title])
        item.setData(0, PAGE_ROLE, entry.page)
        if not entry.page:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = item.font(0)
            font.setBold(True)
            item.setFont(0, font)
        if parent is None:
            self.tree.addTopLevelItem(item)
        else:
            parent.addChild(item)
        for one in entry.inside:
            self._add(one, item)

    def _item_of(self, page: str) -> QTreeWidgetItem | None:
        found = self.tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
        return next((item for item in found if item.data(0, PAGE_ROLE) == page), None)

    def _chosen(self, item: QTreeWidgetItem, _column: int) -> None:
        page = item.data(0, PAGE_ROLE)
        if page:
            self.session.go.emit(Place(page))


def _pages_of(entry: Entry) -> list[str]:
    own = [entry.page] if entry.page else []
    return own + [page for one in entry.inside for page in _pages_of(one)]
