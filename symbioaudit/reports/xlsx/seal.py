"""The finished workbook: the rows put into their sheets, every time fixed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from symbioaudit.reports.xlsx.cells import Part

_EMPTY = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_CREATED = re.compile(rb"(<dcterms:created[^>]*>)[^<]*(</dcterms:created>)")
EPOCH = (1980, 1, 1, 0, 0, 0)


def seal(rough: Path, path: Path, moment: datetime, rows: Mapping[str, Part]) -> None:
    """Copy ``rough`` to ``path`` with fixed times; ``rows`` maps a sheet's part to its rows."""
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(rough) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                for pattern in (_MODIFIED, _CREATED):
                    data = pattern.sub(lambda m: m[1] + stamp + m[2], data)
            if name in rows:
                data = linked(filled(data, rows[name].rows), rows[name].links)
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, data)


def linked(xml: bytes, links: bytes) -> bytes:
    """A sheet with its links, which stand before the margins of the page."""
    return xml.replace(b"<pageMargins", links + b"<pageMargins", 1) if links else xml


def filled(xml: bytes, rows: bytes) -> bytes:
    """A sheet without rows, with these rows."""
    before, empty, after = xml.partition(b"<sheetData />")
    found = _EMPTY.search(xml)
    if not empty and found:
        before, after = xml[: found.start()], xml[found.end() :]
    return before + b"<sheetData>" + rows + b"</sheetData>" + after
