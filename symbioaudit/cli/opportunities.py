"""``symbioaudit opportunities``: measures with their worth and how sure it is, hot spots without an option, the
readiness and the pipeline of matches, what chains have brought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.cli import spoken
from symbioaudit.cli.analyse import shown
from symbioaudit.cli.common import emit_json, workspace_path
from symbioaudit.units import NBSP, format_number

if TYPE_CHECKING:
    from symbioaudit.analysis.opportunities.sensitivity import Sensitivity
    from symbioaudit.analysis.study import MeasureStudy
    from symbioaudit.services.opportunities import Studied

INPUTS = {
    "capex": N_("investment"), "saving": N_("saving"), "running": N_("running cost"), "life": N_("life"),
    "price": N_("price"), "growth": N_("growth of the price"), "rate": N_("discount rate"),
}  # fmt: skip
KINDS = {
    "mass": N_("Materials"), "energy": N_("Energy"), "water": N_("Water"),
    "ghg": N_("Greenhouse gases"), "money": N_("Money a year"), "capex": N_("Investment"),
}  # fmt: skip
WHO = {"own": N_("our plant"), "partner": N_("the partner"), "both": N_("both sides")}


@spoken.command(
    help=N_("Opportunities of AUDIT: worth, sensitivity, sums, readiness, pipeline."),
    example="symbioaudit opportunities 2026-001 --json > opportunities.json",
)
@spoken.argument("audit")
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print as JSON."))
@click.pass_context
def command(ctx: click.Context, audit: str, *, as_json: bool) -> None:
    """Print the study."""
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.opportunities import studied, study_json
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        found = studied(workspace, find_audit(workspace, audit).id)
    if as_json:
        emit_json(study_json(found, language()))
        return
    for line in lines(found):
        click.echo(line)


def lines(found: Studied) -> Iterator[str]:
    """For a terminal."""
    mark = found.results.estimated_mark
    for n, one in enumerate(found.study.measures, 1):
        yield from _measure(n, one, mark)
    yield from _together(found, mark)
    yield from _spots(found)
    yield from _synergies(found)


def _measure(number: int, one: MeasureStudy, mark: float) -> Iterator[str]:
    lang, score = language(), one.measure.priority
    low, high = (format_number(end, lang, 0) for end in (score.low, score.high))
    yield f"{number}. {one.name}  [{_('Priority')}: {low if low == high else f'{low}–{high}'}]"
    for label, quantity in (
        (_("Investment"), one.row.capex),
        (_("Money a year"), one.row.saving),
        (_("Payback"), one.row.payback),
        (_("NPV"), one.row.npv),
        (_("IRR"), one.row.irr),
    ):
        note = one.row.irr_note if quantity is one.row.irr else None
        text = note.render(lang) if note and quantity.value is None else shown(quantity, lang, mark)
        yield f"   {label}: {text}"
    if one.comparison is not None:
        for figure in one.comparison.moved:
            before, after = (shown(q, lang, mark) for q in (figure.before, figure.after))
            yield f"   {figure.label.render(lang)}: {before} → {after}"
    if one.sensitivity is not None:
        yield from _sensitivity(one.sensitivity, one.row.npv.unit)
    elif one.why_not is not None:
        yield f"   {_('Sensitivity')}: {one.why_not.render(lang)}"
    if one.disagrees:
        yield f"   ! {_('the saving as typed and as computed from the streams differ')}"
    yield from (f"   ! {gap.render(lang)}" for gap in one.gaps)


def _sensitivity(found: Sensitivity, unit: str) -> Iterator[str]:
    from symbioaudit.units import format_quantity

    lang = language()
    p5, p50, p95 = (format_quantity(v, unit, lang) for v in (found.p5, found.p50, found.p95))
    sure = f"{format_number(100 * found.probability, lang, 0)}{NBSP}%"
    text = _("NPV above zero in {share} of {runs} draws; 5, 50, 95 %: {p5}, {p50}, {p95}")
    yield "   " + text.format(
        share=sure, runs=format_number(found.runs, lang, 0), p5=p5, p50=p50, p95=p95
    )
    for bar in found.tornado:
        ends = [format_quantity(v, unit, lang) for v in (bar.npv_low, bar.npv_high)]
        yield f"     {_(INPUTS[bar.input])}: {ends[0]} … {ends[1]}"


def _together(found: Studied, mark: float) -> Iterator[str]:
    outlook = found.results.outlook
    if outlook is None or not outlook.measures:
        return
    lang = language()
    yield _("Together, after interactions (simple sum):")
    for kind, title in KINDS.items():
        plain, after = outlook.together.plain[kind], outlook.together.after[kind]
        if plain.value is not None:
            yield f"  {_(title)}: {shown(after, lang, mark)} ({shown(plain, lang, mark)})"
    for one in outlook.together.counted:
        if one.why is not None:
            yield f"  {one.name}: {one.why.render(lang)}"
    tau = outlook.agreement.value
    if tau is not None:
        yield _("Agreement of priority and TOPSIS (Kendall’s τ): {tau}").format(
            tau=format_number(tau, lang, 2)
        )


def _spots(found: Studied) -> Iterator[str]:
    for spot in found.study.unsettled:
        yield _("Hot spot without an option or a reason why none: {name}").format(name=spot.name)
        for family in spot.families:
            if family.questions:
                yield f"  {family.title.render()}: {family.questions[0].text.render()}"


def _synergies(found: Studied) -> Iterator[str]:
    extra = found.results.extra
    standings: Any = extra.get("pipeline") or ()
    ladders: Any = {one.match_id: one for one in extra.get("ladders") or ()}  # type: ignore[attr-defined]
    for one in standings:
        statuses = "match_statuses" if one.record[0] == "match" else "opportunity_statuses"
        entry = found.pack.text(statuses, one.status).render()
        spent = found.stays.get(one.record[1]) or ()
        days = _(", for {n} days").format(n=round(spent[-1].days)) if spent else ""
        yield f"{one.name}: {entry}{days}"
        for criterion in one.missing:
            yield f"  ☐ {criterion.text.render()}"
        ladder = ladders.get(one.record[1])
        if ladder is not None and ladder.blocking is not None:
            text = _("Readiness {level}: “{title}” holds it back ({who}); next: {action}")
            yield "  " + text.format(
                level=ladder.at_most,
                title=ladder.blocking.title.render(),
                who=_(WHO[ladder.who]),
                action=ladder.action.render(),
            )
