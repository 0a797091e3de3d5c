"""Technologies that fit what the plant has, as a table: what speaks for each, what against, what to check."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, Final

from symbioaudit.analysis.symbiosis.fitting import Bound, Condition, Fit
from symbioaudit.base import clock
from symbioaudit.base.i18n import N_, _, translate
from symbioaudit.base.ids import new_id
from symbioaudit.forms.session import field_value
from symbioaudit.methodology import Pack
from symbioaudit.model.enums import OpportunityFamily
from symbioaudit.model.records import Opportunity, Record
from symbioaudit.services.figures import Figure, Row, Table
from symbioaudit.services.operations import Create
from symbioaudit.services.prospect_words import Words
from symbioaudit.units import NBSP, format_number, format_quantity, unit_label

CLASSES: Final = {
    "proven": N_("proven"),
    "innovative": N_("innovative"),
    "breakthrough": N_("breakthrough"),
}
FITTING: Final = {
    "fits": N_("fits"),
    "open": N_("to be checked"),
    "fails": N_("does not fit"),
}
WHAT: Final = {
    "product": N_("product"),
    "co2_avoided": N_("CO₂ avoided"),
    "investment": N_("investment"),
    "energy": N_("energy"),
    "capacity": N_("capacity"),
    "moved": N_("moved"),
}
RUNS: Final = N_("runs at full scale in Russia")
NOT_YET: Final = N_("not in use in Russia yet")
OR: Final = N_(" or ")
ROLES: Final = {"fits": "green", "open": "warning", "fails": "muted"}


# Technologies


def fits_table(words: Words, fits: Iterable[Fit]) -> Table:
    """Technologies for what the plant has."""
    columns = (
        _("Stream"), _("Technology"), _("Fits"), _("Class"), _("TRL"), _("Product"), _("For"),
        _("Against"), _("To be checked"),
    )  # fmt: skip
    rows = tuple(_fit(fit, words) for fit in fits)
    return Table(_("Technologies"), columns, rows, _("No technology of the library takes what is recorded."))  # fmt: skip


def _fit(fit: Fit, words: Words) -> Row:
    lang, t = words.lang, fit.technology
    cells = (
        Figure(fit.have.name),
        Figure(t.title.render(lang)),
        Figure(_(FITTING[fit.verdict]), role=ROLES[fit.verdict]),
        Figure(_(CLASSES[fit.kind])),
        Figure(trl_text(fit)),
        Figure(t.product.render(lang)),
        Figure("; ".join(reasons_for(fit, words))),
        Figure("; ".join(reasons_against(fit, words))),
        Figure("; ".join(to_check(fit, words))),
    )
    record = fit.have.record
    return Row(cells, (*record, "") if record else None)


def trl_text(fit: Fit) -> str:
    """The world's TRL."""
    low, high = fit.technology.trl
    return str(low) if low == high else f"{low}–{high}"


def reasons_for(fit: Fit, words: Words) -> list[str]:
    """Conditions that hold, and where it runs."""
    out = [_condition(c, fit, words, with_value=True) for c in fit.conditions if c.holds]
    if fit.technology.in_russia:
        out.append(translate(RUNS, words.lang))
    return out


def reasons_against(fit: Fit, words: Words) -> list[str]:
    """Conditions that do not hold, then what is known to stand against it."""
    out = [_condition(c, fit, words, with_value=True) for c in fit.conditions if c.holds is False]
    out += [text.render(words.lang) for text in fit.technology.against]
    if fit.technology.in_russia is False:
        out.append(translate(NOT_YET, words.lang))
    return out


def to_check(fit: Fit, words: Words) -> list[str]:
    """Conditions whose fields are blank, then the conditions in words."""
    out = [_condition(c, fit, words, with_value=False) for c in fit.conditions if c.holds is None]
    if fit.technology.conditions is not None:
        out.append(fit.technology.conditions.render(words.lang))
    return out


def _condition(condition: Condition, fit: Fit, words: Words, *, with_value: bool) -> str:
    record = words.live.get(*fit.have.record) if fit.have.record else None
    texts = [_bound(b, record, words, with_value=with_value) for b in condition.bounds]
    return translate(OR, words.lang).join(texts)


