"""One-page sheets: the passport of a stream, the card of a Match & Meet meeting.

Built like a report, from the same dossier, so that the numbers are the same; the writer keeps
each on one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from symbioaudit.base.i18n import Text
from symbioaudit.forms import FieldDef, FormDef
from symbioaudit.model.enums import AuditStatus, Confidentiality
from symbioaudit.model.records import Match, Record, Stream
from symbioaudit.reports import document as report
from symbioaudit.reports.chapters.months import profile_of
from symbioaudit.reports.context import Context, title_of
from symbioaudit.reports.currency import in_currency
from symbioaudit.reports.dossier import Dossier
from symbioaudit.reports.fields import cell_of, is_blank, table_of, value_of
from symbioaudit.reports.templates import load
from symbioaudit.reports.tree import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Note,
    Paragraph,
    Row,
    Section,
    Signatures,
    Table,
    TitlePage,
    Words,
)

PAIRS = 2  # names and values side by side in a table of facts
SUBJECT = (
    "stream_id", "want_id", "partner", "library_pattern", "status", "quantity", "distance",
    "avoided_co2", "sample_sent", "spec_agreed", "open_questions",
)  # fmt: skip
NOT_A_FACT = frozenset({"table", "months", "files", "auto"})
OF_STREAM = ("fkko", "legal_status", "quantity", "continuity", "packaging")
LONGEST = 200  # letters of a value
ROWS_TODAY = 4  # empty rows to write in by hand


def passport(dossier: Dossier, stream_id: str, uses: Sequence[str] = ()) -> Document:
    """What a partner must know of one stream, on one page; ``uses`` are sentences on its takers.

    Raises:
        KeyError: the dossier has no such stream.
    """
    ctx = Context(dossier)
    stream = ctx.snapshot.by_id[stream_id]
    form = ctx.form_of(stream)
    blocks: list[Block] = [ctx.paragraph("passport.what", "small")]
    level = stream.confidentiality or (form.confidentiality if form else None)
    if level == Confidentiality.PRIVATE:
        blocks.append(ctx.note("passport.hidden"))
    if form is not None:
        blocks += _facts(ctx, stream, form)
        blocks += _tables(ctx, stream, form)
    if isinstance(stream, Stream) and (picture := profile_of(ctx, stream)) is not None:
        blocks.append(picture)
    if uses:
        blocks.append(Heading(ctx.t("head.sheet.uses")))
        blocks += [Paragraph(sentence, "bullet") for sentence in uses]
    return _sheet(ctx, "passport", title_of(stream), blocks, stream_id)


def meeting(dossier: Dossier, match_id: str) -> Document:
    """What both parties bring to the table, with room for what they agree on.

    Raises:
        KeyError: the dossier has no such match.
    """
    ctx = Context(dossier)
    match = ctx.snapshot.by_id[match_id]
    if not isinstance(match, Match):
        raise KeyError(match_id)
    stream = ctx.snapshot.by_id.get(match.stream_id or "")
    forms = _forms(ctx, match)
    blocks: list[Block] = [
        ctx.paragraph("meeting.what", "small"),
        Heading(ctx.t("head.sheet.subject")),
        _pairs(ctx, list(_subject(ctx, match, stream))),
        Heading(ctx.t("head.sheet.gates")),
        _gates(ctx, match, forms),
    ]
    for code, heading in (("intermediary_steps", "steps"), ("meetings", "agreed")):
        found = _field(forms, code)
        table = table_of(ctx, match, found, int(_layout()["rows"])) if found else None
        if table is not None:
            blocks += [Heading(ctx.t(f"head.sheet.{heading}")), replace(table, caption="")]
    blocks += [Heading(ctx.t("head.sheet.today")), _today(ctx), _signatures(ctx)]
    subject = " → ".join(filter(None, (title_of(stream) if stream else "", match.partner)))
    return _sheet(ctx, "meeting", subject, blocks, match_id)


def _layout() -> Any:
    return load("sheet_fields")


def _forms(ctx: Context, record: Record) -> tuple[FormDef, ...]:
    forms = ctx.dossier.pack_part("forms") or {}
    return tuple(form for form in forms.values() if form.entity == record.entity)


def _field(forms: Iterable[FormDef], code: str) -> FieldDef | None:
    return next((f for form in forms if (f := form.field(code)) is not None), None)


def _facts(ctx: Context, stream: Record, form: FormDef) -> Iterable[Block]:
    groups: dict[str, list[str]] = _layout()["passport"]
    named = {code for codes in groups.values() for code in codes}
    tables, asked = set(_layout()["tables"]), set(_layout()["always"])
    rest = [f.code for f in form.fields if f.code not in named | tables and f.export != "local"]
    for group, codes in (*groups.items(), ("other", rest)):
        if group == "never":
            continue
        found = [f for code in codes if (f := form.field(code)) is not None]
        pairs = [
            (f.label.render(ctx.lang), ctx.or_no_data(cell_of(ctx, stream, f)))
            for f in found
            if f.type not in NOT_A_FACT
            and (f.code in asked or not is_blank(value_of(stream, f.code)))
        ]
        if pairs:
            yield Heading(ctx.t(f"head.sheet.{group}"))
            yield _pairs(ctx, pairs)


def _pairs(ctx: Context, pairs: Sequence[tuple[str, Cell]]) -> Table:
    """Names and values, two of each in a row."""
    side = min(PAIRS, len(pairs))
    columns = tuple(Column(f"{kind}{n}", "") for n in range(side) for kind in ("name", "value"))
    rows = []
    for first in range(0, len(pairs), side):
        cells = [
            c for name, value in pairs[first : first + side] for c in (Words(name), _short(value))
        ]
        blanks = [Words("")] * (2 * side - len(cells))
        rows.append(Row((*cells, *blanks)))
    return replace(ctx.table("sheet_facts", columns, rows, header=False), caption="")


def _short(cell: Cell) -> Cell:
    """A long text cut at a word: the sheet is one page, the whole stands in the report."""
    if not isinstance(cell, Words) or len(cell.text) <= LONGEST:
        return cell
    return Words(cell.text[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,.;") + "…")


def _tables(ctx: Context, stream: Record, form: FormDef) -> Iterable[Table]:
    for code in _layout()["tables"]:
        field = form.field(code)
        if field is not None and field.type == "table":
            table = table_of(ctx, stream, field, int(_layout()["rows"]))
            if table is not None:
                yield table


def _subject(ctx: Context, match: Match, stream: Record | None) -> Iterable[tuple[str, Cell]]:
    forms = _forms(ctx, match)
    for code in SUBJECT:
        field = _field(forms, code)
        if field is not None and not is_blank(value_of(match, code)):
            yield field.label.render(ctx.lang), cell_of(ctx, match, field)
    if isinstance(stream, Stream):
        form = ctx.form_of(stream)
        for code in OF_STREAM:
            field = form.field(code) if form else None
            if field is not None and not is_blank(value_of(stream, code)):
                yield field.label.render(ctx.lang), cell_of(ctx, stream, field)


def _gates(ctx: Context, match: Match, forms: Sequence[FormDef]) -> Table:
    columns = [ctx.column(key) for key in ("check", "outcome", "explained")]
    rows = []
    for gate in ctx.dossier.pack.scoring["match"]["gates"].values():
        field = _field(forms, gate["field"])
        result = match.properties.get(gate["field"]) or "unknown"
        outcome = ctx.word(field.enum, str(result)) if field and field.enum else str(result)
        note = str(match.properties.get(f"{gate['field']}_note") or "")
        name = Text(gate["text"]["ru"], gate["text"]["en"]).render(ctx.lang)
        rows.append(Row((Words(name), Words(outcome), Words(note))))
    return replace(ctx.table("sheet_gates", columns, rows), caption="")


def _today(ctx: Context) -> Table:
    columns = [ctx.column(key) for key in ("no", "decision_text", "responsible", "until")]
    rows = [Row((Words(f"{n}\n\u00a0"), *[Words("")] * 3)) for n in range(1, ROWS_TODAY + 1)]
    return replace(ctx.table("sheet_today", columns, rows, blank=""), caption="")


def _signatures(ctx: Context) -> Signatures:
    return Signatures(
        tuple(ctx.t(f"sign.{who}") for who in ("donor", "receiver", "moderator")),
        (ctx.t("sign.name"), ctx.t("sign.signature"), ctx.t("sign.date")),
    )


def _sheet(
    ctx: Context, kind: str, subject: str, blocks: Sequence[Block], identity: str
) -> Document:
    audit, dossier = ctx.snapshot.audit, ctx.dossier
    signed = audit.status is not AuditStatus.DRAFT
    foot = ctx.t(
        "passport.method",
        method=f"{dossier.pack.title.render(ctx.lang)}, {audit.pack_version}",
        number=audit.number or audit.id[:8],
        status=ctx.t("status.signed" if signed else "status.draft"),
        day=f"{dossier.produced_at:%d.%m.%Y}",
    )
    title = ctx.t(f"sheet_title.{kind}")
    section = Section(kind, f"{title}: {subject}", (*blocks, Note(foot)))
    sections = in_currency((section,), audit.currency)
    return Document(
        language=ctx.lang,
        title_page=TitlePage(title_of(ctx.snapshot.enterprise), title, subject, (), "", ""),
        sections=sections,
        mark=ctx.t("mark.draft", n=dossier.draft) if dossier.draft is not None else "",
        produced_at=dossier.produced_at,
        identity=f"{audit.id}/{kind}/{identity}/{ctx.lang}",
        author=", ".join(audit.auditors),
        words=report.words_of(ctx),
        program=f"SymbioAudit {dossier.app_version}",
        kind="sheet",
    )
