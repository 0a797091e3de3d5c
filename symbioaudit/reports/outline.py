"""The outline of a report: our template, in the order and with the titles of the pack's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from symbioaudit.base.i18n import Text
from symbioaudit.reports.dossier import Dossier
from symbioaudit.reports.templates import load


@dataclass(frozen=True, slots=True)
class Place:
    """One section's place: printed when its content exists."""

    id: str
    kind: str
    content: str
    title: Text


def places(dossier: Dossier) -> tuple[Place, ...]:
    """The sections in order: ours, as the pack's ``report`` and then the layout would have them."""
    known = {place.id: place for place in _of_pack(dossier)}
    chosen = dossier.layout.places(tuple(known))
    titles = dossier.layout.titles
    return tuple(replace(known[key], title=titles.get(key, known[key].title)) for key in chosen)


def _of_pack(dossier: Dossier) -> tuple[Place, ...]:
    ours = {item["id"]: _place(item) for item in load("outline")["sections"]}
    wanted = _wanted(dossier.pack_part("report"))
    if not wanted:
        return tuple(ours.values())
    chosen = []
    for item in wanted:
        place = ours.get(str(item.get("id")))
        if place is not None:
            title = _text(item.get("title")) or place.title
            chosen.append(Place(place.id, place.kind, place.content, title))
    return tuple(chosen) if chosen else tuple(ours.values())


def report_title() -> Text:
    """The report's own title."""
    title = _text(load("outline")["title"])
    assert title is not None
    return title


def letter(position: int, language: str) -> str:
    """Letter of the ``position``-th appendix, from 0; doubled past the end of the row."""
    letters = load("outline")["appendix_letters"][language]
    return str(letters[position % len(letters)]) * (position // len(letters) + 1)


def _wanted(report: Any) -> list[Mapping[str, Any]]:
    sections = report.get("sections") if isinstance(report, Mapping) else None
    if not isinstance(sections, list | tuple):
        return []
    return [item for item in sections if isinstance(item, Mapping)]


def _place(item: Mapping[str, Any]) -> Place:
    title = _text(item["title"])
    assert title is not None
    return Place(item["id"], item.get("kind", "chapter"), item["content"], title)


def _text(value: Any) -> Text | None:
    if isinstance(value, Text):
        return value
    if isinstance(value, Mapping) and value.get("ru") and value.get("en"):
        return Text(str(value["ru"]), str(value["en"]))
    return None
