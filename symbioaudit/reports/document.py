"""Builds the document tree of a dossier: chapters by the outline, then numbers and references."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from symbioaudit.base.i18n import Text
from symbioaudit.reports import outline
from symbioaudit.reports.chapters import CHAPTERS
from symbioaudit.reports.chapters.brief import period
from symbioaudit.reports.context import Context, title_of
from symbioaudit.reports.currency import in_currency
from symbioaudit.reports.derivations import derived, factors
from symbioaudit.reports.dossier import Dossier
from symbioaudit.reports.numbers import NBSP
from symbioaudit.reports.tree import (
    Block,
    Document,
    Figure,
    Heading,
    Note,
    Paragraph,
    Section,
    Table,
    TitlePage,
)

WORDS = (
    "table",
    "continued",
    "figure",
    "appendix",
    "contents",
    "continued_on_file",
    "estimate_note",
    "factors",
    "calculation",
    "about",
    "chart",
    "low",
    "high",
    "sheets",
)
COLUMN_WORDS = (
    "provenance_typed",
    "provenance_who",
    "provenance_basis",
    "provenance_source",
    "symbol",
    "value",
    "unit",
    "citation",
    "result",
    "formula",
    "estimated",
    "factor",
    "inputs",
    "factor_source",
    "expression",
    "range_name",
)
_REFERENCE = re.compile("\x02(table|figure):(\\w+)\x03")


def build(dossier: Dossier) -> Document:
    """The whole report. Pure: the same dossier gives an equal document."""
    ctx = Context(dossier)
    currency = dossier.snapshot.audit.currency
    sections = _numbered(ctx, [_section(ctx, p) for p in outline.places(dossier) if _known(p)])
    sections = in_currency(sections, currency)
    items = derived(ctx)
    audit = dossier.snapshot.audit
    return Document(
        language=dossier.language,
        title_page=_title_page(ctx),
        sections=sections,
        mark=_mark(ctx) if dossier.draft is not None else "",
        produced_at=dossier.produced_at,
        identity="/".join(
            str(x)
            for x in (
                audit.id,
                audit.revision,
                dossier.draft,
                dossier.language,
                *((dossier.layout.audience,) if dossier.layout.audience != "full" else ()),
            )
        ),
        author=", ".join(audit.auditors),
        words=words_of(ctx),
        factors=factors(items, ctx),
        derived=items,
        program=f"SymbioAudit {dossier.app_version}",
    )


def _known(place: outline.Place) -> bool:
    return place.content in CHAPTERS


def _section(ctx: Context, place: outline.Place) -> Section:
    layout = ctx.dossier.layout
    blocks = (
        *_own_words(ctx, layout.before.get(place.id)),
        *honest(CHAPTERS[place.content](ctx)),
        *_own_words(ctx, layout.after.get(place.id)),
        *_paragraphs(ctx.dossier.notes.get(place.id) or ""),
    )
    return Section(place.id, place.title.render(ctx.lang), blocks, kind=place.kind)


def _own_words(ctx: Context, text: Text | None) -> tuple[Paragraph, ...]:
    return _paragraphs(text.render(ctx.lang)) if text is not None else ()


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Words typed by people, a paragraph per line."""
    return tuple(Paragraph(line) for line in text.split("\n") if line.strip())


