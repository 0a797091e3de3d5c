"""Which columns each form shows and how wide they are, kept in the settings.

One text per form: ``F09|name:220|fkko|quantity:140``; a width is kept only where a person set it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from symbioaudit.base.settings import Settings

KEY: Final = "columns"
SEAM: Final = "|"


@dataclass(frozen=True, slots=True)
class Kept:
    """The columns of one form in their order, with widths at 100 %. Empty: as the form says."""

    codes: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)


def recall(settings: Settings, form_id: str) -> Kept:
    """What was kept for a form."""
    for text in settings[KEY]:
        name, *parts = text.split(SEAM)
        if name == form_id:
            codes, widths = [], {}
            for part in parts:
                code, _colon, width = part.partition(":")
                codes.append(code)
                if width.isdecimal():
                    widths[code] = int(width)
            return Kept(tuple(codes), widths)
    return Kept()


def keep(settings: Settings, form_id: str, kept: Kept) -> None:
    """Keep the columns of a form."""
    parts = [f"{code}:{kept.widths[code]}" if code in kept.widths else code for code in kept.codes]
    own = SEAM.join((form_id, *parts))
    rest = tuple(text for text in settings[KEY] if text.split(SEAM)[0] != form_id)
    settings.set(KEY, (*rest, own))
