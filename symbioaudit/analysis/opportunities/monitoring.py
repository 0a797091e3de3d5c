"""What chains have brought: the nine NISP metrics of each year, their lifetime and the facilitator's part (F-52).

A year counts as verified when both partners have signed it. Lifetime figures are models of what the first year
promises; what later years really brought stands beside, it is not added to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.analysis.facts import Facts, computed, total
from symbioaudit.analysis.results import Quantity, Source
from symbioaudit.base.i18n import N_, Message, Text
from symbioaudit.model.records import Match

NO_YEAR: Final = N_("no year has a figure for it")
NO_MODEL: Final = N_("the persistence of the effect is not chosen: it lies between the models")
NO_ROLE: Final = N_("the part of the facilitator is not chosen")
FORMULA: Final = "F-52"


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a chain as entered, in the units of the methodology."""

    year: int
    values: Mapping[str, Quantity]
    donor_signed: bool
    receiver_signed: bool

    @property
    def verified(self) -> bool:
        """Both have signed."""
        return self.donor_signed and self.receiver_signed


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of one chain, or of all of them."""

    id: str
    title: Text
    first: Quantity  # of the first year that has it
    measured: Quantity  # all years so far; of what does not repeat the latest
    expected: Quantity  # by the model for the years that are measured
    lifetime: Quantity  # by the model for all its years; bounds where none is chosen
    attributed: Quantity  # the facilitator's part of it
    repeats: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """One match that runs."""

    match_id: str
    name: str
    status: str
    persistence: str | None
    attribution: str | None
    years: tuple[Year, ...]
    metrics: tuple[Metric, ...]

    @property
    def verified(self) -> bool:
        """Every year is signed by both."""
        return bool(self.years) and all(year.verified for year in self.years)


@dataclass(frozen=True, slots=True)
class Monitoring:
    """The chains, and the sums over all and over the verified ones."""

    chains: tuple[Chain, ...] = ()
    totals: tuple[Metric, ...] = ()
    verified: tuple[Metric, ...] = ()


def monitoring(facts: Facts) -> Monitoring:
    """Chains that have at least one year of metrics."""
    rules = facts.pack.scoring.get("monitoring") or {}
    chains = tuple(
        _chain(facts, match, rules)
        for match in facts.snapshot.matches
        if _rows(match.properties.get("metrics"))
    )
    sure = [chain for chain in chains if chain.verified]
    return Monitoring(chains, _sums(facts, rules, chains), _sums(facts, rules, sure))


def _chain(facts: Facts, match: Match, rules: Mapping[str, Any]) -> Chain:
    years = tuple(sorted(_years(facts, match, rules), key=lambda y: y.year))
    chosen = [match.properties.get(code) for code in ("persistence", "attribution")]
    persistence, attribution = (str(v) if v else None for v in chosen)
    models = {
        e.value: tuple(float(p) for p in e.data["parts"])
        for e in facts.pack.enums["persistence_models"]
    }
    role = facts.pack.entry("attribution_roles", attribution)
    share = float(role.data["share"]) if role else None
    used = {persistence: models[persistence]} if persistence in models else models
    metrics = tuple(
        _metric(key, rule, years, used, share) for key, rule in (rules.get("metrics") or {}).items()
    )
    name = match.partner or match.id
    return Chain(match.id, name, match.status or "", persistence, attribution, years, metrics)


def _years(facts: Facts, match: Match, rules: Mapping[str, Any]) -> Iterable[Year]:
    for row in _rows(match.properties.get("metrics")):
        year = row.get("year")
        if isinstance(year, int):
            values = {
                key: _typed(facts, match, row, key, rule, year)
                for key, rule in (rules.get("metrics") or {}).items()
            }
            signed = (bool(row.get(code)) for code in ("donor_signed", "receiver_signed"))
            yield Year(year, values, *signed)


def _typed(
    facts: Facts, match: Match, row: Mapping[str, Any], key: str, rule: Mapping[str, Any], year: int
) -> Quantity:
    value, unit = row.get(key), facts.unit(rule["unit"])
    if not isinstance(value, int | float) or isinstance(value, bool):
        return Quantity(None, unit, gap=Message(NO_YEAR))
    name = match.partner or match.id
    source = Source(
        f"A{year}", value * rule.get("scale", 1), unit, Text(name, name),
        record=("match", match.id, "metrics"), citation=str(year),
    )  # fmt: skip
    return computed(source.value, unit, FORMULA, "A", sources=[source])


def _metric(
    key: str,
    rule: Mapping[str, Any],
    years: Sequence[Year],
    models: Mapping[str, Sequence[float]],
    share: float | None,
) -> Metric:
    title, repeats = Text(rule["title"]["ru"], rule["title"]["en"]), bool(rule.get("repeats", True))
    known = [year.values[key] for year in years if year.values[key].value is not None]
    if not known:
        unit = years[0].values[key].unit if years else rule["unit"]
        blank = Quantity(None, unit, gap=Message(NO_YEAR))
        return Metric(key, title, blank, blank, blank, blank, blank, repeats)
    first = known[0]
    if not repeats:
        # Jobs and investment do not come again each year.
        whole = known[-1] if rule.get("stock") else total(known, first.unit, FORMULA, "Σ A")
        return Metric(key, title, first, whole, whole, whole, _part(whole, share), repeats)
    so_far = {name: parts[: len(known)] for name, parts in models.items()}
    life = _modelled(first, models)
    return Metric(
        key,
        title,
        first,
        total(known, first.unit, FORMULA, "Σ A"),
        _modelled(first, so_far),
        life,
        _part(life, share),
        repeats,
    )


def _modelled(first: Quantity, models: Mapping[str, Sequence[float]]) -> Quantity:
    """The first year times what is left of it in each year; two bounds where no model is chosen."""
    sums = [sum(parts) for parts in models.values()]
    ends = sorted((first.value or 0.0) * n for n in sums)
    if len(sums) == 1:
        return _of_model(first, sums[0])
    made = computed(None, first.unit, FORMULA, "A₁·Σφ", (first,), gap=Message(NO_MODEL))
    return Quantity(None, first.unit, made.derivation, ends[0], ends[-1], gap=made.gap)


def _of_model(first: Quantity, factor: float) -> Quantity:
    source = Source("Σφ", factor, "1", Text("Σφ", "Σφ"))
    value = (first.value or 0.0) * factor
    return computed(
        value, first.unit, FORMULA, "A₁·Σφ", (first,), sources=[source], symbols=("A₁",)
    )


def _part(whole: Quantity, share: float | None) -> Quantity:
    if share is None:
        return Quantity(None, whole.unit, gap=Message(NO_ROLE))
    source = Source("α", share, "1", Text("α", "α"))
    value = None if whole.value is None else whole.value * share
    made = computed(value, whole.unit, FORMULA, "A·α", (whole,), sources=[source], symbols=("A",))
    if value is not None or whole.low is None or whole.high is None:
        return made
    ends = whole.low * share, whole.high * share
    return Quantity(None, whole.unit, made.derivation, *ends, gap=whole.gap)


def _sums(facts: Facts, rules: Mapping[str, Any], chains: Sequence[Chain]) -> tuple[Metric, ...]:
    """Sums over chains; the unknown ones are counted in the gap, never as zero."""
    out = []
    for n, (key, rule) in enumerate((rules.get("metrics") or {}).items()):
        each = [chain.metrics[n] for chain in chains]
        unit = facts.unit(rule["unit"])
        first, measured, expected, lifetime, attributed = (
            total((getattr(m, part) for m in each), unit, FORMULA, "Σ")
            for part in ("first", "measured", "expected", "lifetime", "attributed")
        )
        title = Text(rule["title"]["ru"], rule["title"]["en"])
        repeats = bool(rule.get("repeats", True))
        out.append(Metric(key, title, first, measured, expected, lifetime, attributed, repeats))
    return tuple(out)


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, tuple) else []
