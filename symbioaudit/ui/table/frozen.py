"""The first column stays in sight while a table is scrolled sideways: a second view over the same model."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QFrame, QHeaderView, QTableView

from symbioaudit.base.i18n import _
from symbioaudit.ui.table.base import Index
from symbioaudit.ui.table.delegate import CellDelegate
from symbioaudit.ui.table.view import GridView
from symbioaudit.ui.theme import look


class FrozenColumn(QTableView):
    """Lies over the left edge of a table; it has no cursor of its own and never takes the focus."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self.setModel(view.model())
        self.setSelectionModel(view.selectionModel())
        self.setItemDelegate(CellDelegate(self))
        self._dress()
        view.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        view.horizontalScrollBar().valueChanged.connect(lambda _value: self.place())
        view.horizontalHeader().sectionResized.connect(lambda *_args: self.place())
        view.model().modelReset.connect(self.place)
        self.horizontalHeader().sectionClicked.connect(view.horizontalHeader().sectionClicked)
        self.clicked.connect(lambda _index: view.setFocus())
        self.doubleClicked.connect(lambda _index: view.open_editor())
        view.column_frozen = self.reach
        view.installEventFilter(self)
        self.place()

    def _dress(self) -> None:
        view = self._view
        self.setObjectName("frozen")
        self.setAccessibleName(_("First column"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(view.verticalScrollMode())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(look().row)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().setDefaultAlignment(view.horizontalHeader().defaultAlignment())
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            corner.setAccessibleName(_("Select all"))

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Only the table scrolls; this follows it."""

    def reach(self) -> int:
        """How far it covers the table from the left, in pixels; 0 while it is not needed."""
        return self._view.columnWidth(0) if self.isVisible() else 0

    def place(self) -> None:
        """Over the first column, seen only while that is scrolled away."""
        view = self._view
        width = view.columnWidth(0)
        if width:
            self.setColumnWidth(0, width)
        self.horizontalHeader().setFixedHeight(view.horizontalHeader().height())
        height = view.viewport().height() + view.horizontalHeader().height()
        frame = view.frameWidth()
        self.setGeometry(frame + view.verticalHeader().width(), frame, width, height)
        self.verticalScrollBar().setValue(view.verticalScrollBar().value())
        wanted = view.horizontalScrollBar().value() > 0 and width < view.viewport().width() // 2
        self.setVisible(wanted)
        if wanted:
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the table."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self.place()
        return super().eventFilter(watched, event)
