"""Pages filled from top to bottom with boxes; drawn only when all are placed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from symbioaudit.reports.pdf.style import Sheet, sheet
from symbioaudit.reports.pdf.surface import Surface

Draw = Callable[[Surface, float, float], None]  # surface, left edge, top edge


@dataclass(frozen=True, slots=True)
class Box:
    """Something of a fixed height."""

    height: float
    draw: Draw


@dataclass
class Page:
    """A page and what is placed on it."""

    sheet: Sheet
    boxes: list[tuple[Box, float, float]] = field(default_factory=list)
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that contents and bookmarks point to."""

    key: str
    title: str
    level: int
    page: int  # index from 0
    top: float


class Flow:
    """Places boxes; knows the room left; starts pages."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.anchors: list[Anchor] = []
        self.y = 0.0

    @property
    def page(self) -> Page:
        """The page being filled."""
        return self.pages[-1]

    @property
    def width(self) -> float:
        """Width between the margins."""
        return self.page.sheet.inner_width

    @property
    def room(self) -> float:
        """Height left on the page."""
        return self.y - self.page.sheet.bottom

    @property
    def fresh(self) -> bool:
        """True when nothing is on the page yet."""
        return not self.page.boxes

    def start_page(self, name: str = "page") -> None:
        """Begin a page of a kind (``page`` or ``wide``)."""
        self.pages.append(Page(sheet(name)))
        self.y = self.page.sheet.height - self.page.sheet.top

    def next_page(self) -> None:
        """Begin another page of the same kind."""
        self.pages.append(Page(self.page.sheet))
        self.y = self.page.sheet.height - self.page.sheet.top

    def need(self, height: float) -> None:
        """Begin a page when ``height`` does not fit and something stands here already."""
        if height > self.room and not self.fresh:
            self.next_page()

    def put(self, box: Box) -> None:
        """Place a box, on the next page if it must."""
        self.need(box.height)
        self.page.boxes.append((box, self.page.sheet.left, self.y))
        self.y -= box.height

    def space(self, height: float) -> None:
        """Leave room, except at the top of a page."""
        if not self.fresh:
            self.y -= height

    def anchor(self, key: str, title: str, level: int) -> None:
        """Remember this place."""
        self.anchors.append(Anchor(key, title, level, len(self.pages) - 1, self.y))
