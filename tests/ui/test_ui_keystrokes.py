"""How many strokes a full stream costs: the demo's wastes and by-products are really typed and counted."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import pytest
from pytestqt.qtbot import QtBot

from symbioaudit.model.enums import Basis, Per
from symbioaudit.ui.window import Window
from tests.ui.grid_driver import WAIT, Typist, grid

MOST = 45  # strokes of a median stream


@dataclass(frozen=True)
class Full:
    """A stream as the record must hold it, and the letters that a consultant types for it."""

    name: str
    category: str  # value, letters
    fkko: str
    fkko_typed: str  # empty: offered by the name
    offered: int  # the offer that is taken
    amount: str
    tonnes: float
    basis: str
    route: tuple[str, str]
    cost: str
    roubles: float


# A cost is typed in the unit of its column, thousand roubles a year.
# Names, amounts and routes of the demo's three plants; costs and ways of knowing are assumed.
STREAMS = (
    Full("Стружка строгальная", "п", "30523002225", "30523", 2, "8170т/г", 8170, "и", ("п", "sale"), "50", 5e4),
    Full("Щепа технологическая", "п", "30522003215", "щепа", 1, "6310т/г", 6310, "и", ("п", "sale"), "40", 4e4),
    Full("Опилки", "п", "30523001435", "", 1, "1550т/г", 1550, "р", ("п", "sale"), "9", 9e3),
    Full("Отходы инертные", "", "82220101215", "лом бет", 1, "573кг/г", 0.573, "и", ("ст", "landfill_third_party"), "0,9", 900),
    Full("Отходы твёрдые неуточнённые", "", "73310001724", "офис", 1, "250т/г", 250, "и", ("ст", "landfill_third_party"), "2000", 2e6),
    Full("Отходы твёрдые неуточнённые", "", "73310001724", "офис", 1, "2000т/г", 2000, "и", ("ст", "landfill_third_party"), "9000", 9e6),
)  # fmt: skip


def type_full(hand: Typist, stream: Full) -> int:
    """Type one stream into the spare row; returns the strokes."""
    before = hand.strokes
    hand.type(stream.name)
    hand.key("Tab")
    hand.type(stream.category)
    hand.key("Tab")
    if stream.fkko_typed:
        hand.type(stream.fkko_typed)
        waited(hand)
        hand.keys(*("Down",) * (stream.offered - 1), "Tab")
    else:
        hand.key("Alt+Down")
        waited(hand)
        hand.keys(*("Down",) * stream.offered, "Tab")
    for text in (stream.amount, stream.basis, stream.route[0]):
        hand.type(text)
        hand.key("Tab")
    hand.type(stream.cost)
    hand.key("Enter")
    return hand.strokes - before


def waited(hand: Typist) -> None:
    """A person sees the offers before choosing; they come from another thread."""
    editor = hand.window.page.view.cells.editor
    hand.qtbot.waitUntil(lambda: editor.hint.list.count() > 0, timeout=WAIT)


def test_a_full_stream_in_few_strokes(qtbot: QtBot, audit: Window) -> None:
    page = grid(audit, "F09")
    hand = Typist(qtbot, audit)
    page.view.go_to(page.model.filled_rows(), 0)
    first = page.model.filled_rows()
    counts = [type_full(hand, stream) for stream in STREAMS]
    hand.settle()
    assert not page.unread.texts() or not page.unread.isVisible(), page.unread.texts()
    for row, stream in enumerate(STREAMS, first):
        made = page.model.record(row)
        assert made.name == stream.name
        assert made.category == ("by_product" if stream.category else "waste")
        assert made.fkko == stream.fkko, (stream.name, made.fkko)
        assert made.quantity.number == pytest.approx(stream.tonnes)
        assert made.quantity.per is Per.YEAR
        assert made.quantity.basis is (Basis.CALCULATED if stream.basis == "р" else Basis.MEASURED)
        assert made.route == stream.route[1]
        assert made.cost.number == pytest.approx(stream.roubles)
    assert median(counts) <= MOST, counts
