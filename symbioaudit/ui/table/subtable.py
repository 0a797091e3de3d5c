"""The editor of a ``table`` or ``months`` field: a small table that is typed into like the big ones.

It keeps the contract of the card's editors (``widget``, ``text``, ``set_text``, ``set_problem``,
``committed``) and adds ``value`` and ``set_value``: a tuple of lines. The card writes them with
:func:`symbioaudit.services.lines.table_edit`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from symbioaudit.base.i18n import Message, _, language
from symbioaudit.ui.table.base import Refusal
from symbioaudit.ui.table.lines import LinesModel
from symbioaudit.ui.table.months import MonthsModel
from symbioaudit.ui.table.view import GridView
from symbioaudit.ui.theme import look
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from symbioaudit.forms import FieldDef, FormDef
    from symbioaudit.services.lines import Line
    from symbioaudit.services.linesums import LineSum
    from symbioaudit.ui.session import Session

MOST_ROWS: Final = 8
FEWEST_ROWS: Final = 2
WIDTHS: Final = {"amount": 120, "money": 130, "num": 100, "int": 80, "bool": 90, "date": 110}
MONTHS_WIDTH: Final = 420  # px at 100 %
OTHER: Final = 150  # px at 100 %


class TableEditor(QWidget):
    """``committed`` after each change of the lines; ``unread_changed`` when texts were refused or mended."""

    committed = Signal()
    unread_changed = Signal()

    def __init__(
        self, session: Session, form: FormDef, field: FieldDef, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        make = MonthsModel if field.type == "months" else LinesModel
        self.model = make(session, form, field, self)
        self.view = GridView(self, leaves=True)
        self.view.setModel(self.model)
        self.view.setObjectName(f"table-{field.code}")
        self.view.setAccessibleName(field.label.render())
        self.setFocusProxy(self.view)
        self.sums = self._line("muted")
        self.strangers = self._line("muted")
        self.said = self._line("error")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().px(2))
        column.addWidget(self.view)
        column.addWidget(self.sums)
        if isinstance(self.model, MonthsModel):
            self.view.setMaximumWidth(look().px(MONTHS_WIDTH))
            column.addLayout(self._tools(self.model))
        column.addWidget(self.strangers)
        column.addWidget(self.said)
        self._trouble: Message | None = None
        self._unread: Mapping[tuple[int, str], Refusal] = {}
        self._size_columns()
        self.model.edited.connect(self._edited)
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            signal.connect(self._fit)
        self.model.dataChanged.connect(lambda *_args: self._say())
        self._fit()
        self._say()

    @property
    def widget(self) -> QWidget:
        """The widget itself."""
        return self

    def lend(self, record: Callable[[], Any]) -> None:
        """Where the record stands whose density and the like convert the amounts of the lines."""
        self.model.record = record

    def value(self) -> tuple[Line, ...]:
        """The lines."""
        return self.model.lines()

    def set_value(self, lines: Sequence[Line], *, fresh: bool = False) -> None:
        """Show lines without committing them; an open cell is not disturbed by its own echo.

        ``fresh``: they are of another record, nothing of the last one stays.
        """
        if fresh:
            self._trouble = None
        self.model.set_lines(lines, fresh=fresh)
        self._say()

    def unread(self) -> Mapping[tuple[int, str], Refusal]:
        """Texts that could not be read, by line and column."""
        return self.model.unread_by_place()

    def set_unread(self, held: Mapping[tuple[int, str], Refusal]) -> None:
        """Show the unread texts of this record."""
        self._unread = dict(held)
        self.model.set_unread(held)
        self._say()

    def flush(self) -> None:
        """What was typed is committed now, before another record is shown."""
        self.view.commit_open_editor()

    def text(self) -> str:
        """How many lines there are, for those who can show but one line of text."""
        n = len(self.value())
        return _("lines: {n}").format(n=n) if n else ""

    def set_text(self, text: str) -> None:
        """A table has no text of its own; see :meth:`set_value`."""

    def set_problem(self, severity: str) -> None:
        """Mark the table and the line of its sums."""
        shown = "error" if severity in ("error", "blocker") else severity
        for widget, name, value in (
            (self.view, "problem", shown),
            (self.sums, "role", shown or "muted"),
        ):
            if widget.property(name) != value:
                widget.setProperty(name, value)
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    # -- inside -----------------------------------------------------------------------------

    def _line(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setWordWrap(True)
        return label

    def _tools(self, model: MonthsModel) -> WrapLayout:
        line = WrapLayout()
        for text, tip, call in (
            (
                _("From the total"),
                _(
                    "blank months share what is left of the year; without blanks they are scaled to it"
                ),
                model.fill_from_total,
            ),
            (
                _("Copy from a bill"),
                _(
                    "takes the months from the clipboard: a column, a row, or lines with names of months"
                ),
                lambda: model.fill_from_bill(_clipboard()),
            ),
        ):
            button = QPushButton(text, self)
            button.setToolTip(tip)
            button.setAccessibleName(f"{self.view.accessibleName()}: {text}")
            button.setAccessibleDescription(tip)
            button.clicked.connect(self._runner(call))
            line.addWidget(button)
        return line

    def _runner(self, call: Callable[[], Message | None]) -> Callable[..., None]:
        def run(*_args: object) -> None:
            self._trouble = call()
            self._say()

        return run

    def _edited(self) -> None:
        self._trouble = None
        self._say()
        self.committed.emit()

    def _say(self) -> None:
        held = self.model.unread_by_place()
        if held != self._unread:
            self._unread = held
            self.unread_changed.emit()
        lines = [f"«{one.text}» — {one.reason.render()}" for one in held.values()]
        if self._trouble is not None:
            lines.append(self._trouble.render())
        _show(self.said, "\n".join(lines))
        _show(self.sums, "\n".join(said_sum(one) for one in self.model.sums()))
        strange = ", ".join(self.model.strangers())
        _show(
            self.strangers,
            _("kept from the imported file: {codes}").format(codes=strange) if strange else "",
        )

    def _fit(self) -> None:
        """As tall as its lines, within limits."""
        rows = max(FEWEST_ROWS, min(self.model.rowCount(), MOST_ROWS))
        if self.model.months:
            rows = self.model.rowCount()
        head = self.view.horizontalHeader().sizeHint().height()
        bar = self.view.horizontalScrollBar().sizeHint().height()
        self.view.setFixedHeight(head + rows * look().row + bar + 4)

    def _size_columns(self) -> None:
        """As wide as the title needs, at least as wide as what is usually typed."""
        head = self.view.horizontalHeader()
        for n, column in enumerate(self.model.columns):
            own = look().px(WIDTHS.get(column.column.type, OTHER))
            title = head.fontMetrics().horizontalAdvance(column.head) + look().px(20)
            self.view.setColumnWidth(n, max(own, min(title, look().px(260))))
        head.setStretchLastSection(True)


def said_sum(one: LineSum) -> str:
    """A sum with its check: “Share: 95 % of 100 %, 5 % are lacking”."""
    from symbioaudit.services.linesums import said

    lang = language()
    total = said(one.total, one.unit, lang)
    if one.aim is None:
        text = _("Sum — {title}: {total}").format(title=one.title, total=total)
    else:
        aim, off = said(one.aim, one.unit, lang), one.difference or 0.0
        text = _("Sum — {title}: {total} of {aim}").format(title=one.title, total=total, aim=aim)
        rest = said(abs(off), one.unit, lang)
        if total == aim:
            text += " ✓"
        elif off < 0:
            text += _(", lacking: {rest}").format(rest=rest)
        else:
            text += _(", too much: {rest}").format(rest=rest)
    return text + (_("; without a number: {n}").format(n=one.blank) if one.blank else "")


def _show(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _clipboard() -> Any:
    from symbioaudit.services.pasting import parse_block

    return parse_block(QGuiApplication.clipboard().text())
