"""``symbioaudit units``: read amounts as people type them."""

from __future__ import annotations

import re
import sys
from typing import Any

import click

from symbioaudit.base.errors import Exit, SymbioError
from symbioaudit.base.i18n import N_, _
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json
from symbioaudit.model.amount import Amount
from symbioaudit.units import Calendar, format_quantity, okei_code, parse, unece_code
from symbioaudit.units import errors as e
from symbioaudit.units.amounts import checked
from symbioaudit.units.dims import BY_NAME
from symbioaudit.units.grammar import Outcome, Reading, read_unit
from symbioaudit.units.numbers import LOCALES, parse_number

UNIT_ALONE = re.compile(r"^\s*(?:10[⁰¹²³⁴-⁹]|10\*[369]\s|1000\s*$)")


def reading(text: str, locale: str, dimension: str | None, calendar: Calendar) -> dict[str, Any]:
    """One line as a JSON object: an amount, or a unit alone (then the value is 1)."""
    out: dict[str, Any] = {"text": text, "ok": True}
    try:
        alone = _unit_alone(text, dimension)
        amount = alone or parse(text, locale=locale, dimension=dimension, calendar=calendar)
        return out | _amount(amount) | _unit(amount, locale)
    except SymbioError as error:
        refusal = {
            "ok": False,
            "error": error.code,
            "message": f"{error.what.render()} {error.fix.render()}",
        }
        choices = error.params.get("choices")
        return out | refusal | ({"choices": choices} if choices else {})


def _unit_alone(text: str, dimension: str | None) -> Amount | None:
    """A unit without a number: read as one of it."""
    first = text.strip()[:1]
    if not first or (
        (first.isdigit() or first in "+-−–—~≈<>≤≥.,?#∞±") and not UNIT_ALONE.match(text)
    ):
        return None
    found = read_unit(text)
    if found is None:
        try:
            return parse(text, dimension=dimension)
        except SymbioError as error:
            if (
                error.spec is e.NOT_A_NUMBER
                and re.search(r"[^\W\d]", text)
                and not re.search(r"\d\s", text)
            ):
                raise e.UNKNOWN_UNIT(text=text) from error
            raise
    if first in "XxХх" and len(text.strip()) == 1:
        return None
    checked(text, found)
    return parse(f"1 {text.strip()}", dimension=dimension)


def _amount(amount: Amount) -> dict[str, Any]:
    value, canonical = amount.value, amount.canonical
    return {
        "kind": amount.kind.value,
        "missing": amount.missing.value if amount.missing else None,
        "value": value.best if value else None,
        "low": value.low if value else None,
        "high": value.high if value else None,
        "unit": amount.unit,
        "per": amount.per.value if amount.per else None,
        "basis": amount.basis.value if amount.basis else None,
        "dimension": amount.dimension,
        "canonical_value": canonical.best if canonical else None,
        "canonical_low": canonical.low if canonical else None,
        "canonical_high": canonical.high if canonical else None,
        "canonical_unit": amount.canonical_unit,
        "gap": amount.gap,
        "via": [f"{v.name}={v.value} {v.unit} ({v.source})" for v in amount.via],
    }


def _unit(amount: Amount, locale: str) -> dict[str, Any]:
    """What the unit is by itself: SI factor and offset, codes, a warning about its spelling."""
    found = _unit_of(amount.text, locale) if amount.unit else None
    if not isinstance(found, Reading):
        return {"si_factor": None, "si_offset": None, "si_unit": None, "okei": None, "unece": None}
    quantity = found.quantity
    best = amount.value.best if amount.value else None
    return {
        "si_factor": found.factor,
        "si_offset": found.offset,
        "si_unit": quantity.si if quantity else None,
        "si_value": None if best is None else best * found.factor + found.offset,
        "okei": okei_code(found.key),
        "unece": unece_code(found.key),
        "warning": _("A slash is written, kilowatt-hours are understood.")
        if found.warning
        else None,
    }


def _unit_of(text: str, locale: str) -> Outcome:
    """The unit of an amount: what the number leaves, without a remark in brackets."""
    alone = re.sub(r"^1 (?!\d)|^1 (?=10|1000 |000 )", "", text)
    rest = alone if alone != text else parse_number(text, locale).rest
    return read_unit(rest) or read_unit(re.sub(r"\([^()]*\)\s*$", "", rest))


def line_for_people(item: dict[str, Any]) -> str:
    """One line of plain text."""
    if not item["ok"]:
        return f"{item['text']}  ✗  {item['error']}: {item['message']}"
    if item["missing"]:
        return f"{item['text']}  →  —  ({item['missing']})"
    if (
        item["canonical_value"] is None
        and item["canonical_high"] is None
        and item["canonical_low"] is None
    ):
        return f"{item['text']}  →  ?  ({item['gap']})"
    best = next(
        item[k]
        for k in ("canonical_value", "canonical_high", "canonical_low")
        if item[k] is not None
    )
    from symbioaudit.base.i18n import language

    return f"{item['text']}  →  {format_quantity(best, item['canonical_unit'], language())}  [{item['dimension']}]"


@spoken.command(
    help=N_("Read amounts as people type them and convert them."),
    example='symbioaudit units "~12 т/мес" "10–14 т/сут" --dimension mass_per_year\nsymbioaudit units --json < amounts.txt',
)
@spoken.argument("texts", nargs=-1)
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print one JSON object per line."))
@spoken.option(
    "--locale",
    type=click.Choice(LOCALES),
    default="any",
    help=N_("Whose separators: ru, en, da; any asks."),
)
@spoken.option("--dimension", help=N_("What the field asks for, e.g. mass_per_year."))
@spoken.option(
    "--shifts-per-day", type=spoken.Number(), help=N_("Calendar of the site: shifts a day.")
)
@spoken.option(
    "--hours-per-shift", type=spoken.Number(), help=N_("Calendar of the site: hours a shift.")
)
@spoken.option(
    "--days-per-week", type=spoken.Number(), help=N_("Calendar of the site: days a week.")
)
@spoken.option(
    "--weeks-per-year", type=spoken.Number(), help=N_("Calendar of the site: weeks a year.")
)
def command(
    texts: tuple[str, ...],
    as_json: bool,
    locale: str,
    dimension: str | None,
    shifts_per_day: float | None,
    hours_per_shift: float | None,
    days_per_week: float | None,
    weeks_per_year: float | None,
) -> int:
    """Read each argument, or each line of standard input."""
    if dimension is not None and dimension not in BY_NAME:
        known = ", ".join(sorted(BY_NAME))
        raise click.BadParameter(
            _("there is no such dimension; these there are: {known}").format(known=known),
            param_hint="--dimension",
        )
    calendar = Calendar(shifts_per_day, hours_per_shift, days_per_week, weeks_per_year)
    refused = False
    lines = texts or (line.rstrip("\r\n") for line in sys.stdin)
    for text in lines:
        item = reading(text, locale, dimension, calendar)
        refused |= not item["ok"]
        if as_json:
            emit_json(item, indent=None)
        else:
            click.echo(line_for_people(item))
    return int(Exit.REFUSED if refused else Exit.DONE)
