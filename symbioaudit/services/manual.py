"""The offline manual: chapters as Markdown in docs/, sections with anchors, search by word stems.

A heading may name what it tells about: ``## Потоки {#grid form:F09}``; these anchors are the ids of
the window's pages and the targets of links such as ``[таблица](grid.md#keys)``. The chapter of forms
is no file: it is written from the forms of the methodology, so it cannot lag behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from symbioaudit.base.i18n import N_, translate
from symbioaudit.base.paths import data_room

if TYPE_CHECKING:
    from pathlib import Path

    from symbioaudit.forms import FieldDef, FormDef
    from symbioaudit.methodology import Pack

CHAPTERS: Final = (
    "start",
    "onsite",
    "keys",
    "amounts",
    "grid",
    "map",
    "results",
    "evidence",
    "closing",
    "history",
    "report",
    "package",
    "handing",
    "settings",
    "trouble",
    "library",
    "symbiosis",
    "matching",
    "synergies",
    "opportunities",
    "libraries",
    "methodology",
    "cli",
    "errors",
)
FORMS: Final = "forms"
FORMS_TITLE: Final = N_("Forms")
HEADING: Final = re.compile(r"^(#{1,3}) +(.+?)(?: *\{#([^}]*)\})? *$")
IMAGE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
SHORT: Final = 120  # letters of a found place


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with the text under it."""

    chapter: str
    title: str
    level: int
    anchors: tuple[str, ...]
    text: str  # Markdown, without the heading


@dataclass(frozen=True)
class Chapter:
    """One page of the manual."""

    id: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """Its first heading."""
        return self.sections[0].title

    @property
    def markdown(self) -> str:
        """The page without the marks of its anchors."""
        parts = (f"{'#' * s.level} {s.title}\n\n{s.text}" for s in self.sections)
        return "\n\n".join(part.strip() for part in parts)


@dataclass(frozen=True, slots=True)
class Found:
    """A place of the manual that a search found."""

    section: Section
    excerpt: str


class Manual:
    """All chapters in one language; with a methodology also its forms."""

    def __init__(self, lang: str, pack: Pack | None = None) -> None:
        self.lang = lang
        chapters = [chapter(name, lang) for name in CHAPTERS]
        if pack is not None:
            chapters.insert(2, _forms(pack, lang))
        self.chapters = {item.id: item for item in chapters}
        self._stems = [
            (s, _stemmed(s.title), _stemmed(IMAGE.sub("", s.text))) for s in self.sections()
        ]

    @property
    def folder(self) -> Path:
        """Where its chapters and their pictures lie."""
        return data_room("docs") / self.lang

    def sections(self) -> Iterator[Section]:
        """Every section in the order of the manual."""
        for item in self.chapters.values():
            yield from item.sections

    def at(self, anchor: str) -> Section | None:
        """The section that tells about a page of the window, a field (``form:F09/quantity``) or a chapter."""
        own = next((s for s in self.sections() if anchor in s.anchors), None)
        if own is None and "/" in anchor:
            own = self.at(anchor.partition("/")[0])
        if own is None and anchor in self.chapters:
            own = self.chapters[anchor].sections[0]
        return own

    def search(self, query: str) -> list[Found]:
        """Sections that hold every word of the query in any of its forms; titles first."""
        wanted = sorted(_stemmed(query))
        if not wanted:
            return []
        ranked = []
        for n, (section, title, text) in enumerate(self._stems):
            in_title = sum(_holds(title, stem) for stem in wanted)
            if all(_holds(title, stem) or _holds(text, stem) for stem in wanted):
                ranked.append((-in_title, n, Found(section, _excerpt(section, wanted))))
        return [found for _score, _n, found in sorted(ranked, key=lambda item: item[:2])]


def chapter(name: str, lang: str) -> Chapter:
    """One file of the manual, read and cut into sections."""
    path = data_room("docs") / lang / f"{name}.md"
    return Chapter(name, tuple(cut(name, path.read_text(encoding="utf-8"))))


def cut(name: str, text: str) -> Iterator[Section]:
    """Cut Markdown into its sections; what stands in code fences is no heading."""
    head, lines, fenced = None, [], False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        match = None if fenced else HEADING.match(line)
        if match is None:
            lines.append(line)
            continue
        if head is not None:
            yield _section(name, head, lines)
        head, lines = match, []
    if head is not None:
        yield _section(name, head, lines)


def _section(name: str, head: re.Match[str], lines: list[str]) -> Section:
    marks, title, anchors = head.groups()
    return Section(
        name, title, len(marks), tuple((anchors or "").split()), "\n".join(lines).strip()
    )


def _forms(pack: Pack, lang: str) -> Chapter:
    sections = [Section(FORMS, translate(FORMS_TITLE, lang), 1, (FORMS,), "")]
    for form in pack.forms.values():
        sections += _form(form, lang)
    return Chapter(FORMS, tuple(sections))


def _form(form: FormDef, lang: str) -> Iterator[Section]:
    place = f"form:{form.id}"
    title = f"{form.title.render(lang)} ({form.id})"
    yield Section(FORMS, title, 2, (place,), form.purpose.render(lang))
    for field in form.fields:
        yield Section(
            FORMS,
            field.label.render(lang),
            3,
            (f"{place}/{field.code}",),
            _field(form, field, lang),
        )


def _field(form: FormDef, field: FieldDef, lang: str) -> str:
    parts = [field.help.render(lang) if field.help else ""]
    if field.example:
        parts.append(f"_{field.example.render(lang)}_")
    words = translate(N_("to the field"), lang)
    parts.append(f"[{words}](symbio:form:{form.id}/{field.code})")
    return "\n\n".join(part for part in parts if part)


def _stemmed(text: str) -> frozenset[str]:
    from symbioaudit.storage.library_words import stem, words_of

    return frozenset(stem(word) for word in words_of(text))


def _holds(stems: Iterable[str], wanted: str) -> bool:
    return wanted in stems or any(stem.startswith(wanted) for stem in stems)


def _excerpt(section: Section, wanted: list[str]) -> str:
    """The first sentence that holds one of the words, without marks of Markdown."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", IMAGE.sub("", section.text))
    plain = re.sub(r"[*_`|#]+", " ", plain)
    sentences = [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n+", plain) if s.strip(" -:")]
    hit = (s for s in sentences if any(_holds(_stemmed(s), stem) for stem in wanted))
    return next(hit, sentences[0] if sentences else "")[:SHORT]
