"""Where the chosen number comes from: a tree of formulas down to what was typed, by whom, when, and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.session import Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.analysis.results import Quantity
    from symbioaudit.services.derivations import Node
    from symbioaudit.services.figures import Link
    from symbioaudit.services.workspace import Workspace

NODE: Final = int(Qt.ItemDataRole.UserRole)
COLUMNS: Final = (N_("Input"), N_("Value"), N_("Where from"), N_("Who and when"))
OPEN_UP_TO: Final = 60  # lines that are open from the start
HINT: Final = N_("Choose a number or a bar to see where it comes from. Enter goes to its record.")


class Inputs(QTreeWidget):
    """The tree; Enter on a typed value goes to its field."""

    gone = Signal(object)  # Link

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the field, or opens and closes a result."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.follow(self.currentItem())
        else:
            super().keyPressEvent(event)

    def follow(self, item: QTreeWidgetItem | None) -> None:
        """Go where the value of a line was typed."""
        node = item.data(0, NODE) if item is not None else None
        if node is None or item is None:
            return
        if node.link is not None:
            self.gone.emit(node.link)
        elif node.inside:
            item.setExpanded(not item.isExpanded())


class OriginPane(QWidget):
    """The derivation of one number. ``gone(Link)``: somebody wants to see where a value was typed."""

    gone = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.title = QLabel(_(HINT), self)
        self.title.setProperty("role", "heading")
        self.text = QLabel(self)
        for label in (self.title, self.text):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.tree = Inputs(self)
        self.tree.setAccessibleName(_("Where the number comes from"))
        self.tree.setHeaderLabels([_(c) for c in COLUMNS])
        self.tree.setAlternatingRowColors(True)
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, wide in ((0, 300), (1, 120), (3, 190)):
            self.tree.setColumnWidth(column, look().px(wide))
        self.tree.itemDoubleClicked.connect(lambda item, _column: self.tree.follow(item))
        self.tree.gone.connect(self.gone)
        column_ = QVBoxLayout(self)
        gap = look().px(4)
        column_.setContentsMargins(0, gap, 0, 0)
        column_.setSpacing(gap)
        for part in (self.title, self.text):
            column_.addWidget(part)
        column_.addWidget(self.tree, 1)
        column_.addStretch(0)
        self._turn = 0
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen, or what is chosen is no number."""
        self._turn += 1
        self.title.setText(_(HINT))
        self.title.setProperty("role", "muted")
        self._restyle()
        self.text.hide()
        self.tree.clear()
        self.tree.hide()

    def say(self, words: str) -> None:
        """Words about what is chosen where no number is behind it."""
        self.clear()
        self.title.setText(words)

    def _restyle(self) -> None:
        self.title.style().unpolish(self.title)
        self.title.style().polish(self.title)

    def show_number(self, name: str, quantity: Quantity, text: str) -> None:
        """Open the derivation of a number that stands as ``text`` on the page."""
        session = self.session
        if session.live is None or session.pack is None or session.results is None:
            return
        from symbioaudit.services.derivations import tree_of
        from symbioaudit.services.figures import view_of

        made = tree_of(quantity, view_of(session.results, session.live, session.pack))
        self._turn += 1
        self.title.setProperty("role", "heading")
        self._restyle()
        self.title.setText(f"{name}: {text}" if name else text)
        self.text.setText("\n".join(made.lines))
        self.text.setVisible(bool(made.lines))
        self.tree.clear()
        self.tree.addTopLevelItems([_item(node) for node in made.nodes])
        self.tree.setVisible(bool(made.nodes))
        if sum(1 for _one in self.items()) <= OPEN_UP_TO:
            self.tree.expandAll()
        first = self.tree.topLevelItem(0)
        if first is not None:
            self.tree.setCurrentItem(first)
        self._ask_when([node.link for node in made.leaves() if node.link])

    def items(self) -> Iterator[QTreeWidgetItem]:
        """Every line of the tree."""
        walk = QTreeWidgetItemIterator(self.tree)
        while (item := walk.value()) is not None:
            yield item
            walk += 1

    def words(self) -> str:
        """All that is said, for a reader of the screen and for tests."""
        lines = (
            [self.title.text(), self.text.text()]
            if not self.text.isHidden()
            else [self.title.text()]
        )
        lines += ["\t".join(item.text(n) for n in range(len(COLUMNS))) for item in self.items()]
        return "\n".join(lines)

    def _ask_when(self, links: list[Link]) -> None:
        """Who typed each field last and when comes from the journal, a moment later."""
        if not links:
            return
        turn = self._turn

        def call(workspace: Workspace) -> Mapping[Link, str]:
            from symbioaudit.services.derivations import last_typed

            return last_typed(workspace, links)

        def done(found: Mapping[Link, str]) -> None:
            if turn == self._turn:
                self._tell_when(found)

        self.session.read(call, done)

    def _tell_when(self, found: Mapping[Link, str]) -> None:
        for item in self.items():
            node = item.data(0, NODE)
            if node is not None and node.link in found:
                item.setText(3, _with_evidence(found[node.link], node))
                item.setToolTip(3, item.text(3))


def _item(node: Node) -> QTreeWidgetItem:
    name = " · ".join(part for part in (node.symbol, node.label) if part)
    value = f"≈ {node.value}" if node.estimated else node.value
    texts = (name, value, node.origin, _with_evidence(node.author, node))
    item = QTreeWidgetItem(list(texts))
    item.setData(0, NODE, node)
    for column, text in enumerate(texts):
        item.setToolTip(column, text)
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if node.link is not None:
        item.setForeground(0, look().colour("accent"))
    if node.estimated:
        item.setForeground(1, look().colour("estimate"))
    item.addChildren([_item(one) for one in node.inside])
    return item


def _with_evidence(who: str, node: Node) -> str:
    if not node.evidence:
        return who
    files = _("evidence: {names}").format(names=", ".join(node.evidence))
    return f"{who} · {files}" if who else files
