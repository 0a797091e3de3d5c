"""Where an audit stands: steps complete or not, and what is missing for a draft, a final, an upload, or on site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from symbioaudit.base.i18n import Text
from symbioaudit.forms import FormSession
from symbioaudit.forms.session import field_value
from symbioaudit.methodology.overlay import core_fields
from symbioaudit.methodology.pack import Pack, Step
from symbioaudit.methodology.rules import Computed, Judge, Outcome, Point, rules_of
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Severity
from symbioaudit.model.snapshot import Snapshot

OVERRIDES: Final = "step_overrides"  # property of the audit: rows of step, reason, who, on
ESTIMATED: Final = 0.5  # how much an estimate weighs in the on-site list against a blank
DESCRIBES: Final = 0.25  # how much a field that enters no sum weighs against one that does
NUMBERS: Final = frozenset({"amount", "money", "num", "int"})
LEAST_WEIGHT: Final = 0.001  # a record that hardly touches the results keeps its place at the end


@dataclass(frozen=True, slots=True)
class Override:
    """A step taken as complete by decision, with the reason that the report shows."""

    step: str
    reason: str
    who: str | None = None
    on: str | None = None


@dataclass(frozen=True, slots=True)
class StepStatus:
    """One step: is it complete, by rules or by decision, and what its rules say."""

    step: Step
    applies: bool  # at the depth of the audit, and not one of the later stages
    outcomes: tuple[Outcome, ...]
    answered: int  # of the required fields of its forms
    required: int
    override: Override | None = None

    @property
    def unmet(self) -> tuple[Outcome, ...]:
        """Rules that are not met, warnings among them."""
        return tuple(o for o in self.outcomes if not o.met)

    @property
    def complete(self) -> bool:
        """By its rules or by an override."""
        return bool(self.override) or all(o.severity is not Severity.ERROR for o in self.unmet)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: what, where, and how much of the results hangs on it (0–1)."""

    text: Text
    point: Point | None = None
    weight: float = 0.0
    estimated: bool = False  # there is a value, but an estimated one


@dataclass(frozen=True, slots=True)
class Lists:
    """What is still missing for what."""

    draft: tuple[Gap, ...]
    final: tuple[Gap, ...]
    upload: tuple[Gap, ...]
    onsite: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Steps and lists of one audit."""

    steps: tuple[StepStatus, ...]
    lists: Lists

    @property
    def progress(self) -> tuple[int, int]:
        """Steps that are complete, steps that count."""
        counted = [s for s in self.steps if s.applies]
        return sum(s.complete for s in counted), len(counted)


def status_of(pack: Pack, snapshot: Snapshot, computed: Computed) -> Status:
    """Judge everything at once."""
    judge = Judge(pack, snapshot, computed)
    steps = steps_of(judge)
    lists = Lists(
        draft=tuple(_of_rules(judge, "draft")),
        final=_once(_final(steps)),
        upload=_once((*_of_rules(judge, "upload"), *_core(judge))),
        onsite=tuple(sorted(_onsite(judge), key=lambda gap: (-gap.weight, gap.estimated))),
    )
    return Status(steps, lists)


def overrides_of(snapshot: Snapshot) -> Mapping[str, Override]:
    """Steps taken as complete by decision."""
    rows = snapshot.audit.properties.get(OVERRIDES)
    found = {}
    for row in rows if isinstance(rows, tuple) else ():
        if isinstance(row, Mapping):
            texts = {key: str(row[key]) for key in ("who", "on") if row.get(key)}
            found[str(row["step"])] = Override(str(row["step"]), str(row["reason"]), **texts)
    return found


def steps_of(judge: Judge) -> tuple[StepStatus, ...]:
    """Every step of the pack in its order."""
    overrides = overrides_of(judge.snapshot)
    return tuple(_step(judge, step, overrides.get(step.id)) for step in judge.pack.steps)


def _step(judge: Judge, step: Step, override: Override | None) -> StepStatus:
    applies = not step.later and judge.snapshot.audit.depth.value in step.data.get(
        "depths", (judge.snapshot.audit.depth.value,)
    )
    outcomes = (
        tuple(judge.judge(rule, step.forms) for rule in rules_of(step) if judge.applies(rule))
        if applies
        else ()
    )
    done = [session.progress() for session in judge.sessions(step.forms)]
    return StepStatus(
        step, applies, outcomes, sum(d for d, _n in done), sum(n for _d, n in done), override
    )


def _of_rules(judge: Judge, part: str) -> Iterator[Gap]:
    for rule in judge.pack.release.get(part) or ():
        outcome = judge.judge(rule)
        if not outcome.met:
            yield from _gaps(outcome)


def _final(steps: tuple[StepStatus, ...]) -> Iterator[Gap]:
    for status in steps:
        if status.applies and not status.override:
            for outcome in status.unmet:
                if outcome.severity is Severity.ERROR:
                    yield from _gaps(outcome)


def _once(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """One gap per place: the first rule that names it speaks."""
    seen: dict[object, Gap] = {}
    for gap in gaps:
        seen.setdefault(gap.point or gap.text, gap)
    return tuple(seen.values())


def _gaps(outcome: Outcome) -> Iterator[Gap]:
    if not outcome.points:
        yield Gap(outcome.text)
    for point in outcome.points:
        yield Gap(outcome.text, point)


def _core(judge: Judge) -> Iterator[Gap]:
    """Fields that the platform must receive and that are asked for here, without an answer."""
    core = core_fields(judge.pack.release)
    for session in judge.sessions(core):
        for code in core[session.form.id]:
            field = session.form.field(code)
            if (
                field
                and field.type != "auto"
                and session.required(code)
                and not session.answered(code)
            ):
                yield Gap(field.label, Point(session.record.entity, session.record.id, code))


def _onsite(judge: Judge) -> Iterator[Gap]:
    """What only the plant can tell: blank or estimated, with the share of the results it touches."""
    wanted = {str(i["form"]): tuple(i["fields"]) for i in judge.pack.release.get("onsite") or ()}
    for session in judge.sessions(wanted):
        weight = max(judge.computed.weights.get(session.record.id, 0.0), LEAST_WEIGHT)
        for code in wanted[session.form.id]:
            kind = _unsure(session, code)
            field = session.form.field(code)
            if kind and field:
                share = weight if kind == "blank" else weight * ESTIMATED
                share *= 1.0 if field.type in NUMBERS else DESCRIBES
                point = Point(session.record.entity, session.record.id, code)
                yield Gap(field.label, point, share, estimated=kind == "estimated")


def _unsure(session: FormSession, code: str) -> str | None:
    if session.form.field(code) is None or not session.visible(code):
        return None
    value = field_value(session.record, code)
    if isinstance(value, Amount) and value.canonical is not None:
        return "estimated" if value.is_estimate else None
    return None if session.answered(code) else "blank"
