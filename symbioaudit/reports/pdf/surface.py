"""The few things that are drawn: lines of text, rules, boxes, curves. Coordinates in points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from symbioaudit.reports.errors import OWN_TEMPLATE
from symbioaudit.reports.pdf.fonts import Face
from symbioaudit.reports.pdf.style import Colour, colour
from symbioaudit.reports.pdf.type import Line

Point = tuple[float, float]


@lru_cache(maxsize=100_000)
def _runs(face: Face, text: str) -> tuple[tuple[str, str], ...]:
    return face.runs(text)


class Picture:
    """A PNG or JPEG from memory with its size in pixels.

    Raises:
        InputRefused: SA-6504, the bytes are no picture.
    """

    def __init__(self, data: bytes) -> None:
        from io import BytesIO

        from reportlab.lib.utils import ImageReader

        try:
            self.reader = ImageReader(BytesIO(data))
            self.width, self.height = map(float, self.reader.getSize())
        except Exception as fault:  # the library has many ways to say that it cannot read
            raise OWN_TEMPLATE(file="logo", reason=str(fault)) from fault


class Surface:
    """A reportlab canvas behind a narrow door; y grows upwards as in PDF."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas

    def text(
        self, x: float, y: float, text: str, face: Face, size: float, ink: Colour | None = None
    ) -> None:
        """Clean text with its left end of the baseline at (x, y)."""
        pen = self.canvas.beginText()
        pen.setTextOrigin(x, y)
        pen.setFillColorRGB(*(ink or colour("ink")))
        for font, piece in _runs(face, text):
            pen.setFont(font, size)
            pen.textOut(piece)
        self.canvas.drawText(pen)

    def lines(
        self,
        x: float,
        top: float,
        lines: Sequence[Line],
        face: Face,
        size: float,
        leading: float,
        *,
        width: float = 0.0,
        align: str = "left",
        indent: float = 0.0,
        ink: Colour | None = None,
    ) -> None:
        """A block of lines hanging from ``top``; aligned inside ``width``."""
        if not lines:
            return
        pen = self.canvas.beginText()
        pen.setFillColorRGB(*(ink or colour("ink")))
        baseline = top - leading + (leading - size) / 2 + 0.22 * size
        current = ""
        for number, line in enumerate(lines):
            shift = {"left": 0.0, "right": width - line.width, "centre": (width - line.width) / 2}
            start = x + shift[align] + (indent if number == 0 else 0.0)
            pen.setTextOrigin(start, baseline - number * leading)
            for font, piece in _runs(face, line.text):
                if font != current:
                    pen.setFont(font, size)
                    current = font
                pen.textOut(piece)
        self.canvas.drawText(pen)

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, ink: Colour, weight: float = 0.5
    ) -> None:
        """A straight line."""
        self.canvas.setStrokeColorRGB(*ink)
        self.canvas.setLineWidth(weight)
        self.canvas.line(x1, y1, x2, y2)

    def pen(self, points: Sequence[Point], pressures: Sequence[int], ink: Colour) -> None:
        """A line drawn by hand, thicker where it was pressed (0–100); a single point is a dot."""
        weights = [0.5 + p / 100 for p in pressures]
        if len(points) == 1:
            self.dot(*points[0], weights[0], ink)
        self.canvas.saveState()
        self.canvas.setLineCap(1)
        for (x1, y1), (x2, y2), weight in zip(points, points[1:], weights[1:], strict=False):
            self.rule(x1, y1, x2, y2, ink, weight)
        self.canvas.restoreState()

    def grid(self, segments: Iterable[tuple[float, float, float, float]], ink: Colour) -> None:
        """Many thin lines of one colour."""
        self.canvas.setStrokeColorRGB(*ink)
        self.canvas.setLineWidth(0.4)
        self.canvas.lines(list(segments))

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: Colour | None = None,
        *,
        stroke: Colour | None = None,
        alpha: float = 1.0,
        radius: float = 0.0,
        weight: float = 0.5,
    ) -> None:
        """A rectangle with its lower left corner at (x, y)."""
        canvas = self.canvas
        canvas.saveState()
        if fill:
            canvas.setFillColorRGB(*fill)
            canvas.setFillAlpha(alpha)
        if stroke:
            canvas.setStrokeColorRGB(*stroke)
            canvas.setLineWidth(weight)
        draw = canvas.roundRect if radius else canvas.rect
        arguments = (x, y, width, height, radius) if radius else (x, y, width, height)
        draw(*arguments, stroke=int(bool(stroke)), fill=int(bool(fill)))
        canvas.restoreState()

    def picture(self, item: Picture, x: float, y: float, width: float, height: float) -> None:
        """A picture with its lower left corner at (x, y)."""
        self.canvas.drawImage(item.reader, x, y, width, height, mask="auto")

    def dot(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """A filled circle."""
        self.canvas.setFillColorRGB(*fill)
        self.canvas.circle(x, y, radius, stroke=0, fill=1)

    def polyline(self, points: Sequence[Point], ink: Colour, weight: float) -> None:
        """A broken line."""
        path = self.canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        self.canvas.setStrokeColorRGB(*ink)
        self.canvas.setLineWidth(weight)
        self.canvas.drawPath(path, stroke=1, fill=0)

    def band(
        self,
        left: Point,
        right: Point,
        thickness: float,
        fill: Colour,
        alpha: float,
        *,
        hatched: bool = False,
    ) -> None:
        """A ribbon between two tops of its ends, bent like an S."""
        (x1, y1), (x2, y2) = left, right
        middle = (x1 + x2) / 2
        path = self.canvas.beginPath()
        path.moveTo(x1, y1)
        path.curveTo(middle, y1, middle, y2, x2, y2)
        path.lineTo(x2, y2 - thickness)
        path.curveTo(middle, y2 - thickness, middle, y1 - thickness, x1, y1 - thickness)
        path.close()
        low, high = min(y1, y2) - thickness, max(y1, y2)
        self._filled(path, fill, alpha, (x1, low, x2, high) if hatched else None)

    def _filled(
        self, path: Any, fill: Colour, alpha: float, hatch: tuple[float, float, float, float] | None
    ) -> None:
        canvas = self.canvas
        canvas.saveState()
        canvas.setFillColorRGB(*fill)
        if hatch is None:
            canvas.setFillAlpha(alpha)
            canvas.drawPath(path, stroke=0, fill=1)
        else:
            canvas.setStrokeColorRGB(*fill)
            canvas.setLineWidth(0.6)
            canvas.drawPath(path, stroke=1, fill=0)
            canvas.clipPath(path, stroke=0, fill=0)
            canvas.lines(list(_hatching(*hatch)))
        canvas.restoreState()

    def hatched_box(self, x: float, y: float, width: float, height: float, ink: Colour) -> None:
        """A hatched rectangle."""
        path = self.canvas.beginPath()
        path.rect(x, y, width, height)
        self._filled(path, ink, 1.0, (x, y, x + width, y + height))

    def loop(self, points: Sequence[Point], weight: float, ink: Colour, alpha: float) -> None:
        """A thick rounded line through ``points``: a ribbon that runs back."""
        canvas = self.canvas
        canvas.saveState()
        canvas.setStrokeColorRGB(*ink)
        canvas.setStrokeAlpha(alpha)
        canvas.setLineWidth(weight)
        canvas.setLineJoin(1)
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.restoreState()

    def turned(self, x: float, y: float, angle: float) -> None:
        """Move and turn the axes until the page ends."""
        self.canvas.translate(x, y)
        self.canvas.rotate(angle)


def _hatching(
    x1: float, y1: float, x2: float, y2: float, step: float = 4.0
) -> Iterable[tuple[float, float, float, float]]:
    """Diagonal lines over a rectangle."""
    height = y2 - y1
    start = x1 - height
    while start < x2:
        yield start, y1, start + height, y2
        start += step
