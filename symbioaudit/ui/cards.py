"""Audits as cards in a list: a light model and a painter; thousands cost nothing until they are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from symbioaudit.base.i18n import _, plural
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.glance import AuditSummary
    from symbioaudit.services.overview import FormProgress

Index = QModelIndex | QPersistentModelIndex
SUMMARY: Final = int(Qt.ItemDataRole.UserRole)
PROGRESS: Final = SUMMARY + 1
NO_INDEX: Final = QModelIndex()


def status_text(status: str) -> str:
    """What people read for the status of an audit."""
    texts = {"draft": _("in work"), "signed": _("signed"), "archived": _("archived")}
    return texts.get(status, status)


class AuditList(QAbstractListModel):
    """The audits of the workspace, newest first; progress comes later, one by one."""

    def __init__(self) -> None:
        super().__init__()
        self.audits: list[AuditSummary] = []
        self._progress: dict[str, FormProgress] = {}

    def fill(self, audits: list[AuditSummary]) -> None:
        """Replace the list; known progress of unchanged audits stays."""
        known = {a.id: a.edited_at for a in self.audits}
        self.beginResetModel()
        self.audits = audits
        self._progress = {
            a.id: self._progress[a.id]
            for a in audits
            if a.id in self._progress and known.get(a.id) == a.edited_at
        }
        self.endResetModel()

    def next_without_progress(self) -> str | None:
        """Id of the next audit whose progress is not known yet."""
        return next((a.id for a in self.audits if a.id not in self._progress), None)

    def set_progress(self, audit_id: str, progress: FormProgress) -> None:
        """Show how far an audit is."""
        self._progress[audit_id] = progress
        for row, audit in enumerate(self.audits):
            if audit.id == audit_id:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Number of audits."""
        return 0 if parent.isValid() else len(self.audits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Summary, progress, and one line for screen readers."""
        if not index.isValid() or index.row() >= len(self.audits):
            return None
        audit = self.audits[index.row()]
        if role == SUMMARY:
            return audit
        if role == PROGRESS:
            return self._progress.get(audit.id)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " · ".join(lines_of(audit))
        return None


def lines_of(audit: AuditSummary) -> tuple[str, str]:
    """Title and details of a card."""
    title = audit.enterprise or audit.title or "—"
    period = ""
    if audit.period_start and audit.period_end:
        period = f"{audit.period_start:%d.%m.%Y}–{audit.period_end:%d.%m.%Y}"
    inn = f"{_('INN')} {audit.inn}" if audit.inn else ""
    streams = plural("{n} stream", "{n} streams", audit.streams)
    details = (audit.number, inn, period, streams, status_text(audit.status.value))
    return title, "  ·  ".join(part for part in details if part)


class CardPainter(QStyledItemDelegate):
    """Draws a card: title, details, progress bar, problems, last edit."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Three lines of text."""
        return QSize(
            look().px(320), max(look().px(84), 3 * option.fontMetrics.lineSpacing() + look().px(26))
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one card."""
        audit: AuditSummary = index.data(SUMMARY)
        progress: FormProgress | None = index.data(PROGRESS)
        now, gap = look(), look().px(10)
        rect = QRectF(option.rect).adjusted(2, 3, -2, -3)
        # Asked of the list: the states of a style are a table that takes long to load at the start.
        assert isinstance(option.widget, QAbstractItemView)
        chosen = option.widget.selectionModel().isSelected(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(now.colour("focus" if chosen else "line"), 2 if chosen else 1))
        painter.setBrush(now.colour("accent_soft" if chosen else "surface"))
        painter.drawRoundedRect(rect, 6, 6)
        inner = rect.adjusted(gap, gap / 2, -gap, -gap / 2)
        line = option.fontMetrics.lineSpacing()
        title, details = lines_of(audit)
        font = painter.font()
        bold = painter.font()
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(now.colour("text"))
        _line(painter, inner, 0, line, title)
        painter.setFont(font)
        painter.setPen(now.colour("muted"))
        _line(painter, inner, 1, line, details)
        edited = audit.edited_at[:16].replace("T", " ")
        _line(painter, inner, 2, line, _("edited {when}").format(when=edited))
        if progress is not None:
            self._progress(painter, inner, line, progress)
        painter.restore()

    def _progress(
        self, painter: QPainter, inner: QRectF, line: int, progress: FormProgress
    ) -> None:
        now = look()
        width = min(inner.width() / 3, now.px(220))
        bar = QRectF(inner.right() - width, inner.top() + 2.4 * line, width, now.px(6))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.colour("raised"))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(now.colour("accent"))
        painter.drawRoundedRect(
            QRectF(bar.topLeft(), QSize(round(width * progress.share), round(bar.height()))), 3, 3
        )
        text = _("{share} % of the required").format(share=round(100 * progress.share))
        painter.setPen(now.colour("muted"))
        right = Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(bar.left() - width, inner.top(), 2 * width, line), right, text)
        if progress.grave:
            painter.setPen(now.colour("error"))
            words = plural("{n} problem", "{n} problems", progress.grave)
            painter.drawText(
                QRectF(bar.left() - width, inner.top() + line, 2 * width, line), right, words
            )


def _line(painter: QPainter, inner: QRectF, at: int, height: int, text: str) -> None:
    width = inner.width() * 0.62
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(width))
    place = QRectF(inner.left(), inner.top() + at * (height + 2), width, height + 2)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
