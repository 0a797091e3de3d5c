"""The map as a scene: processes in the site's border; what crosses it stands above (inputs) and below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsScene

from symbioaudit.base.i18n import N_, _
from symbioaudit.services.flowmap import OUTSIDE, Graph, Point, lights_of, width_classes
from symbioaudit.services.layout import layered
from symbioaudit.ui.flows.items import ArrowItem, NodeItem, curve, elbow, node_size
from symbioaudit.ui.flows.skin import Skin, screen_skin

if TYPE_CHECKING:
    from symbioaudit.analysis import Results

BORDER: Final = N_("Border of the site")
UNTIED: Final = N_("Not tied to a process yet: drag the open end to one")
MARGIN, STUB = 34, 40
ACROSS, DOWN = 128, 34
ROW_GAP, TEETH, MOST_TEETH = 3.0, 12.0, 84.0


class MapScene(QGraphicsScene):
    """``opened(entity, id)``: a card is wanted."""

    opened = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.skin = screen_skin()
        self.graph = Graph({}, {})
        self.nodes: dict[str, NodeItem] = {}
        self.arrows: dict[str, ArrowItem] = {}
        self.frame = QRectF()
        self.same_width = False
        self._anchors: dict[tuple[str, str], float] = {}  # (arrow, end) → from the node's top
        self._touching: dict[str, list[str]] = {}
        self._rows: dict[tuple[str, str], list[str]] = {}  # (process, side) → border flows
        self._between: dict[tuple[str, str], list[str]] = {}  # (process, end) → flows to processes
        self._untied: list[str] = []
        self._moving = True

    # -- filling -------------------------------------------------------------------

    def show_graph(self, graph: Graph, results: Results | None) -> None:
        """Draw everything anew; what was chosen stays chosen."""
        chosen = set(self.chosen_nodes()) | set(self.chosen_arrows())
        self._moving = False
        self.blockSignals(True)
        self.clear()
        self.graph, self.nodes, self.arrows = graph, {}, {}
        self._count_ends()
        at = self._positions()
        for key, node in graph.nodes.items():
            item = NodeItem(node, node_size(self.skin, self._busier(key)), self.skin)
            item.setPos(QPointF(*at[key]))
            self.addItem(item)
            self.nodes[key] = item
        widths = dict.fromkeys(graph.arrows, 1) if self.same_width else width_classes(graph)
        for key, arrow in graph.arrows.items():
            line = ArrowItem(arrow, widths[key], self.skin)
            self.addItem(line)
            self.arrows[key] = line
        self.route_all()
        for key in chosen:
            found = self.nodes.get(key) or self.arrows.get(key)
            if found is not None:
                found.setSelected(True)
        self.blockSignals(False)
        self._moving = True
        self.show_lights(results)

    def show_lights(self, results: Results | None) -> None:
        """Closure of each process by the newest results."""
        for key, item in self.nodes.items():
            item.lights = lights_of(results, key)
            item.update()

    def dress(self, skin: Skin) -> None:
        """Draw with this skin from now on."""
        self.skin = skin
        drawn: list[NodeItem | ArrowItem] = [*self.nodes.values(), *self.arrows.values()]
        for item in drawn:
            item.skin = skin
            item.update()
        self.update()

    def inked(self) -> QRectF:
        """Everything drawn."""
        return self.sceneRect()

    def arranged(self) -> dict[str, Point]:
        """Places by the automatic layout."""
        return self._auto(self.graph.nodes)

    def shown(self) -> dict[str, Point]:
        """Where the processes stand now, to the pixel."""
        return {
            key: (float(round(item.x())), float(round(item.y())))
            for key, item in self.nodes.items()
        }

    def _count_ends(self) -> None:
        self._touching = {key: [] for key in self.graph.nodes}
        self._rows, self._between, self._untied = {}, {}, []
        for key, arrow in self.graph.arrows.items():
            ends = arrow.ends
            for end in ends:
                self._touching[end].append(key)
            if not ends:
                self._untied.append(key)
            elif len(ends) == 1:
                side = "in" if arrow.target else "out"
                self._rows.setdefault((ends[0], side), []).append(key)
            else:
                self._between.setdefault((ends[0], "source"), []).append(key)
                self._between.setdefault((ends[1], "target"), []).append(key)

    def _inner(self, key: str, end: str) -> list[str]:
        """Flows between processes that begin (``source``) or end here."""
        return self._between.get((key, end), [])

    def _busier(self, key: str) -> int:
        return max(len(self._inner(key, end)) for end in ("source", "target"))

    @property
    def _row_tall(self) -> float:
        return self.skin.metrics(small=True).height() + ROW_GAP

    def _room(self, key: str, side: str) -> float:
        """Height of the names of a process's border flows at one side."""
        count = len(self._rows.get((key, side), ()))
        return count * self._row_tall + (self.skin.px(10) if count else 0)

    def _positions(self) -> dict[str, Point]:
        known = {key: n.at for key, n in self.graph.nodes.items() if n.at is not None}
        if not known:
            return self._auto(self.graph.nodes)
        tall = {key: node_size(self.skin, self._busier(key)).height() for key in known}
        below = max(y + tall[key] + self._room(key, "out") for key, (_x, y) in known.items())
        left = min(x for x, _y in known.values())
        auto = self._auto([key for key in self.graph.nodes if key not in known])
        gap = self.skin.px(DOWN)
        return known | {key: (x + left, y + below + gap) for key, (x, y) in auto.items()}

    def _auto(self, keys: Iterable[str]) -> dict[str, Point]:
        """Upper left corners of the bodies; each process takes room for its border flows too."""
        sizes = {}
        for key in keys:
            body = node_size(self.skin, self._busier(key))
            tall = body.height() + self._room(key, "in") + self._room(key, "out")
            sizes[key] = (body.width(), tall)
        links = [
            a.ends[:2]
            for a in self.graph.arrows.values()
            if len(a.ends) == 2 and set(a.ends) <= sizes.keys()
        ]
        across, down = self.skin.px(ACROSS), self.skin.px(DOWN)
        at = layered(sizes, links, across=across, down=down).at
        return {key: (x, y + self._room(key, "in")) for key, (x, y) in at.items()}

    # -- choosing ------------------------------------------------------------------

    def chosen_nodes(self) -> list[str]:
        """Ids of the chosen processes."""
        return [key for key, item in self.nodes.items() if item.isSelected()]

    def chosen_arrows(self) -> list[str]:
        """Ids of the chosen flows."""
        return [key for key, item in self.arrows.items() if item.isSelected()]

    def choose(self, keys: Iterable[str]) -> None:
        """Choose processes and flows, and nothing else."""
        wanted = set(keys)
        for key, item in (*self.nodes.items(), *self.arrows.items()):
            if item.isSelected() != (key in wanted):
                item.setSelected(key in wanted)

    def beside(self, key: str, across: int, down: int) -> str | None:
        """The nearest process in a direction."""
        here = self.nodes[key].sceneBoundingRect().center()
        best: tuple[float, str] | None = None
        for other, item in self.nodes.items():
            way = item.sceneBoundingRect().center() - here
            along = way.x() * across + way.y() * down
            aside = abs(way.x() * down) + abs(way.y() * across)
            if other != key and along > 1 and aside <= 3 * along:
                score = along + 2 * aside
                best = min(best or (score, other), (score, other))
        return best[1] if best else None

    # -- geometry ------------------------------------------------------------------

    def node_moved(self, key: str) -> None:
        """A process is being dragged: its arrows follow at once."""
        if self._moving and key in self._touching:
            for one in self._touching[key]:
                self._route(self.arrows[one])

    def route_all(self) -> None:
        """Border, anchors, labels and every arrow."""
        self._find_frame()
        self._find_anchors()
        whole = self.frame
        for item in self.arrows.values():
            self._route(item)
            whole = whole.united(item.sceneBoundingRect())
        edge = self.skin.px(14)
        self.setSceneRect(whole.adjusted(-edge, -edge, edge, edge))

    def _find_frame(self) -> None:
        body = QRectF(0, 0, self.skin.px(360), self.skin.px(160))
        for number, (key, item) in enumerate(self.nodes.items()):
            cell = QRectF(item.pos(), item.size)
            cell.adjust(0, -self._room(key, "in"), 0, self._room(key, "out"))
            body = body.united(cell) if number else cell
        margin = self.skin.px(MARGIN)
        self.frame = body.adjusted(-margin, -margin, margin, margin)

    def _find_anchors(self) -> None:
        self._anchors = {}
        for key, item in self.nodes.items():
            for end in ("source", "target"):
                own = sorted(self._inner(key, end), key=lambda one: (self._far_y(one, end), one))
                for number, one in enumerate(own):
                    self._anchors[one, end] = item.size.height() * (number + 1) / (len(own) + 1)

    def _far_y(self, arrow_id: str, end: str) -> float:
        arrow = self.graph.arrows[arrow_id]
        other = self.nodes[(arrow.target if end == "source" else arrow.source) or ""]
        return other.y() + other.size.height() / 2

    def _route(self, item: ArrowItem) -> None:
        arrow = item.arrow
        if not arrow.ends:
            self._route_untied(item)
        elif len(arrow.ends) == 1:
            self._route_border(item, self.nodes[arrow.ends[0]])
        else:
            source, target = self.nodes[arrow.ends[0]], self.nodes[arrow.ends[1]]
            start = source.pos() + QPointF(source.size.width(), self._anchors[arrow.id, "source"])
            end = target.pos() + QPointF(0, self._anchors[arrow.id, "target"])
            dip = max(
                node.y() + node.size.height() + self._room(node.node.id, "out")
                for node in (source, target)
            )
            item.route(curve(start, end, dip + self.skin.px(16)))

    def _route_border(self, item: ArrowItem, node: NodeItem) -> None:
        """A tooth of the comb over or under a process, its name beside it."""
        arrow, size = item.arrow, node.size
        side = "in" if arrow.target else "out"
        row = self._rows[node.node.id, side]
        number = row.index(arrow.id)
        x = node.x() + 12 + number * min(TEETH, MOST_TEETH / len(row))
        away = (len(row) - number - 0.5) * self._row_tall + self.skin.px(8)
        y = node.y() - away if side == "in" else node.y() + size.height() + away
        tall = self._row_tall - ROW_GAP
        right = node.x() + size.width() + self.skin.px(ACROSS) * 0.4
        label = QRectF(x + 22, y - tall / 2, right - x - 22, tall)
        near, corner, edge = QPointF(x + 18, y), QPointF(x, y), QPointF(x, node.y())
        if side == "in":
            item.route(elbow(near, corner, edge), label, heading="down")
        else:
            edge.setY(node.y() + size.height())
            item.route(elbow(edge, corner, near), label)

    def _route_untied(self, item: ArrowItem) -> None:
        tall = self.skin.metrics(small=True).height() + 8
        y = self.frame.bottom() + (self._untied.index(item.arrow.id) + 1.8) * tall
        start = QPointF(self.frame.left() + 8, y)
        end = start + QPointF(self.skin.px(STUB), 0)
        label = QRectF(end.x() + 14, y - tall / 2, self.skin.px(260), tall)
        item.route(elbow(start, end), label)

    def drop_at(self, pos: QPointF) -> str | None:
        """What lies under a point: a process, the outside of the site, or nothing."""
        for key, item in self.nodes.items():
            if QRectF(item.pos(), item.size).adjusted(-8, -4, 8, 4).contains(pos):
                return key
        return None if self.frame.contains(pos) else OUTSIDE

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The border of the site."""
        painter.fillRect(rect, self.skin.colour("window"))
        painter.setPen(QPen(self.skin.colour("line"), 1.6, Qt.PenStyle.DashLine))
        painter.setBrush(self.skin.colour("surface"))
        painter.drawRoundedRect(self.frame, 10, 10)
        painter.setPen(self.skin.colour("muted"))
        painter.setFont(self.skin.font(small=True))
        tall = self.skin.metrics(small=True).height()
        place = QRectF(self.frame.left() + 10, self.frame.top() + 6, self.frame.width(), tall)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft), _(BORDER))
        if self._untied:
            place.moveTop(self.frame.bottom() + 8)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft), _(UNTIED))
