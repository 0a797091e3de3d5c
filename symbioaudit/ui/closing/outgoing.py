"""What leaves this laptop: group by group, record by record, field by field, as the package would hold it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.model.enums import Confidentiality
from symbioaudit.ui.closing.consent import ConsentBox
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.services.disclosing import FieldShare, Group, Preview, RecordShare
    from symbioaudit.services.workspace import Workspace

LEVELS: Final = {
    Confidentiality.PRIVATE: N_("stays here"),
    Confidentiality.AGGREGATED: N_("only in totals"),
    Confidentiality.MATCHABLE: N_("for matching, without a name"),
    Confidentiality.OPEN: N_("open"),
}
KEYS: Final = dict(zip(Confidentiality, ("1", "2", "3", "4"), strict=True))
EXPORTS: Final = {"local": N_("never leaves"), "platform": N_("may leave"), "core": N_("may leave")}
POLICIES: Final = {
    "keep": N_("New photos keep time and place of the camera."),
    "strip_place": N_("New photos lose the place of the camera."),
    "strip": N_("New photos lose time and place of the camera."),
}
ALWAYS: Final = N_("always goes along")
FIXED: Final = ("interview", "claim", "enterprise", "site", "audit")  # no mark changes what they do
WAIT: Final = 150  # ms without a change before the package is weighed again
SHARE: Final = Qt.ItemDataRole.UserRole + 1
MEGABYTE: Final = 1 << 20


class OutgoingPage(Page):
    """The list is read off the very package; marks are ordinary operations with undo."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.preview: Preview | None = None
        self._due = QTimer(self, singleShot=True, interval=WAIT)
        self._due.timeout.connect(self.weigh)
        title = QLabel(_("What leaves this laptop"), self)
        title.setProperty("role", "title")
        self.total = QLabel(self)
        self.total.setWordWrap(True)
        self.people = QLabel(self)
        self.people.setWordWrap(True)
        self.people.setProperty("role", "muted")
        self.model = QStandardItemModel(self)
        self.tree = self._tree()
        self.consent = ConsentBox(session, self)
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, gap)
        for part in (title, self.total, self.people):
            whole.addWidget(part)
        whole.addWidget(self._marks())
        whole.addWidget(self.tree, 1)
        whole.addWidget(self.consent)
        self._able()

    # -- building ----------------------------------------------------------------

    def _tree(self) -> QTreeView:
        tree = QTreeView(self)
        tree.setModel(self.model)
        tree.setAccessibleName(_("Records and fields"))
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setUniformRowHeights(True)
        tree.setStyleSheet(f"QTreeView::item {{ min-height: {look().row}px; }}")
        tree.selectionModel().selectionChanged.connect(lambda _new, _old: self._able())
        return tree

    def _marks(self) -> QWidget:
        holder = QWidget(self)
        row = WrapLayout(holder)
        self.buttons: dict[Confidentiality | None, QPushButton] = {}
        for level, text in LEVELS.items():
            self._mark_button(row, level, _(text), KEYS[level])
        self._mark_button(row, None, _("as the form says"), "0")
        self.keep = QPushButton(_("Keep the field back"), holder)
        self.keep.setAccessibleName(self.keep.text())
        self.keep.clicked.connect(lambda _on: self.toggle_field())
        row.addWidget(self.keep)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.tree)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self.toggle_field)
        return holder

    def _mark_button(
        self, row: WrapLayout, level: Confidentiality | None, text: str, key: str
    ) -> None:
        button = QPushButton(f"{key} {text}", self)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _on: self.mark(level))
        shortcut = QShortcut(QKeySequence(key), self.tree)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(lambda: self.mark(level))
        self.buttons[level] = button
        row.addWidget(button)

    # -- what is so --------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Weigh the package of this moment."""
        self.tree.setFocus()
        self.consent.refresh()
        self.weigh()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Every edit may change what leaves."""
        if touched and self.isVisible():
            self.consent.refresh()
            self._due.start()

    def weigh(self) -> None:
        """Build the contents of the package in the workspace's thread."""
        live = self.session.live
        if live is None:
            return
        audit_id = live.audit_id
        if self.preview is None:
            self.total.setText(_("Weighing the package…"))

        def call(workspace: Workspace) -> Preview:
            from symbioaudit.services.disclosing import preview

            return preview(workspace, audit_id)

        self.session.read(call, self._show)

    def _show(self, found: Preview) -> None:
        if self.session.live is None:
            return
        self.preview = found
        kept = self._state()
        self.model.clear()
        self.model.setHorizontalHeaderLabels(
            [_("Record or field"), _("Level"), _("Leaves"), _("Stays")]
        )
        for group in found.groups:
            self.model.appendRow(self._group_row(group))
        if found.files:
            self.model.appendRow(self._files_row(found))
        self._restore(kept)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (2, 3):
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self.model.horizontalHeaderItem(column).setTextAlignment(side)
        for column, width in ((1, 210), (2, 90), (3, 90)):
            header.resizeSection(column, look().px(width))
        self._say(found)
        self._able()

    def _say(self, found: Preview) -> None:
        self.total.setText(
            _("The package would hold {n} records and {files} files, {size}.").format(
                n=found.leaving, files=len(found.files), size=size_text(found.size)
            )
        )
        names = ", ".join(dict.fromkeys(value for _e, _f, value in found.personal))
        lines = [
            _("Interviews and second answers never leave. Photos that stay: {n}.").format(
                n=found.photos_staying
            ),
            _("Names of people that leave: {names}.").format(names=names or "—"),
        ]
        lines.append(_(POLICIES[self.session.settings["exif"]]))
        if any(file.place for file in found.files):
            lines.append(_("Some photos say where they were taken."))
        self.people.setText(" ".join(lines))

    # -- rows --------------------------------------------------------------------

    def _group_row(self, group: Group) -> list[QStandardItem]:
        title = group.title if isinstance(group.title, str) else group.title.render()
        named = _(KINDS[group.id]) if group.id in KINDS else title
        level = _(ALWAYS) if group.head else self._levels(group)
        if group.never:
            level = _("never leaves")
        cells = self._cells(named, level, group.leaving, len(group.records) - group.leaving, group)
        for record in group.records:
            cells[0].appendRow(self._record_row(record, self._fixed(group)))
        fields = [f for f in group.fields if f.leaves or f.stays or f.kept_back]
        if fields:
            head = self._cells(_("Fields"), "", sum(f.leaves for f in fields), sum(f.stays for f in fields), "fields:" + group.id)  # fmt: skip
            for field in fields:
                head[0].appendRow(self._field_row(group, field))
            cells[0].appendRow(head)
        return cells

    def _levels(self, group: Group) -> str:
        found = group.levels
        if len(found) == 1:
            return _(LEVELS[next(iter(found))])
        return _("various")

    def _fixed(self, group: Group) -> str:
        """The level that no mark changes; empty where marks count."""
        return _("never leaves") if group.never else _(ALWAYS) if group.head else ""

    def _record_row(self, record: RecordShare, fixed: str) -> list[QStandardItem]:
        level = fixed or _(LEVELS[record.level])
        own = f"{level} •" if record.own and not fixed else level
        return self._cells(record.name, own, int(record.leaves), int(not record.leaves), record)

    def _field_row(self, group: Group, field: FieldShare) -> list[QStandardItem]:
        label = field.label if isinstance(field.label, str) else field.label.render()
        level = _("kept back") if field.kept_back else _(EXPORTS.get(field.export, field.export))
        return self._cells(label, level, field.leaves, field.stays, (group.id, field))

    def _files_row(self, found: Preview) -> list[QStandardItem]:
        cells = self._cells(_("Files"), size_text(found.size), len(found.files), found.photos_staying, "files")  # fmt: skip
        for file in found.files:
            name = f"{file.caption} — {file.name}" if file.caption else file.name
            mark = (
                f"{size_text(file.size)}, {_('with its place')}"
                if file.place
                else size_text(file.size)
            )
            cells[0].appendRow(self._cells(name, mark, 1, 0, f"file:{file.name}"))
        return cells

    def _cells(
        self, name: str, level: str, leaves: int, stays: int, share: Any
    ) -> list[QStandardItem]:
        cells = [QStandardItem(text) for text in (name, level, str(leaves or ""), str(stays or ""))]
        for cell in cells[2:]:
            cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        cells[0].setToolTip(name)
        cells[0].setData(share, SHARE)
        if not leaves:
            for cell in cells:
                cell.setForeground(look().colour("muted"))
        return cells

    # -- keeping the place ---------------------------------------------------------

    def _state(self) -> tuple[set[str], str]:
        opened = {self._key(i) for i in self._all() if self.tree.isExpanded(i)}
        return opened, self._key(self.tree.currentIndex())

    def _restore(self, kept: tuple[set[str], str]) -> None:
        opened, current = kept
        for index in self._all():
            key = self._key(index)
            if key in opened:
                self.tree.expand(index)
            if key == current:
                self.tree.setCurrentIndex(index)
        if not self.tree.currentIndex().isValid():
            self.tree.setCurrentIndex(self.model.index(0, 0))

    def _all(self, parent: QModelIndex | None = None) -> Iterable[QModelIndex]:
        parent = parent or QModelIndex()
        for row in range(self.model.rowCount(parent)):
            index = self.model.index(row, 0, parent)
            yield index
            yield from self._all(index)

    def _key(self, index: QModelIndex) -> str:
        share = index.siblingAtColumn(0).data(SHARE) if index.isValid() else ""
        if isinstance(share, tuple):
            return f"{share[0]}.{share[1].code}"
        return share if isinstance(share, str) else str(getattr(share, "id", ""))

    # -- marking -----------------------------------------------------------------

    def _chosen(self) -> list[Any]:
        return [index.data(SHARE) for index in self.tree.selectionModel().selectedRows(0)]

    def _records(self) -> list[RecordShare]:
        """The selected records, and those of the selected groups; each once."""
        found: dict[str, RecordShare] = {}
        for share in self._chosen():
            if hasattr(share, "records"):
                found |= {record.id: record for record in share.records}
            elif hasattr(share, "leaves") and hasattr(share, "entity"):
                found[share.id] = share
        return [r for r in found.values() if r.entity not in FIXED]

    def _fields(self) -> list[tuple[str, FieldShare]]:
        return [x for x in self._chosen() if isinstance(x, tuple) and x[1].may_toggle]

    def _able(self) -> None:
        free = not self.session.read_only
        for button in self.buttons.values():
            button.setEnabled(free and bool(self._records()))
        fields = self._fields()
        self.keep.setEnabled(free and bool(fields))
        back = bool(fields) and all(field.kept_back for _form, field in fields)
        self.keep.setText(_("Let the field go") if back else _("Keep the field back"))
        self.keep.setAccessibleName(self.keep.text())

    def mark(self, level: Confidentiality | None) -> None:
        """Give the selected records a level."""
        from symbioaudit.services.disclosing import MARK, marking

        edits = marking(self._records(), level)
        if edits and not self.session.read_only:
            self.session.apply(MARK, edits)

    def toggle_field(self) -> None:
        """Keep the selected fields back, or let them go."""
        from symbioaudit.services.disclosing import MARK, keeping_back

        live, fields = self.session.live, self._fields()
        if live is None or not fields or self.session.read_only:
            return
        back = not all(field.kept_back for _form, field in fields)
        names = {f"{form}.{field.code}" for form, field in fields}
        edits = keeping_back(live.audit, names, back=back)
        self.session.apply(MARK, edits)


KINDS: Final = {
    "consent": N_("Consent"),
    "signoff": N_("Signatures"),
    "claim": N_("Second answers"),
    "interview": N_("Interviews"),
    "evidence": N_("Photos and files"),
    "product": N_("Products"),
    "stream": N_("Other flows"),
}


def size_text(size: int) -> str:
    """``1,4 МБ`` or ``12 КБ``."""
    number, unit = (size / MEGABYTE, _("MB")) if size >= MEGABYTE else (size / 1024, _("KB"))
    text = f"{number:.1f}"
    return f"{text.replace('.', ',') if language() == 'ru' else text}\u00a0{unit}"


def make(session: Session) -> Page:
    """The page."""
    return OutgoingPage(session)
