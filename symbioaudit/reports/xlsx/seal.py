"""The finished workbook made reproducible: fixed times, and values beside their formulas."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f><v ?/?>(?:</v>)?</c>')
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_CREATED = re.compile(rb"(<dcterms:created[^>]*>)[^<]*(</dcterms:created>)")
EPOCH = (1980, 1, 1, 0, 0, 0)


def seal(
    rough: Path, path: Path, moment: datetime, cached: Mapping[str, Mapping[str, float]]
) -> None:
    """Copy ``rough`` to ``path`` with fixed times; ``cached`` maps part → cell → value."""
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(rough) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                for pattern in (_MODIFIED, _CREATED):
                    data = pattern.sub(lambda m: m[1] + stamp + m[2], data)
            if name in cached:
                data = with_values(data, cached[name])
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, data)


def with_values(xml: bytes, values: Mapping[str, float]) -> bytes:
    """Put the known value into each formula's cell, for readers that do not calculate."""

    def filled(match: re.Match[bytes]) -> bytes:
        value = values.get(match[1].decode())
        if value is None:
            return match[0]
        return b'<c r="%s"%s><f>%s</f><v>%s</v></c>' % (
            match[1],
            match[2],
            match[3],
            repr(value).encode(),
        )

    return _FORMULA.sub(filled, xml)
