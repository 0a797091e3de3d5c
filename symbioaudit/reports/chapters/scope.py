"""Purpose, boundaries, methodology, team, base period."""

from __future__ import annotations

from symbioaudit.reports.chapters.brief import period
from symbioaudit.reports.context import Context
from symbioaudit.reports.tree import Block, Code, Words


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    audit = ctx.snapshot.audit
    visits = ", ".join(f"{day:%d.%m.%Y}" for day in audit.visit_dates)
    method = f"{ctx.dossier.pack.title.render(ctx.lang)}, {audit.pack_id} {audit.pack_version}"
    overlay = " ".join(filter(None, (audit.overlay_id, audit.overlay_version)))
    facts = (
        ("number", Code(audit.number or "")),
        ("audit_title", Words(audit.title or "")),
        ("period", Words(period(ctx))),
        ("visits", Words(visits)),
        ("auditors", Words(", ".join(audit.auditors))),
        ("depth", Words(ctx.word("depths", audit.depth))),
        ("boundary", Words(audit.scope_boundary or "")),
        ("excluded", Words(audit.excluded or ctx.t("nothing"))),
        ("methodology", Words(method)),
        ("overlay", Words(overlay or ctx.t("nothing"))),
        ("currency", Words(_money(ctx))),
        ("coefficients", Words(ctx.results.coefficient_set.render(ctx.lang))),
    )
    return (
        ctx.paragraph("scope.purpose"),
        ctx.paragraph("scope.reading", no_data=ctx.t("no_data")),
        ctx.facts("scope", facts),
        *_hidden(ctx),
        ctx.note("scope.not_certified"),
    )


def _hidden(ctx: Context) -> tuple[Block, ...]:
    """What these readers do not see: a total without it must say so."""
    hidden = ctx.dossier.hidden
    if hidden is None:
        return ()
    return (ctx.note("scope.hidden", records=hidden.records, merged=hidden.merged),)


def _money(ctx: Context) -> str:
    audit = ctx.snapshot.audit
    vat = {True: "vat.with", False: "vat.without", None: "vat.unknown"}[audit.vat_included]
    key = "scope.money" if audit.price_year else "scope.money_no_year"
    return ctx.t(key, currency=audit.currency, year=audit.price_year, vat=ctx.t(vat))
