"""Everything about an audit's opportunities that is too much for each keystroke: technologies that fit, questions
for the hot spots, each measure against today, how surely it pays, all measures together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from symbioaudit.analysis.facts import Facts
from symbioaudit.analysis.opportunities.changes import Change, changes_of
from symbioaudit.analysis.opportunities.economics import economics
from symbioaudit.analysis.opportunities.effects import Effect, effect
from symbioaudit.analysis.opportunities.prompts import SpotOptions, spot_options
from symbioaudit.analysis.opportunities.proposals import Proposal, proposals
from symbioaudit.analysis.opportunities.sensitivity import Sensitivity, sensitivity
from symbioaudit.analysis.restating import Comparison, compare
from symbioaudit.analysis.results import Label, Measure, OpportunityRow, Results
from symbioaudit.base.i18n import N_, Message
from symbioaudit.base.memory import no_collection
from symbioaudit.methodology import Pack
from symbioaudit.methodology.symbiosis import Symbiosis
from symbioaudit.model.records import Opportunity
from symbioaudit.model.snapshot import Snapshot

DISAGREE = (
    0.1  # of the larger one: a typed and a computed saving that differ more are shown side by side
)
NO_RANGES = N_("no range was entered: investment, saving, running cost, life, price or rate")
NO_CASE = N_("investment, saving, life and discount rate are needed")


@dataclass(frozen=True, slots=True)
class MeasureStudy:
    """One measure: what it changes, what it is worth, how surely."""

    record_id: str
    name: str
    family: str | None
    measure: Measure
    row: OpportunityRow
    effect: Effect | None
    comparison: Comparison | None
    sensitivity: Sensitivity | None
    why_not: Label | None  # why there is no sensitivity
    disagrees: bool  # the typed saving of money and the computed one differ
    gaps: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """Opportunities of one audit, computed."""

    proposals: tuple[Proposal, ...]
    spots: tuple[SpotOptions, ...]
    measures: tuple[MeasureStudy, ...]  # by priority
    joint: Comparison | None  # all counted measures with changed streams, at once

    @property
    def unsettled(self) -> tuple[SpotOptions, ...]:
        """Hot spots with neither an option nor a reason why none."""
        return tuple(spot for spot in self.spots if not spot.settled)


def study(snapshot: Snapshot, pack: Pack, results: Results, library: Symbiosis) -> Study:
    """Everything, from results that are already there."""
    with no_collection():
        facts = Facts(snapshot, pack)
        found = proposals(facts, library, results.hot_spots)
        return Study(
            found,
            spot_options(facts, results.hot_spots, found),
            tuple(_measures(facts, results)),
            _joint(facts, results),
        )


def technologies(
    snapshot: Snapshot, pack: Pack, results: Results, library: Symbiosis
) -> tuple[Proposal, ...]:
    """Only the technologies that fit."""
    return proposals(Facts(snapshot, pack), library, results.hot_spots)


def _measures(facts: Facts, results: Results) -> Iterable[MeasureStudy]:
    records = {o.id: o for o in facts.snapshot.opportunities}
    rows = {row.record_id: row for row in results.opportunities}
    for one in results.outlook.measures if results.outlook else ():
        yield _measure(facts, results, one, rows[one.record_id], records[one.record_id])


def _measure(
    facts: Facts, results: Results, one: Measure, row: OpportunityRow, record: Opportunity
) -> MeasureStudy:
    changed = changes_of(record, facts.snapshot.by_id)
    there = bool(changed.changes or changed.gaps)
    done = effect(facts, changed.changes, changed.gaps) if there else None
    worth = economics(facts, record, done)
    rules = facts.pack.scoring.get("sensitivity") or {}
    sure = None
    if worth.case is not None and worth.case.life:
        sure = sensitivity(
            worth.case, worth.spans, runs=int(rules.get("runs", 0)), seed=int(rules.get("seed", 0))
        )
    complete = worth.case is not None and worth.case.life > 0 and worth.case.rate is not None
    return MeasureStudy(
        one.record_id,
        one.name,
        record.family.value if record.family else None,
        one,
        row,
        done,
        _compared(facts, results, changed.changes),
        sure,
        None if sure else Message(NO_RANGES if complete else NO_CASE),
        _disagrees(facts, record, done),
        done.gaps if done else (),
    )


def _compared(facts: Facts, results: Results, changes: tuple[Change, ...]) -> Comparison | None:
    return compare(facts.snapshot, facts.pack, results, changes) if changes else None


def _disagrees(facts: Facts, record: Opportunity, done: Effect | None) -> bool:
    typed = facts.money(record, "saving_money", "RUB/a").value
    found = done.saved("money").value if done else None
    if typed is None or found is None:
        return False
    return abs(typed - found) > DISAGREE * max(abs(typed), abs(found))


def _joint(facts: Facts, results: Results) -> Comparison | None:
    """The site after all measures that count, each less its overlap."""
    counted = results.outlook.together.counted if results.outlook else ()
    records = {o.id: o for o in facts.snapshot.opportunities}
    changes = tuple(
        change.softened(1.0 - one.share)
        for one in counted
        if one.share
        for change in changes_of(records[one.record_id], facts.snapshot.by_id).changes
    )
    return _compared(facts, results, changes)
