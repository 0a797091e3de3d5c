"""Appendices: interviews (how many, never who), evidence, glossary, acceptance protocol."""

from __future__ import annotations

from datetime import date
from typing import Any

from symbioaudit.model import ink
from symbioaudit.model.records import SignOff
from symbioaudit.model.signing import AUDITOR, ROLE, STROKES, remarks_of
from symbioaudit.reports.context import Context, title_of
from symbioaudit.reports.templates import load
from symbioaudit.reports.tree import (
    Block,
    Code,
    Day,
    Number,
    Row,
    Signatures,
    Signed,
    Words,
)

HASH_SHOWN = 16
REMARK_LINES = 5  # to be filled in by hand


def interviews(ctx: Context) -> tuple[Block, ...]:
    """Number of interviews by role; names stay in the audit."""
    roles: dict[str, int] = {}
    for item in ctx.snapshot.interviews:
        roles[item.role or ""] = roles.get(item.role or "", 0) + 1
    columns = (ctx.column("role"), ctx.column("count"))
    rows = [
        Row((ctx.or_no_data(Words(ctx.word("interview_roles", role))), Number(float(count))))
        for role, count in sorted(roles.items())
    ]
    if rows:
        whole = Number(float(len(ctx.snapshot.interviews)))
        rows.append(Row((Words(ctx.t("total")), whole), kind="total"))
    return (ctx.paragraph("interviews.intro"), ctx.table("interviews", columns, rows))


def evidence(ctx: Context) -> tuple[Block, ...]:
    """Index of photos and documents with their hashes."""
    columns = (
        ctx.column("no"),
        ctx.column("evidence_kind"),
        ctx.column("caption"),
        ctx.column("file"),
        ctx.column("taken"),
        ctx.column("sha256"),
        ctx.column("linked"),
    )
    rows = [
        Row(
            (
                Words(str(i)),
                Words(ctx.word("evidence_kinds", e.kind)),
                Words(e.caption or ""),
                Words(e.file_name or ""),
                Day(_day(e.taken_at)),
                Code((e.sha256 or "")[:HASH_SHOWN]),
                Words(", ".join(dict.fromkeys(_linked(ctx, link) for link in e.links))),
            )
        )
        for i, e in enumerate(ctx.snapshot.evidence, 1)
    ]
    return (ctx.paragraph("evidence.intro"), ctx.table("evidence", columns, rows))


def _day(moment: str | None) -> date | None:
    """The day of a moment such as ``2026-02-17T11:20:00``."""
    try:
        return date.fromisoformat((moment or "")[:10])
    except ValueError:
        return None


def _linked(ctx: Context, link: str) -> str:
    parts = link.split("/")
    record = ctx.snapshot.by_id.get(parts[1]) if len(parts) > 1 else None
    return title_of(record) if record else link


def glossary(ctx: Context) -> tuple[Block, ...]:
    """Terms and abbreviations."""
    keys = [key for key in load("glossary") if key.startswith("term.")]
    pairs = sorted(
        ((ctx.t(key), ctx.t(key.replace("term.", "meaning."))) for key in keys),
        key=lambda pair: pair[0].lower(),
    )
    rows = [Row((Words(term), Words(meaning))) for term, meaning in pairs]
    return (ctx.table("glossary", (ctx.column("term"), ctx.column("meaning")), rows),)


def acceptance(ctx: Context) -> tuple[Block, ...]:
    """The protocol by which the enterprise takes the report, signed or to be signed by hand."""
    columns = (ctx.column("no"), ctx.column("remark"), ctx.column("decision"))
    signed = _in_force(ctx)
    remarks = remarks_of(signed.properties) if signed else ()
    lines = remarks if signed else ("",) * REMARK_LINES
    rows = [Row((Words(str(i)), Words(text), Words(""))) for i, text in enumerate(lines, 1)]
    of = title_of(ctx.snapshot.enterprise)
    text = "acceptance.text" if rows else "acceptance.none"
    table = ctx.table("remarks", columns, rows, blank="")
    return (
        ctx.paragraph(text, enterprise=of),
        *((table,) if rows else ()),
        *((ctx.paragraph("acceptance.signed", **_facts(ctx, signed)),) if signed else ()),
        Signatures(
            (ctx.t("sign.enterprise"), ctx.t("sign.auditor")),
            (ctx.t("sign.name"), ctx.t("sign.signature"), ctx.t("sign.date")),
            _lines(signed) if signed else (),
        ),
    )


def _in_force(ctx: Context) -> SignOff | None:
    """The signature of the revision that is printed; none on a draft."""
    if ctx.dossier.draft is not None:
        return None
    own = [s for s in ctx.snapshot.signoffs if s.revision == ctx.snapshot.audit.revision]
    return own[-1] if own else None


def _facts(ctx: Context, signed: SignOff) -> dict[str, Any]:
    who = ", ".join(filter(None, (signed.signed_by, str(signed.properties.get(ROLE) or ""))))
    return {
        "n": signed.revision,
        "who": who or ctx.t("no_data"),
        "day": _shown(signed),
        "state": (signed.state_hash or "")[:HASH_SHOWN],
    }


def _lines(signed: SignOff) -> tuple[Signed, ...]:
    day = _shown(signed)
    drawn = ink.read(signed.properties.get(STROKES))
    auditor = str(signed.properties.get(AUDITOR) or "")
    return (Signed(signed.signed_by or "", day, drawn), Signed(auditor, day))


def _shown(signed: SignOff) -> str:
    day = _day(signed.signed_at)
    return f"{day:%d.%m.%Y}" if day else ""
