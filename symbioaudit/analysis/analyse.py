"""One pass over an audit: every chapter of the results in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from symbioaudit.analysis import energy as energy_rows
from symbioaudit.analysis import ghg as ghg_rows
from symbioaudit.analysis import heat, indicators, losses, problems, rating, sankey, waste
from symbioaudit.analysis.balance import balances, product_output
from symbioaudit.analysis.facts import Facts, total
from symbioaudit.analysis.judgement import outlook
from symbioaudit.analysis.results import Balance, Quantity, Results, WasteRow
from symbioaudit.base.i18n import Text, _
from symbioaudit.base.memory import no_collection
from symbioaudit.methodology import Pack
from symbioaudit.model.snapshot import Snapshot

Progress = Callable[[str, float | None], None]


def analyse(snapshot: Snapshot, pack: Pack, *, progress: Progress | None = None) -> Results:
    """Compute all results of a snapshot under a pack. Nothing is stored, nothing is converted."""
    with no_collection():
        return _results(Facts(snapshot, pack), progress or (lambda _what, _share: None))


def _results(facts: Facts, tell: Progress) -> Results:
    tell(_("Balances"), 0.0)
    all_balances = balances(facts)
    tell(_("Energy, wastes, heat"), 0.3)
    rows = energy_rows.rows(facts)
    energy_total = energy_rows.site_total(facts, rows)
    wastes = waste.rows(facts)
    routes = waste.by_route(facts, wastes)
    ghg = ghg_rows.rows(facts)
    scopes = [total([r.emission for r in ghg if r.scope == n], "tCO2e/a", "F-50") for n in (1, 2)]
    tell(_("Indicators, losses, quality"), 0.6)
    landfill = waste.landfill_share(facts, routes)
    named = _named(all_balances, energy_total.energy, energy_total.cost, wastes, scopes, facts)
    named |= {"landfill_share": landfill}
    heat_rows, loss_rows = heat.rows(facts), losses.rows(facts, wastes)
    measures = rating.opportunities(facts)
    wholes = {
        "mass": named["mass_in"], "energy": named["energy"],
        "water": named["water_in"], "ghg": named["ghg"],
    }  # fmt: skip
    tell(_("Plausibility"), 0.9)
    return Results(
        balances=all_balances,
        energy=rows,
        energy_total=energy_total,
        coefficient_set=_set_title(facts),
        waste=wastes,
        waste_by_class=waste.by_class(wastes),
        waste_by_route=routes,
        landfill_share=landfill,
        water_in=waste.water_in(facts),
        wastewater=waste.wastewater(facts),
        emissions=waste.emissions(facts),
        heat=heat_rows,
        indicators=indicators.indicators(facts, named),
        losses=loss_rows,
        ghg=ghg,
        ghg_scope1=scopes[0],
        ghg_scope2=scopes[1],
        nvos_total=total([w.nvos for w in wastes], facts.unit("RUB/a"), "НВОС"),
        hot_spots=rating.hot_spots(facts, wastes),
        quality=rating.quality(facts),
        opportunities=measures,
        sankeys=sankey.sankeys(facts, all_balances),
        problems=problems.problems(facts, all_balances, ghg),
        readiness=rating.readiness(facts),
        estimated_mark=facts.estimated_mark,
        outlook=outlook(facts, measures, heat_rows, loss_rows, wholes),
    )


def _set_title(facts: Facts) -> Text:
    sets = facts.pack.data.get("coefficient_sets") or []
    found = next((s for s in sets if s["id"] == facts.coefficient_set), None)
    return (
        Text(found["title"]["ru"], found["title"]["en"])
        if found
        else Text(facts.coefficient_set, facts.coefficient_set)
    )


# Units of the results that indicators of a pack may name.
NAMED_RESULTS: Final[Mapping[str, str]] = {
    "mass_in": "t/a", "water_in": "m3/a", "wastewater": "m3/a", "energy": "GJ/a", "energy_cost": "RUB/a",
    "waste": "t/a", "product": "t/a", "ghg": "tCO2e/a", "landfill_share": "1",
}  # fmt: skip


def _named(
    all_balances: tuple[Balance, ...],
    energy: Quantity,
    energy_cost: Quantity,
    wastes: tuple[WasteRow, ...],
    scopes: list[Quantity],
    facts: Facts,
) -> dict[str, Quantity]:
    """Results that indicators of the pack may name."""
    site = {b.layer: b for b in all_balances if b.process is None}
    reference = [p for p in facts.snapshot.products if p.is_reference]
    generated = total([w.quantity for w in wastes], "t/a", "F-31")
    return {
        "mass_in": site["mass"].total_in,
        "water_in": site["water"].total_in,
        "wastewater": total([r.quantity for r in waste.wastewater(facts)], "m3/a", "F-31"),
        "energy": energy,
        "energy_cost": energy_cost,
        "waste": generated,
        "product": total([product_output(p) for p in reference], "t/a", "F-34"),
        "ghg": total(scopes, "tCO2e/a", "F-50"),
    }
