"""Checks of factors, scores, thresholds and risk scales: sourced, in date, in order, adding up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.forms.yamlfile import Place, YamlFile
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.check_steps import missing
from symbioaudit.methodology.findings import Draft, Finding, found
from symbioaudit.units import check_unit

RANKS: Final = (1, 2, 3, 4, 6, 9)  # products of two numbers from 1 to 3
FLOORS: Final = ("green", "yellow", "orange")


def factors(draft: Draft) -> Iterator[Finding]:
    """Each factor has a source, a year, a unit that can be read, and is in date."""
    seen: set[tuple[Any, ...]] = set()
    for file in draft.files("factors"):
        for n, item in enumerate(file.content or ()):
            key = (item["id"], item.get("region"), item.get("year"))
            if key in seen:
                yield found(e.TWICE, file.where(n, "id"), what=item["id"])
            seen.add(key)
            yield from _factor(file, n, item, draft.today)


def _factor(file: YamlFile, n: int, item: Mapping[str, Any], today: date) -> Iterator[Finding]:
    if not str(item.get("source") or "").strip():
        yield found(e.NO_SOURCE, file.where(n), factor=item["id"])
    if item.get("year") is None:
        yield found(e.NO_YEAR, file.where(n), factor=item["id"])
    yield from unit(file, (n, "unit"), item["unit"])
    until = item.get("valid_until")
    if until and date.fromisoformat(until) < today:
        yield found(e.EXPIRED, file.where(n, "valid_until"), factor=item["id"], date=until)


def unit(file: YamlFile, place: Place, text: str) -> Iterator[Finding]:
    """A finding when a unit cannot be read."""
    try:
        check_unit(text)
    except SymbioError:
        yield found(e.BAD_UNIT, file.where(*place), unit=text)


def rising(file: YamlFile, place: Place, values: Sequence[float]) -> Iterator[Finding]:
    """A finding when the numbers do not rise."""
    if any(a >= b for a, b in pairwise(values)):
        yield found(e.NOT_RISING, file.where(*place), path=".".join(map(str, place)))


LINES: Final = frozenset(
    {"payback", "environment", "trl", "complexity"}
)  # of a score, by its own name


def scoring(draft: Draft) -> Iterator[Finding]:
    """Weights add up, breakpoints rise, units can be read, statements and gates are fields."""
    file = draft.one("scoring")
    for name, score in file.content.items():
        if "weights" in score:
            total = sum(score["weights"].values())
            if not math.isclose(total, score["total"]):
                yield found(
                    e.WEIGHTS,
                    file.where(name, "weights"),
                    score=name,
                    sum=f"{total:g}",
                    total=score["total"],
                )
        lines = dict(score.get("breakpoints") or {})
        for key, line in lines.items():
            yield from _line(file, (name, "breakpoints", key), line)
            if key not in score["weights"]:
                yield found(
                    e.NO_REFERENCE, file.where(name, "breakpoints", key), kind="weight", name=key
                )
        for key in LINES & score.keys():
            yield from _line(file, (name, key), score[key])
        for key in (score.get("titles") or {}).keys() - score.get("weights", {}).keys():
            yield found(e.NO_REFERENCE, file.where(name, "titles", key), kind="weight", name=key)


def _line(file: YamlFile, place: Place, line: Mapping[str, Any]) -> Iterator[Finding]:
    yield from unit(file, (*place, "unit"), line["unit"])
    if len(line["x"]) != len(line["y"]):
        yield found(e.NOT_RISING, file.where(*place), path=".".join(map(str, place)))
    else:
        yield from rising(file, (*place, "x"), line["x"])


def scored_fields(draft: Draft) -> Iterator[Finding]:
    """Statements of readiness, gates of a match, perspectives of a synergy are fields of forms."""
    by_entity: dict[str, set[str]] = {}
    by_form: dict[str, set[str]] = {}
    for form in (f.content for f in draft.files("forms")):
        codes = {f["code"] for f in form["fields"]}
        by_form[form["id"]] = codes
        by_entity.setdefault(form["entity"], set()).update(codes)
    file = draft.one("scoring")
    ready = file.content["readiness"]
    yield from missing(
        file,
        ("readiness", "statements"),
        "field",
        ready["statements"],
        by_form.get(ready["form"], ()),
    )
    for name, gate in file.content["match"]["gates"].items():
        if gate["field"] not in by_entity.get("match", ()):
            yield found(
                e.NO_REFERENCE,
                file.where("match", "gates", name, "field"),
                kind="field",
                name=gate["field"],
            )
    risk_file = draft.one("risks")
    for n, item in enumerate(risk_file.content.get("perspectives") or ()):
        if item["field"] not in by_entity.get("match", ()):
            yield found(
                e.NO_REFERENCE,
                risk_file.where("perspectives", n, "field"),
                kind="field",
                name=item["field"],
            )


def risks(draft: Draft) -> Iterator[Finding]:
    """Bands cover every rank once; scales, categories and statuses are closed lists."""
    file = draft.one("risks")
    data = file.content
    outside = [r for r in RANKS if sum(b["from"] <= r <= b["to"] for b in data["bands"]) != 1]
    if outside:
        yield found(e.BANDS, file.where("bands"), ranks=", ".join(map(str, outside)))
    yield from rising(file, ("bands",), [band["from"] for band in data["bands"]])
    enums = draft.content("enums")
    for place, name in (
        (("scales", "probability"), data["scales"]["probability"]),
        (("scales", "impact"), data["scales"]["impact"]),
        (("pipeline", "statuses"), data["pipeline"]["statuses"]),
        (("synergy_levels",), data.get("synergy_levels")),
    ):
        if name is not None and name not in enums:
            yield found(e.NO_REFERENCE, file.where(*place), kind="enum", name=name)
    for n, item in enumerate(data["starters"]):
        if item["category"] not in draft.values("risk_categories"):
            yield found(
                e.NO_REFERENCE,
                file.where("starters", n, "category"),
                kind="category",
                name=item["category"],
            )
    statuses = draft.values(data["pipeline"]["statuses"])
    if statuses:
        for key in ("order", "aside"):
            yield from missing(file, ("pipeline", key), "status", data["pipeline"][key], statuses)


def thresholds(draft: Draft) -> Iterator[Finding]:
    """Limits rise from good to bad."""
    file = draft.one("thresholds")
    data = file.content
    yield from rising(
        file, ("balance",), [data["balance"][k] for k in FLOORS if k in data["balance"]]
    )
    yield from rising(file, ("quality", "grades"), [float(g[1]) for g in data["quality"]["grades"]])
    yield from rising(
        file, ("heat_classes",), [c["below"] for c in data["heat_classes"] if "below" in c]
    )
    bases = data["quality"]["reliability_of_basis"]
    if "enums" not in draft.broken:
        for name in bases:
            if name not in draft.values("bases"):
                yield found(
                    e.NO_REFERENCE,
                    file.where("quality", "reliability_of_basis", name),
                    kind="basis",
                    name=name,
                )


NUMBER_CHECKS: Final = (
    ((), factors),
    (("scoring",), scoring),
    (("scoring", "risks", "forms"), scored_fields),
    (("risks", "enums"), risks),
    (("thresholds",), thresholds),
)
