"""``symbioaudit calc``: one formula of the methodology with units in and out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.i18n import N_, Text, _, language
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json
from symbioaudit.units.numbers import LOCALES

if TYPE_CHECKING:
    from symbioaudit.methodology import FormulaDef, Pack
    from symbioaudit.services.calc import Calculation

EPILOG = N_(
    "calc list — all formulas. calc show F-20 — its inputs, results, source and examples. "
    'calc F-20 mass_flow="1.25 kg/s" cp=4.19 t_available="80 °C" t_reference="30 °C" — run it. '
    'Lists: cash_flows="-40000; 5000; 8000". A factor of the methodology: factor=@ef.diesel.'
)


@spoken.command(
    help=N_("Run one formula of the methodology with units in and out."),
    epilog=EPILOG,
    context_settings={"ignore_unknown_options": True},
)
@spoken.argument("what")
@spoken.argument("values", nargs=-1)
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print the data as JSON."))
@spoken.option("--to", "target", help=N_("Unit to show the result in."))
@spoken.option(
    "--locale",
    type=click.Choice(LOCALES),
    default="point",
    help=N_("Whose separators: ru, en, da; any asks."),
)
@spoken.option(
    "--pack", "pack_id", default="is-screening-ru", help=N_("Methodology to take it from.")
)
def command(
    what: str,
    values: tuple[str, ...],
    as_json: bool,
    target: str | None,
    locale: str,
    pack_id: str,
) -> None:
    """List, show or run formulas."""
    from symbioaudit.methodology import load_pack
    from symbioaudit.services import calc

    pack = load_pack(pack_id)
    if what == "list":
        _list(pack, as_json=as_json)
    elif what == "show":
        if not values:
            raise click.UsageError(_("Say which formula to show, for example: calc show F-20."))
        for formula_id in values:
            _show(calc.formula_of(pack, formula_id), as_json=as_json)
    else:
        done = calc.run(pack, what, _pairs(values), locale=locale, to=target)
        if as_json:
            emit_json(as_data(done))
        else:
            for line in lines(done):
                click.echo(line)


def _pairs(values: tuple[str, ...]) -> Mapping[str, str]:
    from symbioaudit.analysis.errors import NOT_A_PAIR

    pairs = {}
    for text in values:
        symbol, sign, value = text.partition("=")
        if not sign or not symbol.strip():
            raise NOT_A_PAIR(text=text)
        pairs[symbol.strip()] = value
    return pairs


def _list(pack: Pack, *, as_json: bool) -> None:
    if as_json:
        emit_json([_about(f) for f in pack.formulas.values()])
        return
    for formula in pack.formulas.values():
        click.echo(f"{formula.id:<20} {formula.title.render()}")


def _show(formula: FormulaDef, *, as_json: bool) -> None:
    if as_json:
        emit_json(_about(formula))
        return
    click.echo(
        f"{formula.id}  {formula.title.render()}\n  {formula.expression}\n  {formula.source}"
    )
    for title, table in ((_("Inputs"), formula.inputs), (_("Results"), formula.outputs)):
        click.echo(f"{title}:")
        for symbol, spec in table.items():
            click.echo(f"  {symbol:<20} {_text(spec['label'])}{_unit(spec)}")
    for example in formula.examples:
        given = " ".join(f'{s}="{v}"' for s, v in example["inputs"].items())
        found = ", ".join(f"{s} = {v}" for s, v in example["expected"].items())
        click.echo(
            f"{example['id']}  calc {formula.id} {given}\n  → {found}  ({example['source']})"
        )


def _text(label: Mapping[str, str]) -> str:
    return Text(label["ru"], label["en"]).render()


def _unit(spec: Mapping[str, Any]) -> str:
    parts = [_("any unit") if "@" in spec["unit"] else spec["unit"]]
    if spec.get("list"):
        parts.append(_("list; between semicolons"))
    if "default_of" in spec:
        parts.append(_("default {value}").format(value=spec["default_of"]))
    elif "default" in spec:
        parts.append(_("default {value}").format(value=spec["default"]))
    elif not spec.get("required", True):
        parts.append(_("optional"))
    return f"  [{', '.join(parts)}]"


def _about(formula: FormulaDef) -> dict[str, Any]:
    return {
        "formula": formula.id,
        "title": formula.title.render(),
        "expression": formula.expression,
        "source": formula.source,
        "inputs": {
            s: dict(spec) | {"label": _text(spec["label"])} for s, spec in formula.inputs.items()
        },
        "outputs": {
            s: dict(spec) | {"label": _text(spec["label"])} for s, spec in formula.outputs.items()
        },
        "examples": [dict(x) for x in formula.examples],
    }


def as_data(done: Calculation) -> dict[str, Any]:
    """A run as plain JSON."""
    return {
        "formula": done.formula.id,
        "title": done.formula.title.render(),
        "expression": done.formula.expression,
        "source": done.formula.source,
        "inputs": {
            g.symbol: {"text": g.text, "label": g.label.render(), "source": g.source}
            for g in done.inputs
        },
        "outputs": {
            f.symbol: {
                "value": f.value,
                "unit": f.unit,
                "label": f.label.render(),
                "note": f.note.render() if f.note else None,
            }
            for f in done.outputs
        },
    }


def lines(done: Calculation) -> Iterator[str]:
    """A run for a terminal."""
    from symbioaudit.units import format_quantity

    lang = language()
    yield f"{done.formula.id}  {done.formula.title.render()}:  {done.formula.expression}"
    for found in done.outputs:
        values = found.value if isinstance(found.value, tuple) else (found.value,)
        shown = "; ".join(
            "—" if v is None else format_quantity(v, found.unit, lang) for v in values
        )
        note = f"  ({found.note.render()})" if found.note else ""
        yield f"  {found.symbol} = {shown}{note}   {found.label.render()}"
    for given in done.inputs:
        if given.source:
            yield f"  {given.symbol}: {given.text} — {given.source}"