def _bound(bound: Bound, record: Record | None, words: Words, *, with_value: bool) -> str:
    form = next(
        (f for f in words.pack.forms.values() if record is not None and f.takes(record)), None
    )
    field = form.field(bound.field) if form else _any_field(words.pack, bound.field)
    field = field or _any_field(words.pack, bound.field)
    name = field.label.render(words.lang) if field else bound.field
    unit = _unit_of(record, bound.field)
    if isinstance(bound.limit, str):
        entry = words.pack.entry(field.enum, bound.limit) if field and field.enum else None
        limit = entry.text.render(words.lang).lower() if entry else bound.limit
    else:
        limit = _value(bound.limit, unit, words.lang)
    text = f"{name.lower() if name[1:].islower() else name} {bound.sign} {limit}"
    if with_value and isinstance(bound.value, int | float):
        text += f" ({_value(float(bound.value), unit, words.lang)})"
    return text


def _unit_of(record: Record | None, code: str) -> str:
    value = field_value(record, code) if record is not None else None
    found = getattr(value, "canonical_unit", None)
    return str(found) if found else FALLBACK.get(code, "")


FALLBACK: Final = {  # units of predicates where the stream has no value yet
    "moisture": "1", "chlorine": "1", "co2_concentration": "1", "quantity": "", "temperature": "degC",
    "ncv": "GJ/t",
}  # fmt: skip


def _value(value: float, unit: str, lang: str) -> str:
    if unit == "1":
        return f"{format_number(100 * value, lang)}{NBSP}%"
    return format_quantity(value, unit, lang) if unit else format_number(value, lang)


def _any_field(pack: Pack, code: str) -> Any:
    forms = (f for f in pack.forms.values() if f.entity == "stream" and f.field(code))
    return next((f.field(code) for f in forms), None)


def told(fit: Fit, words: Words) -> str:
    """One technology in full, as rich text."""
    t, lang = fit.technology, words.lang
    parts = [
        f"<b>{escape(t.title.render(lang))}</b> — {escape(_(CLASSES[fit.kind]))}, {_('TRL')} {trl_text(fit)}",
        f"{_('Makes')}: {escape(t.product.render(lang))}",
        *_listed(_("For"), reasons_for(fit, words)),
        *_listed(_("Against"), reasons_against(fit, words)),
        *_listed(_("To be checked"), to_check(fit, words)),
        *_listed(_("Published figures"), published(fit, lang)),
        f"{_('Source')}: {escape(t.source)}" + ("" if t.verified else f" ({_('not verified')})"),
    ]
    return "<br>".join(parts)


def _listed(title: str, items: list[str]) -> list[str]:
    return [f"<b>{title}:</b> {escape('; '.join(items))}"] if items else []


def published(fit: Fit, lang: str) -> list[str]:
    """Published economics with year and source."""
    out = []
    for row in fit.technology.economics:
        value = format_number(float(row["value"]), lang)
        high = f"–{format_number(float(row['high']), lang)}" if row.get("high") else ""
        unit = unit_label(str(row.get("unit") or ""), lang)
        what = WHAT.get(str(row.get("what")))
        name = _(what) if what else str(row.get("what"))
        source = ", ".join(str(x) for x in (row.get("source"), row.get("year")) if x)
        out.append(f"{name} {value}{high} {unit} ({source})")
    return out


def opportunity_of(fit: Fit, words: Words, audit_id: str) -> Create:
    """An opportunity of F19 for the stream, by the technology; money is for the person to fill in."""
    record = fit.have.record
    texts = [*reasons_for(fit, words), *to_check(fit, words)]
    return Create(
        Opportunity(
            id=new_id(),
            audit_id=audit_id,
            name=f"{fit.technology.title.render(words.lang)}: {fit.have.name}",
            family=OpportunityFamily.USEFUL_BY_PRODUCT,
            stream_id=record[1] if record and record[0] == "stream" else None,
            description="; ".join(texts) or None,
            technology_id=fit.technology.id,
            trl=fit.technology.trl[0],
            status="proposed",
            overlap=0.0,
            properties={"status_on": clock.now().date().isoformat()},
        )
    )
