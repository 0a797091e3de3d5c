"""A workbook as bytes that depend on nothing but its content: same data, same file."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any, Final

CORE: Final = "docProps/core.xml"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
STAMP: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def workbook_bytes(workbook: Any, moment: datetime) -> bytes:
    """Save an openpyxl workbook; its stamps are ``moment``, its parts carry no time."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    out = io.BytesIO()
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        zipfile.ZipFile(buffer) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            data = source.read(info)
            if info.filename == CORE:
                data = STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", data)
            fresh = zipfile.ZipInfo(info.filename, EPOCH)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            fresh.external_attr = 0o644 << 16
            target.writestr(fresh, data)
    return out.getvalue()
