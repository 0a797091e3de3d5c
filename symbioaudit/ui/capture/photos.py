"""All evidence of the audit: thumbnails, a large view, what is proven and what is not yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _
from symbioaudit.ui.capture.chooser import Chooser
from symbioaudit.ui.capture.keyed import Keyed, keyed_buttons
from symbioaudit.ui.capture.thumbs import rotated, thumbs_of
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes

TIED: Final = N_("Tie evidence")
CAPTION: Final = N_("Caption of a photo")
ROTATED: Final = N_("Rotate a photo")
REMOVED: Final = N_("Delete evidence")
LARGE: Final = 2400  # px, the longer side of the large view
ID: Final = int(Qt.ItemDataRole.UserRole)
ZOOM: Final = 1.25


class PhotosPage(Page):
    """Arrows go on, R rotates, L ties, + and − zoom, Del moves to the bin."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.thumbs = thumbs_of(session)
        self._large = ("", QImage())
        self._build()
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.refill)
        self.thumbs.ready.connect(lambda _sha: self._due.start())
        self.refill()

    def _build(self) -> None:
        title = QLabel(_("Photos and files"), self)
        title.setProperty("role", "title")
        self.covered = QLabel(self)
        self.covered.setProperty("role", "muted")
        self.covered.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setIconSize(QSize(look().px(56), look().px(56)))
        self.list.setWordWrap(True)
        self.list.setAccessibleName(_("Photos and files"))
        self.list.currentItemChanged.connect(lambda *_a: self._show_large())
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.list)
        halves.addWidget(self._viewer())
        halves.setStretchFactor(1, 1)
        halves.setChildrenCollapsible(False)
        gap = look().px(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(gap, gap, gap, gap)
        column.addWidget(title)
        column.addWidget(self.covered)
        column.addLayout(self._buttons())
        column.addWidget(halves, 1)

    def _viewer(self) -> QWidget:
        self.scene = QGraphicsScene(self)
        self.view = QGraphicsView(self.scene, self)
        self.view.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.view.setAccessibleName(_("The photo"))
        self.caption = QLineEdit(self)
        self.caption.setAccessibleName(_("Caption"))
        self.caption.setPlaceholderText(_("caption: what and where"))
        self.caption.setAcceptDrops(False)
        self.caption.editingFinished.connect(self._write_caption)
        self.about = QLabel(self)
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        column.addWidget(self.caption)
        column.addWidget(self.about)
        return whole

    def _buttons(self) -> QHBoxLayout:
        specs: tuple[Keyed, ...] = (
            (_("Tie to…"), "L", self.tie),
            (_("Rotate"), "R", self.rotate),
            (_("Larger"), "+", lambda: self.view.scale(ZOOM, ZOOM)),
            (_("Smaller"), "-", lambda: self.view.scale(1 / ZOOM, 1 / ZOOM)),
            (_("Delete"), "Del", self.remove),
        )
        return keyed_buttons(self, self.session, self.list, specs)

    # -- showing ---------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Go to the photo asked for."""
        self.refill()
        for row in range(self.list.count()):
            if place.record and self.list.item(row).data(ID) == place.record:
                self.list.setCurrentRow(row)
        self.list.setFocus()

    def leave(self) -> None:
        """Write the caption."""
        self._write_caption()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Once for many operations in a row."""
        self._due.start()

    def refill(self) -> None:
        """Show what there is."""
        if self.session.live is None:
            return
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for item in self.session.live.of("evidence"):
            line = QListWidgetItem(item.caption or item.file_name or "—", self.list)
            line.setIcon(self.thumbs.icon(item.sha256 or "", int(item.properties.get("turn") or 0)))
            line.setData(ID, item.id)
        self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
        self.list.blockSignals(False)
        self._show_coverage()
        self._show_large()

    def _show_coverage(self) -> None:
        from symbioaudit.services.proofs import coverage

        live, pack = self.session.live, self.session.pack
        assert live is not None
        assert pack is not None
        found = coverage(live, pack)
        self.covered.setText(
            _("Amounts that want evidence: {wanted}, with evidence: {proven} ({share} %).").format(
                wanted=found.wanted, proven=found.proven, share=round(100 * (found.share or 0))
            )
        )

    def record(self) -> Any:
        """The evidence in hand."""
        item, live = self.list.currentItem(), self.session.live
        return live.get("evidence", item.data(ID)) if item is not None and live else None

    def _show_large(self) -> None:
        record = self.record()
        self.caption.setEnabled(record is not None)
        if not self.caption.hasFocus():
            self.caption.setText(record.caption or "" if record else "")
        self.about.setText(self._about(record) if record else "")
        sha = record.sha256 or "" if record else ""
        if sha == self._large[0]:
            self._paint()
        elif sha:
            self.thumbs.load(sha, LARGE, lambda image: self._loaded(sha, image))
        else:
            self.scene.clear()

    def _loaded(self, sha: str, image: QImage) -> None:
        record = self.record()
        if record is not None and record.sha256 == sha:
            self._large = (sha, image)
            self._paint()

    def _paint(self) -> None:
        record, image = self.record(), self._large[1]
        self.scene.clear()
        if record is None:
            return
        if image.isNull():
            self.scene.addText(_("This file cannot be shown here; it is kept whole."))
            return
        turn = int(record.properties.get("turn") or 0)
        found = self.scene.addPixmap(QPixmap.fromImage(rotated(image, turn)))
        self.scene.setSceneRect(found.boundingRect())
        self.view.resetTransform()
        self.view.fitInView(found, Qt.AspectRatioMode.KeepAspectRatio)

    def _about(self, record: Any) -> str:
        tied = "; ".join(map(self._named, record.links)) or _("tied to nothing yet")
        taken = record.taken_at.replace("T", " ") if record.taken_at else ""
        return " · ".join(part for part in (record.file_name, taken, tied) if part)

    def _named(self, link: str) -> str:
        """What a link leads to, in words."""
        live, pack = self.session.live, self.session.pack
        assert live is not None
        assert pack is not None
        entity, record_id, code = (*link.split("/"), "")[:3]
        owner = live.get(entity, record_id)
        name = getattr(owner, "name", None) or getattr(owner, "text", None) or "—"
        form = next((f for f in pack.forms.values() if owner is not None and f.takes(owner)), None)
        field = form.field(code) if form is not None and code else None
        return f"{name}: {field.label.render()}" if field else str(name)

    # -- doing -----------------------------------------------------------------------

    def _write_caption(self) -> None:
        from symbioaudit.services.operations import Update

        record, text = self.record(), self.caption.text().strip()
        if record is not None and self.caption.isModified() and text != (record.caption or ""):
            self.caption.setModified(False)
            self.session.apply(CAPTION, [Update("evidence", record.id, {"caption": text or None})])

    def rotate(self) -> None:
        """R: a quarter clockwise; the file stays as it is."""
        from symbioaudit.services.inbox import turned

        if (record := self.record()) is not None:
            self.session.apply(ROTATED, [turned(record)])

    def tie(self) -> None:
        """L: choose by a few letters what it proves."""
        record = self.record()
        if record is not None:
            Chooser(self.session, self, lambda place: self.tie_to(record.id, place)).open()

    def tie_to(self, record_id: str, place: Place) -> None:
        """Tie a piece of evidence to a record or a field."""
        from symbioaudit.services.inbox import tied

        live = self.session.live
        record = live.get("evidence", record_id) if live is not None else None
        if record is not None:
            target = "/".join(x for x in (place.entity, place.record, place.field) if x)
            self.session.apply(TIED, [tied(record, target)])

    def remove(self) -> None:
        """Del: into the bin."""
        from symbioaudit.services.operations import Delete

        if (record := self.record()) is not None:
            self.session.apply(REMOVED, [Delete("evidence", record.id)])


def make(session: Session) -> Page:
    """The page."""
    return PhotosPage(session)
