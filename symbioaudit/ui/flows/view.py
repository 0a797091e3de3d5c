"""The map under mouse and keys: dragging flows from ports, dragging ends, moving and choosing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from symbioaudit.services.flowmap import OUTSIDE
from symbioaudit.ui.flows.canvas import Canvas
from symbioaudit.ui.flows.items import ArrowItem, NodeItem, curve
from symbioaudit.ui.flows.scene import MapScene
from symbioaudit.ui.theme import TOUCH, look

NEAR: Final = 12.0  # px on the screen from a port or an end
WAYS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass
class Held:
    """A flow, or an end of one, in the hand."""

    fixed: QPointF
    moves: str  # the end that follows the mouse: source, target
    process: str = ""  # where a new flow begins or ends
    arrow: str = ""  # the flow whose end is held


class MapView(Canvas):
    """Signals tell what a gesture asks for; the page writes it."""

    linked = Signal(str, str)  # source, target: process id or OUTSIDE
    retied = Signal(str, str, str)  # flow, end, process id or OUTSIDE
    moved = Signal()
    add_wanted = Signal(QPointF)
    rename_wanted = Signal(str)
    delete_wanted = Signal()
    link_wanted = Signal()

    def __init__(self, scene: MapScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.map = scene
        self.setDragMode(Canvas.DragMode.RubberBandDrag)
        self.setMouseTracking(True)
        self._held: Held | None = None
        self._rubber: QGraphicsPathItem | None = None
        self._before: dict[str, tuple[float, float]] = {}

    # -- mouse ---------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a port or an end; else what the scene does."""
        if event.button() is Qt.MouseButton.LeftButton and not self.space_held:
            self._held = self._hold(self.mapToScene(event.position().toPoint()))
            if self._held is not None:
                event.accept()
                return
            self._before = self.map.shown()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the held flow; show where it would land."""
        if self._held is None:
            super().mouseMoveEvent(event)
            return
        pos = self.mapToScene(event.position().toPoint())
        self._draw(pos)
        over = self.map.drop_at(pos)
        for key, item in self.map.nodes.items():
            lit = key == over and key != self._held.process
            if item.lit != lit:
                item.lit = lit
                item.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the held flow go, or say that processes were moved."""
        held = self._held
        if held is None:
            super().mouseReleaseEvent(event)
            if self._before and self.map.shown() != self._before:
                self.moved.emit()
            self._before = {}
            return
        pos = self.mapToScene(event.position().toPoint())
        far = (pos - held.fixed).manhattanLength() * self.zoom > NEAR
        self.let_go()
        over = self.map.drop_at(pos)
        if over is not None and far:
            self._drop(held, over)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On empty ground: a new process there."""
        item = self.itemAt(event.position().toPoint())
        if isinstance(item, NodeItem | ArrowItem):
            super().mouseDoubleClickEvent(event)
        elif event.button() is Qt.MouseButton.LeftButton:
            self.add_wanted.emit(self.mapToScene(event.position().toPoint()))

    def let_go(self) -> None:
        """Drop what is held without doing anything."""
        self._held = None
        if self._rubber is not None:
            self.map.removeItem(self._rubber)
            self._rubber = None
        for item in self.map.nodes.values():
            item.lit = False
            item.update()

    def _hold(self, pos: QPointF) -> Held | None:
        """Ends of chosen and of open flows come before the ports they may cover."""
        reach = (TOUCH / 2 if look().tablet else NEAR) / self.zoom
        for arrow_id, line in self.map.arrows.items():
            for end, other in (("source", "target"), ("target", "source")):
                is_open = getattr(line.arrow, end) is None
                if (is_open or line.isSelected()) and _near(line.handle(end), pos, reach):
                    return Held(line.handle(other), end, arrow=arrow_id)
        for key, item in self.map.nodes.items():
            for side, moves in (("out", "target"), ("in", "source")):
                if _near(item.port(side), pos, reach):
                    return Held(item.port(side), moves, process=key)
        return None

    def _draw(self, pos: QPointF) -> None:
        assert self._held is not None
        if self._rubber is None:
            self._rubber = QGraphicsPathItem()
            pen = QPen(self.map.skin.colour("accent"), 2.5, Qt.PenStyle.DashLine)
            self._rubber.setPen(pen)
            self._rubber.setZValue(5)
            self.map.addItem(self._rubber)
        ends = (self._held.fixed, pos) if self._held.moves == "target" else (pos, self._held.fixed)
        self._rubber.setPath(curve(*ends))

    def _drop(self, held: Held, over: str) -> None:
        if held.arrow:
            self.retied.emit(held.arrow, held.moves, over)
        elif over != held.process:
            ends = (held.process, over) if held.moves == "target" else (over, held.process)
            self.linked.emit(*ends)

    # -- keys ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter opens, N adds, F2 renames, L ties, Delete removes, Esc lets go."""
        key, letter = event.key(), event.text().casefold()
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        chosen = self.map.chosen_nodes()
        if key in WAYS and plain:
            self._step(*WAYS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_chosen()
        elif key == Qt.Key.Key_F2 and chosen:
            self.rename_wanted.emit(chosen[0])
        elif key == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif key == Qt.Key.Key_Escape:
            self.let_go()
            self.map.choose(())
        elif plain and (key == Qt.Key.Key_N or letter == "т"):
            self.add_wanted.emit(self.free_place())
        elif plain and (key == Qt.Key.Key_L or letter == "д"):
            self.link_wanted.emit()
        else:
            super().keyPressEvent(event)

    def open_chosen(self) -> None:
        """Open the card of what is chosen."""
        nodes, arrows = self.map.chosen_nodes(), self.map.chosen_arrows()
        if nodes:
            self.map.opened.emit("process", nodes[0])
        elif arrows:
            self.map.opened.emit(self.map.graph.arrows[arrows[0]].entity, arrows[0])

    def free_place(self) -> QPointF:
        """Where a process made by key goes: right of the chosen one, else under all."""
        chosen = self.map.chosen_nodes()
        gap = self.map.skin.px(60)
        if chosen:
            at = self.map.nodes[chosen[0]].sceneBoundingRect()
            pos = QPointF(at.right() + 2 * gap, at.top())
        else:
            pos = QPointF(self.map.frame.left() + 2 * gap, self.map.frame.top() + gap)
        while self.map.drop_at(pos + QPointF(20, 20)) not in (None, OUTSIDE):
            pos += QPointF(0, 2 * gap)
        return pos

    def _step(self, across: int, down: int) -> None:
        chosen = self.map.chosen_nodes()
        key = (
            self.map.beside(chosen[0], across, down) if chosen else next(iter(self.map.nodes), None)
        )
        if key is not None:
            self.map.choose((key,))
            self.ensureVisible(self.map.nodes[key])


def _near(one: QPointF, other: QPointF, reach: float) -> bool:
    way = one - other
    return way.x() ** 2 + way.y() ** 2 <= reach**2
