"""What is to be said of a code that has the right shape: unknown to its catalogue, or a heading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from symbioaudit.base.i18n import N_, Message, day_text
from symbioaudit.model.classifier import CodeBook, is_heading, printed

UNKNOWN: Final = N_("“{code}” is not in the catalogue in your library: check the digits.")
UNKNOWN_AS_OF: Final = N_(
    "“{code}” is not in the catalogue of {as_of} in your library: check the digits, or take in a "
    "newer edition."
)
HEADING: Final = N_("“{code}” is a heading of the catalogue, not a kind: choose a kind below it.")


def code_remarks(system: str, code: str, book: CodeBook | None) -> Iterator[Message]:
    """Warnings about one code. An unknown code is worth one only where the catalogue is whole:
    the shipped core is a selection."""
    shown = printed(system, code)
    if is_heading(system, code):
        yield Message(HEADING, {"code": shown})
    if book is None:
        return
    standing = book(system, code)
    if standing.entry is None and standing.complete:
        if standing.as_of is None:
            yield Message(UNKNOWN, {"code": shown})
        else:
            yield Message(UNKNOWN_AS_OF, {"code": shown, "as_of": day_text(standing.as_of)})
