"""What a hurried note means: its name and its amount."""

from __future__ import annotations

import pytest

from symbioaudit.services.inbox import split_note


@pytest.mark.parametrize(
    ("note", "name", "amount"),
    [
        ("Q: 3 т/смену опилки", "опилки", "3 т/смену"),
        ("опилки 3 т/смену", "опилки", "3 т/смену"),
        ("горелая земля, ~12 т/мес", "горелая земля", "~12 т/мес"),
        ("10–14 т/мес шлам печной", "шлам печной", "10–14 т/мес"),
        ("0,5 м³/ч сточная вода", "сточная вода", "0,5 м³/ч"),
        ("свищ в паропроводе", "свищ в паропроводе", ""),
    ],
)
def test_name_and_amount_of_a_note(note: str, name: str, amount: str) -> None:
    assert split_note(note) == (name, amount)


def test_a_number_given_apart_wins() -> None:
    assert split_note("обрезь, пила 2", "4 т") == ("обрезь, пила 2", "4 т")
