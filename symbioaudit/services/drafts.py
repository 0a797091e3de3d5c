"""The report on the screen: written into a folder of its own, page by page as pictures, thrown away afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from symbioaudit.reports.dossier import Dossier
from symbioaudit.reports.layout import layout
from symbioaudit.services.reporting import dossier_of, write_report
from symbioaudit.services.workspace import Workspace

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_PDFIUM = Lock()  # PDFium is one for the process and takes one call at a time: two threads crash it


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: pixels as 32-bit BGRx rows without gaps."""

    width: int
    height: int
    data: bytes


def gather(workspace: Workspace, audit_id: str, *, lang: str, readers: str) -> Dossier:
    """Everything the report needs, read and computed once; ``readers``: full, manager, platform."""
    return dossier_of(workspace, audit_id, lang=lang, layout=layout(audience=readers))


def write_draft(
    dossier: Dossier,
    folder: Path,
    progress: Callable[[str, float | None], None],
    cancelled: Callable[[], bool],
) -> Path:
    """Write the PDF into ``folder``.

    Raises:
        OperationFailed: SA-1003, it cannot be written; SA-6503, stopped by the person.
    """
    path = folder / "report.pdf"
    write_report(dossier, pdf=path, force=True, progress=progress, cancelled=cancelled)
    return path


def write_workbook(
    dossier: Dossier,
    path: Path,
    progress: Callable[[str, float | None], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write the Excel report of the same state.

    Raises:
        OperationFailed: SA-1003, it cannot be written; SA-6503, stopped by the person.
    """
    write_report(dossier, xlsx=path, force=True, progress=progress, cancelled=cancelled)


def page_sizes(path: Path) -> list[tuple[float, float]]:
    """Width and height of each page of a PDF, in points."""
    import pypdfium2

    with _PDFIUM:
        return _sizes(pypdfium2.PdfDocument(path))


def _sizes(document: PdfDocument) -> list[tuple[float, float]]:
    try:
        return [document.get_page_size(n) for n in range(len(document))]
    finally:
        document.close()


def picture_of(path: Path, page: int, scale: float) -> Picture:
    """One page (from 0) at ``scale`` pixels a point."""
    import pypdfium2

    with _PDFIUM:
        return _picture(pypdfium2.PdfDocument(path), page, scale)


def _picture(document: PdfDocument, page: int, scale: float) -> Picture:
    from pypdfium2 import raw

    try:
        bitmap = document[page].render(scale=scale, force_bitmap_format=raw.FPDFBitmap_BGRx)
        rows = bytes(bitmap.buffer)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    finally:
        document.close()
    if stride != 4 * width:
        rows = b"".join(rows[n * stride : n * stride + 4 * width] for n in range(height))
    return Picture(width, height, rows)
