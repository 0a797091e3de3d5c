"""History of the audit: every operation in words, filtered; a slider shows the audit as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QTabWidget,
)

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.history.common import (
    data_of,
    local_time,
    page_column,
    place_of,
    words_of,
)
from symbioaudit.ui.history.rows import Row, Rows, RowTable
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.history import Line, Step
    from symbioaudit.services.workspace import Workspace

OPERATIONS: Final = (
    N_("When"), N_("Who"), N_("Record name"), N_("Field"), N_("Was → became"), N_("Operation"), N_("Reason"),
)  # fmt: skip
THEN: Final = (N_("Form"), N_("Record name"), N_("Field"), N_("Value then"))
PURPOSE: Final = N_(
    "Everything that was done, newest first. Move the slider to see the audit as it was at a moment."
)
NOW: Final = N_("now")
AS_IT_WAS: Final = N_("As it was: {when}, {who}")
NOT_YET: Final = N_("The audit did not exist then.")
AFTER: Final = 200  # ms the slider must rest
MORE: Final = N_("and {n} more")


class HistoryPage(Page):
    """A table of changes, filters over it, and the time machine under it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.steps: tuple[Step, ...] = ()
        self.place = Place("history")
        self.model = Rows(OPERATIONS)
        self.table = RowTable(
            self.model, (112, 66, 124, 112, 150, 106, 66), 4, _("Operations"), self
        )
        self.table.activated.connect(lambda _index: self._go())
        self.then = Rows(THEN)
        self.then_table = RowTable(self.then, (150, 170, 180, 180), 3, _("As it was then"), self)
        self.since = QPlainTextEdit(self)
        self.since.setReadOnly(True)
        self.since.setTabChangesFocus(True)
        self.since.setAccessibleName(_("Changed since then"))
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self.table, _("Operations"))
        self.tabs.addTab(self.then_table, _("As it was then"))
        self.tabs.addTab(self.since, _("Changed since then"))
        column = page_column(self, _("History of the audit"), _(PURPOSE))
        column.addLayout(self._filters())
        column.addWidget(self.tabs, 1)
        column.addLayout(self._machine())
        self._due = QTimer(self, singleShot=True, interval=AFTER)
        self._due.timeout.connect(self._travel)

    # -- building ----------------------------------------------------------------

    def _filters(self) -> QHBoxLayout:
        self.text = QLineEdit(self)
        self.text.setPlaceholderText(_("record, field or value"))
        self.text.setAccessibleName(_("Words to look for in the history"))
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(lambda _t: self._filter())
        self.who = self._box(_("Who"))
        self.day = self._box(_("Day"))
        self.only = QPushButton(self)
        self.only.setProperty("role", "flat")
        self.only.clicked.connect(self._all_records)
        self.only.hide()
        row = QHBoxLayout()
        row.addWidget(self.text, 1)
        for part in (self.who, self.day, self.only):
            row.addWidget(part)
        return row

    def _box(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setMinimumWidth(look().px(130))
        box.activated.connect(lambda _i: self._filter())
        return box

    def _machine(self) -> QHBoxLayout:
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName(_("Moment"))
        self.slider.setPageStep(1)
        self.slider.setRange(0, 0)
        self.slider.valueChanged.connect(self._moved)
        self.moment = QLabel(self)
        self.moment.setMinimumWidth(look().px(300))
        self.today = QPushButton(_("Back to now"), self)
        self.today.clicked.connect(lambda _on: self.slider.setValue(self.slider.maximum()))
        row = QHBoxLayout()
        row.addWidget(self.moment)
        row.addWidget(self.slider, 1)
        row.addWidget(self.today)
        return row

    # -- reading -----------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Read the journal; a place with a record (and a field) shows that only."""
        self.place = place
        self._read()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Read the journal again when the page is in front."""
        if touched and self.isVisible():
            self._read()

    def _read(self) -> None:
        live = self.session.live
        assert live is not None
        audit_id, record = live.audit_id, self.place.record or None

        def call(workspace: Workspace) -> tuple[Step, ...]:
            from symbioaudit.services.history import steps_of

            return steps_of(workspace, audit_id, record_id=record)

        self.session.read(call, self._show)

    def _show(self, steps: tuple[Step, ...]) -> None:
        from symbioaudit.services.history import lines_of

        if self.session.live is None:
            return
        self.steps = steps
        known = {item.id: data_of(self.session, item.id) for s in steps for item in s.changes}
        lines = lines_of(steps, words_of(self.session), {k: v for k, v in known.items() if v})
        self.model.fill([self._row(line) for line in lines])
        self._fill_box(self.who, _("everybody"), sorted({s.actor for s in steps}))
        days = sorted({s.at[:10] for s in steps}, reverse=True)
        self._fill_box(self.day, _("any day"), days)
        self.only.setVisible(bool(self.place.record))
        self.only.setText(_("Show all records"))
        self._filter()
        at_end = self.slider.value() == self.slider.maximum()
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(len(steps) - 1, 0))
        self.slider.blockSignals(False)
        if at_end:
            self.slider.setValue(self.slider.maximum())
        self._moved()

    def _row(self, line: Line) -> Row:
        what = line.what
        if line.more:
            what = f"{what}, {_(MORE).format(n=line.more)}"
        cells = (
            local_time(line.at), line.actor, line.record, line.field, what, line.operation, line.reason,
        )  # fmt: skip
        return Row(cells, line)

    def _fill_box(self, box: QComboBox, every: str, items: list[str]) -> None:
        kept = box.currentData()
        box.clear()
        box.addItem(every, "")
        for item in items:
            box.addItem(item, item)
        box.setCurrentIndex(max(box.findData(kept), 0))

    def _filter(self) -> None:
        words = self.text.text().casefold().split()
        who, day, field = self.who.currentData(), self.day.currentData(), self.place.field

        def wanted(row: Row) -> bool:
            line = row.thing
            text = " ".join(row.cells).casefold()
            return (
                all(word in text for word in words)
                and (not who or line.actor == who)
                and (not day or line.at.startswith(day))
                and (not field or line.place[2] in ("", field))
            )

        self.model.choose(wanted)

    def _all_records(self) -> None:
        self.session.go.emit(Place("history"))

    def _go(self) -> None:
        row = self.table.current()
        place = place_of(self.session, *row.thing.place) if row else None
        if place is not None:
            self.session.go.emit(place)

    # -- time machine ------------------------------------------------------------

    def _moved(self) -> None:
        at = self.slider.value()
        now = at >= self.slider.maximum()
        self.today.setEnabled(not now)
        if now or not self.steps:
            self._due.stop()
            self.moment.setText(_(AS_IT_WAS).format(when=_(NOW), who="").rstrip(", "))
            self.then.fill([])
            self.since.clear()
            for tab in (1, 2):
                self.tabs.setTabEnabled(tab, False)
            return
        step = self.steps[at]
        self.moment.setText(_(AS_IT_WAS).format(when=local_time(step.at), who=step.actor))
        self._due.start()

    def _travel(self) -> None:
        """Rebuild the audit at the moment, beside the workspace's thread."""
        live = self.session.live
        if live is None or self.slider.value() >= self.slider.maximum():
            return
        audit_id, seq = live.audit_id, self.steps[self.slider.value()].seq
        words, now = words_of(self.session), live.snapshot()

        def call(workspace: Workspace) -> Any:
            from symbioaudit.services.history import steps_of

            return steps_of(workspace, audit_id, whole=True)

        def rebuilt(steps: Any) -> Any:
            from symbioaudit.services.compare import compare, text_of
            from symbioaudit.services.timemachine import snapshot_at, table_of

            then = snapshot_at(steps, audit_id, seq)
            if then is None:
                return [], ""
            return table_of(then, words), text_of(compare(then, now), words)

        def read(steps: Any) -> None:
            self.session.pool.submit(lambda: rebuilt(steps), lambda found: self._then(seq, *found))

        self.session.read(call, read)

    def _then(self, seq: int, rows: list[tuple[str, str, str, str]], since: str) -> None:
        at = self.slider.value()
        if at >= len(self.steps) or self.steps[at].seq != seq:
            return
        self.then.fill([Row(cells) for cells in rows])
        self.since.setPlainText(since or _(NOT_YET))
        for tab in (1, 2):
            self.tabs.setTabEnabled(tab, True)
        if self.tabs.currentIndex() == 0:
            self.tabs.setCurrentIndex(1)


def make(session: Session) -> Page:
    """The page."""
    return HistoryPage(session)
