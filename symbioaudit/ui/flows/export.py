"""A drawing to SVG, PNG and paper, always in the light look."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QMarginsF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.flows.skin import Skin, paper_skin, screen_skin

LEAST_WIDE: Final = 2400  # px of a PNG: sharp on a page of A4
MOST: Final = 16000  # px on a side
EDGE: Final = 12.0


class Drawing(Protocol):
    """A scene that can be dressed anew."""

    def dress(self, skin: Skin) -> None:
        """Draw with this skin from now on."""

    def inked(self) -> QRectF:
        """What has to be on the picture."""
        ...

    def render(self, painter: QPainter, target: QRectF = ..., source: QRectF = ...) -> None:
        """Paint a part of the scene."""


def save_picture(drawing: Drawing, path: Path, title: str) -> None:
    """Write an SVG or a PNG, by the name's ending.

    Raises:
        OSError: the file cannot be written.
    """
    if path.suffix.lower() == ".svg":
        _to_svg(drawing, path, title)
    else:
        _to_png(drawing, path)


def _to_svg(drawing: Drawing, path: Path, title: str) -> None:
    source = _area(drawing)
    out = QSvgGenerator()
    out.setFileName(str(path))
    out.setTitle(title)
    out.setSize(QSize(round(source.width()), round(source.height())))
    out.setViewBox(QRectF(0, 0, source.width(), source.height()))
    painter = QPainter()
    if not painter.begin(out):
        raise OSError(str(path))
    _paint(drawing, painter, QRectF(0, 0, source.width(), source.height()))
    painter.end()


def _to_png(drawing: Drawing, path: Path) -> None:
    if not to_image(drawing).save(str(path), "PNG"):  # type: ignore[call-overload]
        raise OSError(str(path))


def to_image(drawing: Drawing) -> QImage:
    """The drawing as a picture sharp enough for a page."""
    source = _area(drawing)
    factor = max(1.0, LEAST_WIDE / source.width())
    factor = min(factor, MOST / max(source.width(), source.height()))
    size = QSize(round(source.width() * factor), round(source.height() * factor))
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    _paint(drawing, painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return image


def print_to(drawing: Drawing, printer: QPrinter) -> None:
    """One page, landscape when the drawing is wider than tall."""
    source = _area(drawing)
    wide = source.width() >= source.height()
    turned = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(turned)
    printer.setPageMargins(QMarginsF(10, 10, 10, 10), QPageLayout.Unit.Millimeter)
    painter = QPainter(printer)
    page = QRectF(painter.viewport())
    factor = min(page.width() / source.width(), page.height() / source.height())
    size = (source.width() * factor, source.height() * factor)
    _paint(drawing, painter, QRectF((page.width() - size[0]) / 2, 0, *size))
    painter.end()


def ask_print(drawing: Drawing, parent: QWidget) -> QPrintDialog:
    """Open the desktop's dialog of printers, without blocking the window."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(lambda: print_to(drawing, printer))
    QDialog.open(dialog)
    return dialog


def ask_path(parent: QWidget, name: str) -> Path | None:
    """Where to write the picture; None when the person changes their mind."""
    kinds = f"{_('Drawing')} SVG (*.svg);;{_('Picture')} PNG (*.png)"
    chosen, kind = QFileDialog.getSaveFileName(parent, _("Save the picture"), f"{name}.svg", kinds)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() in {".svg", ".png"}:
        return path
    return path.with_name(path.name + (".png" if "png" in kind else ".svg"))


def _area(drawing: Drawing) -> QRectF:
    return drawing.inked().adjusted(-EDGE, -EDGE, EDGE, EDGE)


def _paint(drawing: Drawing, painter: QPainter, target: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.dress(paper_skin())
    try:
        drawing.render(painter, target, _area(drawing))
    finally:
        drawing.dress(screen_skin())