def honest(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """A table without rows gives way to its sentence, and what only led to it is left out."""
    items = list(blocks)
    there = {("figure", b.id) for b in items if isinstance(b, Figure)}
    there |= {("table", b.id) for b in items if isinstance(b, Table) and b.rows}
    out: list[Block] = []
    for block in items:
        if isinstance(block, Table) and not block.rows:
            out.append(Paragraph(block.empty))
            continue
        named = set(_REFERENCE.findall(block.text)) if isinstance(block, Paragraph) else set()
        if not named or named & there:
            out.append(block)
    return tuple(out)


@dataclass
class _Counter:
    """Numbers given so far in the body or in one appendix."""

    prefix: str = ""
    tables: int = 0
    figures: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def table(self) -> str:
        self.tables += 1
        return f"{self.prefix}{self.tables}"

    def figure(self) -> str:
        self.figures += 1
        return f"{self.prefix}{self.figures}"


def _numbered(ctx: Context, sections: Iterable[Section]) -> tuple[Section, ...]:
    body = _Counter()
    names: dict[str, str] = {}
    chapters = appendices = 0
    out = []
    for section in sections:
        if section.kind == "brief":
            out.append(section)
            continue
        if section.kind == "appendix":
            number = outline.letter(appendices, ctx.lang)
            appendices += 1
            counter = _Counter(prefix=f"{number}.")
        else:
            chapters += 1
            number, counter = str(chapters), body
        blocks = _number_blocks(ctx, section.blocks, number, counter, names)
        out.append(replace(section, number=number, blocks=blocks))
    return tuple(replace(s, blocks=tuple(_refer(b, names) for b in s.blocks)) for s in out)


def _number_blocks(
    ctx: Context, blocks: Iterable[Block], number: str, counter: _Counter, names: dict[str, str]
) -> tuple[Block, ...]:
    headings = 0
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            headings += 1
            out.append(replace(block, number=f"{number}.{headings}"))
        elif isinstance(block, Table):
            numbered = replace(block, number=counter.table())
            names[f"table:{block.id}"] = _name(ctx, "table", numbered.number)
            out.append(numbered)
        elif isinstance(block, Figure):
            drawn = replace(block, number=counter.figure())
            names[f"figure:{block.id}"] = _name(ctx, "figure", drawn.number)
            out.append(drawn)
        else:
            out.append(block)
    return tuple(out)


def _name(ctx: Context, kind: str, number: str) -> str:
    return f"{ctx.t(f'word.{kind}').lower()}{NBSP}{number}"


def _refer(block: Block, names: dict[str, str]) -> Block:
    """Put the numbers of tables and figures into the text; drop a reference to an absent one."""
    if not isinstance(block, Paragraph | Note) or "\x02" not in block.text:
        return block

    def number(match: re.Match[str]) -> str:
        return names.get(f"{match[1]}:{match[2]}", "")

    text = _REFERENCE.sub(number, block.text)
    for bad, good in ((", )", ")"), ("(, ", "("), (" ()", ""), (", .", "."), ("— .", ".")):
        text = text.replace(bad, good)
    return replace(block, text=text)


def _mark(ctx: Context) -> str:
    if ctx.dossier.draft is not None:
        return ctx.t("mark.draft", n=ctx.dossier.draft)
    return ctx.t("mark.signed", n=ctx.snapshot.audit.revision)


def _title_page(ctx: Context) -> TitlePage:
    audit, enterprise, site = ctx.snapshot.audit, ctx.snapshot.enterprise, ctx.snapshot.site
    layout = ctx.dossier.layout
    method = f"{ctx.dossier.pack.title.render(ctx.lang)}, {audit.pack_version}"
    overlay = " ".join(filter(None, (audit.overlay_id, audit.overlay_version)))
    lines = (
        ("title.number", audit.number or ctx.t("no_data")),
        ("title.period", period(ctx)),
        ("title.visits", ", ".join(f"{d:%d.%m.%Y}" for d in audit.visit_dates)),
        ("title.auditors", ", ".join(audit.auditors)),
        ("title.methodology", method),
        ("title.overlay", overlay or ctx.t("nothing")),
        ("title.confidentiality", ctx.t("title.confidential")),
        ("title.audience", layout.audience_title.render(ctx.lang)),
        ("title.produced", f"{ctx.dossier.produced_at:%d.%m.%Y}"),
    )
    return TitlePage(
        organisation=enterprise.name_full or title_of(enterprise),
        title=(layout.title or outline.report_title()).render(ctx.lang),
        subject=site.name or "",
        lines=tuple((ctx.t(key), value or ctx.t("no_data")) for key, value in lines),
        mark=_mark(ctx),
        place_date=f"{ctx.dossier.produced_at:%Y}",
        logo=layout.logo,
        made_by=layout.organisation.render(ctx.lang) if layout.organisation else "",
    )


def words_of(ctx: Context) -> dict[str, str]:
    """The writer's own words in the language of the document."""
    words = {key: ctx.t(f"word.{key}") for key in WORDS}
    words |= {key: ctx.t(f"col.{key}") for key in COLUMN_WORDS}
    enterprise = ctx.snapshot.enterprise
    short = enterprise.name_short or title_of(enterprise)
    return words | {
        "no_data": ctx.t("no_data"),
        "unknown_bar": ctx.t("word.unknown_bar"),
        "running": ctx.t("running", enterprise=short),
    }
