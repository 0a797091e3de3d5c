"""The enterprise, its site and its products."""

from __future__ import annotations

from symbioaudit.reports.context import Context
from symbioaudit.reports.sums import alike
from symbioaudit.reports.tree import Block, Code, Column, Number, Row, Table, Words


def chapter(ctx: Context) -> tuple[Block, ...]:
    """Blocks of the chapter."""
    return (
        ctx.paragraph("enterprise.intro"),
        _enterprise(ctx),
        _site(ctx),
        _products(ctx),
    )


def _enterprise(ctx: Context) -> Table:
    one = ctx.snapshot.enterprise
    return ctx.facts(
        "enterprise",
        (
            ("name_full", Words(one.name_full or "")),
            ("inn", Code(one.inn or "")),
            ("ogrn", Code(one.ogrn or "")),
            ("okved", Code(", ".join(filter(None, (one.okved_main, *one.okved_other))))),
            ("region", Words(ctx.word("regions", one.region))),
            ("address", Words(one.address or "")),
            ("nvos", Words(" ".join(filter(None, (one.nvos_object, one.nvos_category))))),
            ("employees", Number(one.employees and float(one.employees))),
            ("turnover", ctx.amount(one.turnover, one, "turnover")),
        ),
    )


def _site(ctx: Context) -> Table:
    one = ctx.snapshot.site
    place = "" if one.lat is None or one.lon is None else f"{one.lat:.4f}; {one.lon:.4f}"
    mode = (one.shifts_per_day, one.hours_per_shift, one.days_per_week, one.weeks_per_year)
    calendar = "" if None in mode else " × ".join(f"{value:g}" for value in mode if value)
    return ctx.facts(
        "site",
        (
            ("site_name", Words(one.name or "")),
            ("address", Words(one.address or "")),
            ("coordinates", Words(place)),
            ("calendar", Words(calendar)),
            ("site_area", ctx.amount(one.site_area, one, "site_area")),
        ),
    )


def _products(ctx: Context) -> Table:
    columns: tuple[Column, ...] = (
        ctx.column("product"),
        ctx.column("okpd2"),
        ctx.column("kind"),
        ctx.column("process"),
        ctx.column("output"),
        ctx.column("price"),
    )
    rows = [
        Row(
            (
                ctx.or_no_data(Words(p.name or "")),
                Code(p.okpd2 or ""),
                Words(ctx.word("product_kinds", p.kind)),
                Words(ctx.name(p.process_id) if p.process_id else ""),
                ctx.amount(p.output, p, "output"),
                ctx.amount(p.price, p, "price"),
            ),
            provenance=ctx.provenance(p.output, p),
        )
        for p in ctx.snapshot.products
    ]
    outputs = [ctx.amount(p.output, p, "output") for p in ctx.snapshot.products]
    if len(rows) > 1 and alike(outputs, "t/a"):
        blank = Words("")
        whole = ctx.total(outputs, "t/a")
        rows.append(
            Row((Words(ctx.t("total")), Code(""), blank, blank, whole, blank), kind="total")
        )
    return ctx.table("products", columns, rows)
