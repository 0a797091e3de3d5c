"""The rail at the left: the pack's steps with their forms, then the pages of results and of closing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import _, plural
from symbioaudit.ui.pages import PAGES
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.overview import FormProgress

PAGE_ROLE = int(Qt.ItemDataRole.UserRole)
PROGRESS_ROLE = PAGE_ROLE + 1


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
        self.tree.setItemDelegate(RailPainter(self.tree))
        self.tree.itemActivated.connect(self._chosen)
        self.tree.itemClicked.connect(self._chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree)
        session.progress_ready.connect(self._show_progress)

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
        self._show_progress(self.session.progress)

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

    def _show_progress(self, progress: Mapping[str, FormProgress]) -> None:
        """A ring and a count of problems at each form; a step sums its forms."""
        for n in range(self.tree.topLevelItemCount()):
            step = self.tree.topLevelItem(n)
            if step is None:
                continue
            total: FormProgress | None = None
            for item in filter(None, map(step.child, range(step.childCount()))):
                own = progress.get(item.data(0, PAGE_ROLE).removeprefix("form:"))
                item.setData(0, PROGRESS_ROLE, own)
                item.setData(0, Qt.ItemDataRole.AccessibleTextRole, _spoken(item.text(0), own))
                if own is not None:
                    total = own if total is None else total + own
            step.setData(0, PROGRESS_ROLE, total)
            step.setData(0, Qt.ItemDataRole.AccessibleTextRole, _spoken(step.text(0), total))

    def _item_of(self, page: str) -> QTreeWidgetItem | None:
        found = self.tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
        return next((item for item in found if item.data(0, PAGE_ROLE) == page), None)

    def _chosen(self, item: QTreeWidgetItem, _column: int) -> None:
        page = item.data(0, PAGE_ROLE)
        if page:
            self.session.go.emit(Place(page))


class RailPainter(QStyledItemDelegate):
    """Text of a line, and at its right a ring of completion and the number of grave problems."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As high as its words need, never lower than a target of the look."""
        width = self._text_width(option.widget.width(), index)
        words = option.fontMetrics.boundingRect(
            QRect(0, 0, width, 1000), int(Qt.TextFlag.TextWordWrap), str(index.data())
        )
        return QSize(look().px(120), max(words.height() + look().px(8), look().row))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one line."""
        now = look()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        assert isinstance(option.widget, QAbstractItemView)
        if option.widget.selectionModel().isSelected(index):
            painter.fillRect(option.rect, now.colour("selection"))
        bold = not index.data(PAGE_ROLE)
        font = painter.font()
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(now.colour("text"))
        side = now.px(40)
        text = option.rect.adjusted(now.px(2), 0, -side, 0)
        flags = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(text, flags, str(index.data()))
        progress: FormProgress | None = index.data(PROGRESS_ROLE)
        if progress is not None and (progress.wanted or progress.grave):
            self._mark(painter, option.rect, progress)
        painter.restore()

    def _mark(self, painter: QPainter, rect: QRect, progress: FormProgress) -> None:
        now = look()
        size = now.px(12)
        ring = QRectF(rect.right() - size - now.px(4), rect.center().y() - size / 2, size, size)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(now.colour("line"), now.px(2.5)))
        painter.drawEllipse(ring)
        painter.setPen(QPen(now.colour("accent"), now.px(2.5)))
        painter.drawArc(ring, 90 * 16, -round(progress.share * 360 * 16))
        if progress.grave:
            painter.setPen(now.colour("error"))
            left = QRectF(ring.left() - now.px(24), rect.top(), now.px(22), rect.height())
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(left, flags, str(progress.grave))

    def _text_width(self, width: int, index: QModelIndex | QPersistentModelIndex) -> int:
        inside = 1 if index.parent().isValid() else 0
        return max(
            width - look().px(40) - look().px(14) * (inside + 1) - look().px(16), look().px(80)
        )


def _spoken(text: str, progress: FormProgress | None) -> str:
    """The line for screen readers."""
    if progress is None or not progress.wanted:
        return text
    share = _("{share} % of the required").format(share=round(100 * progress.share))
    grave = plural("{n} problem", "{n} problems", progress.grave) if progress.grave else ""
    return ", ".join(part for part in (text, share, grave) if part)


def _pages_of(entry: Entry) -> list[str]:
    own = [entry.page] if entry.page else []
    return own + [page for one in entry.inside for page in _pages_of(one)]
