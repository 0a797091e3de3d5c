"""The map as words: the processes and their flows, for screen readers and for the keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from symbioaudit.base.i18n import _, language
from symbioaudit.services.flowmap import OUTSIDE, Arrow, Graph
from symbioaudit.ui.flows.items import NodeItem, closure_text

Index = QModelIndex | QPersistentModelIndex
NO_INDEX: Final = QModelIndex()
KEY: Final = int(Qt.ItemDataRole.UserRole)


class Words(QAbstractListModel):
    """Lines of text, each with the id of what it tells about."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, str]] = []

    def fill(self, rows: Iterable[tuple[str, str]]) -> None:
        """Replace the lines (id, text); equal ids in equal order only change their texts."""
        new = list(rows)
        if [key for key, _text in new] == [key for key, _text in self._rows]:
            changed = [n for n, row in enumerate(new) if row != self._rows[n]]
            self._rows = new
            for number in changed:
                self.dataChanged.emit(self.index(number), self.index(number))
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """The line of an id; −1 when there is none."""
        return next((n for n, row in enumerate(self._rows) if row[0] == key), -1)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Number of lines."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text, or the id."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        key, text = self._rows[index.row()]
        shown = (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        )
        if role == KEY:
            return key
        return text if role in shown else None


def process_line(item: NodeItem, graph: Graph) -> str:
    """Name, number of flows, closure."""
    node = item.node
    arrows = graph.arrows.values()
    into = sum(a.target == node.id for a in arrows)
    out = sum(a.source == node.id for a in arrows)
    name = f"{node.code} {node.name}".strip() or _("(no name)")
    flows = _("in {into}, out {out}").format(into=into, out=out)
    return "; ".join((f"{name}: {flows}", *(closure_text(b) for b in item.lights.values())))


def flow_line(arrow: Arrow, graph: Graph) -> str:
    """Name, ends, amount."""
    from symbioaudit.units import format_quantity

    amount = _("amount not known")
    if arrow.amount is not None:
        amount = format_quantity(arrow.amount, arrow.unit, language())
        amount = f"≈ {amount}" if arrow.estimated else amount
    ends = " → ".join(_end(end, graph) for end in (arrow.source, arrow.target))
    return f"{arrow.name or _('(no name)')}: {ends}; {amount}"


def _end(end: str | None, graph: Graph) -> str:
    if end is None:
        return _("not tied")
    if end == OUTSIDE:
        return _("outside")
    return graph.nodes[end].name or graph.nodes[end].code or _("(no name)")
