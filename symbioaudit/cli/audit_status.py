"""``symbioaudit audit status|override|repin``: where an audit stands, and under which methodology."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.i18n import N_, _, language, plural
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, note, workspace_path

if TYPE_CHECKING:
    from symbioaudit.methodology.status import Gap, StepStatus
    from symbioaudit.services.pins import Changed, Preview
    from symbioaudit.services.status import AuditStatus

JSON = spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
SHOWN = 10  # lines of a list in the terminal; --json prints all
LISTS = {
    "draft": N_("Missing for a draft"),
    "final": N_("Missing for a final"),
    "upload": N_("Missing for an upload"),
    "onsite": N_("Before you leave the plant"),
}
KINDS = {"factor": N_("factor"), "field": N_("field"), "result": N_("result")}


@spoken.command(help=N_("Show which steps of AUDIT are complete and what is missing for what."))
@spoken.argument("audit")
@JSON
@click.pass_context
def status(ctx: click.Context, audit: str, *, as_json: bool) -> None:
    """Steps, then the four lists."""
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.pins import warning
    from symbioaudit.services.status import audit_status
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        found = audit_status(workspace, find_audit(workspace, audit).id)
    moved = warning(found.snapshot.audit, found.pack)
    if moved:
        note(moved.render())
    if as_json:
        emit_json(as_data(found))
        return
    for line in lines(found):
        click.echo(line)


@spoken.command(
    help=N_("Take STEP of AUDIT as complete for a reason that the report shows; --withdraw takes it back.")
)  # fmt: skip
@spoken.argument("audit")
@spoken.argument("step")
@spoken.option("--reason", help=N_("Why the step counts as complete."))
@spoken.option("--withdraw", is_flag=True, help=N_("Take the decision back."))
@click.pass_context
def override(
    ctx: click.Context, audit: str, step: str, reason: str | None, *, withdraw: bool
) -> None:
    """One operation, one undo."""
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.status import override_step
    from symbioaudit.services.workspace import open_workspace

    if bool(reason) == withdraw:
        raise click.UsageError(_("Give --reason TEXT or --withdraw."))
    with open_workspace(workspace_path(ctx), create=False) as workspace:
        override_step(workspace, find_audit(workspace, audit).id, step, reason)
    note(_("Step {step}: done.").format(step=step.upper()))


@spoken.command(
    help=N_(
        "Show what the installed methodology changes in AUDIT; with --yes move the audit to it."
    )
)
@spoken.argument("audit")
@spoken.option("--overlay", help=N_("Move to this regional overlay."))
@spoken.option("--yes", is_flag=True, help=N_("Move it."))
@JSON
@click.pass_context
def repin(ctx: click.Context, audit: str, overlay: str | None, *, yes: bool, as_json: bool) -> None:
    """Preview first; nothing is written without --yes."""
    from symbioaudit.services import pins
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=not yes) as workspace:
        found = find_audit(workspace, audit)
        preview = pins.preview(workspace, found.id, overlay)
        if yes and not preview.same:
            pins.repin(workspace, found.id, overlay)
    if as_json:
        emit_json(_preview_data(preview, moved=yes and not preview.same))
        return
    for line in _preview_lines(preview):
        click.echo(line)
    if yes and not preview.same:
        note(_("The audit is moved; “symbioaudit workspace undo” takes it back."))
    elif not preview.same:
        note(_("Nothing is changed yet: --yes moves the audit."))


def lines(found: AuditStatus) -> Iterator[str]:
    """Steps and lists for a terminal."""
    done, counted = found.status.progress
    yield _("Steps complete: {done} of {counted}").format(done=done, counted=counted)
    for step in found.status.steps:
        if step.applies:
            yield from _step_lines(step)
    for name, title in LISTS.items():
        gaps: tuple[Gap, ...] = getattr(found.status.lists, name)
        yield f"{_(title)}: {len(gaps) or _('nothing')}"
        for gap in gaps[:SHOWN]:
            yield f"  {_gap_line(found, gap)}"
        if len(gaps) > SHOWN:
            yield _("  … and {n} more: --json lists all").format(n=len(gaps) - SHOWN)


def _step_lines(status_: StepStatus) -> Iterator[str]:
    mark = "✓" if status_.complete else "✗"
    count = f"{status_.answered}/{status_.required}" if status_.required else "—"
    yield f"  {mark} {status_.step.number:>2}  {status_.step.title.render()}  ({count})"
    if status_.override:
        yield "       " + _("taken as complete: {reason}").format(reason=status_.override.reason)
    for outcome in status_.unmet:
        places = plural(N_("{n} place"), N_("{n} places"), len(outcome.points))
        yield (
            f"       {outcome.text.render()}  ({places})"
            if outcome.points
            else f"       {outcome.text.render()}"
        )


def _gap_line(found: AuditStatus, gap: Gap) -> str:
    parts = [found.place(gap.point), gap.text.render()]
    if gap.point and parts[0].endswith(parts[1]):
        parts.pop()
    mark = " " + _("(estimated)") if gap.estimated else ""
    return ": ".join(part for part in parts if part) + mark


def as_data(found: AuditStatus) -> dict[str, Any]:
    """Steps and lists as plain JSON."""
    done, counted = found.status.progress
    return {
        "audit": found.snapshot.audit.id,
        "complete": done,
        "steps_counted": counted,
        "steps": [_step_data(found, s) for s in found.status.steps],
        **{
            name: [_gap_data(found, gap) for gap in getattr(found.status.lists, name)]
            for name in LISTS
        },
    }


def _step_data(found: AuditStatus, status_: StepStatus) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "id": status_.step.id,
        "no": status_.step.number,
        "title": status_.step.title.render(),
        "applies": status_.applies,
        "complete": status_.complete,
        "answered": status_.answered,
        "required": status_.required,
        "override": asdict(status_.override) if status_.override else None,
        "rules": [
            {
                "text": o.text.render(),
                "met": o.met,
                "severity": o.severity.value,
                "points": [{**asdict(p), "place": found.place(p)} for p in o.points],
            }
            for o in status_.outcomes
        ],
    }


def _gap_data(found: AuditStatus, gap: Gap) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "text": gap.text.render(),
        "place": found.place(gap.point),
        "point": asdict(gap.point) if gap.point else None,
        "weight": gap.weight,
        "estimated": gap.estimated,
    }


def _preview_lines(preview: Preview) -> Iterator[str]:
    yield _("Made under: {pin}").format(pin=preview.old)
    yield _("Installed:  {pin}").format(pin=preview.new)
    if preview.same:
        yield _("They are the same.")
    elif not preview.known:
        yield _(
            "The version of the audit is not installed: what changes in the results cannot be shown."
        )
    for change in preview.changes:
        name = change.name if isinstance(change.name, str) else change.name.render()
        yield f"  {_(KINDS[change.kind])}  {name}: {_value(change, change.old)} → {_value(change, change.new)}"


def _value(change: Changed, value: str | float | None) -> str:
    from symbioaudit.units import format_quantity

    if value is None:
        return "—"
    return value if isinstance(value, str) else format_quantity(value, change.unit, language())


def _preview_data(preview: Preview, *, moved: bool) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "audit": preview.audit_id,
        "old": asdict(preview.old),
        "new": asdict(preview.new),
        "same": preview.same,
        "known": preview.known,
        "moved": moved,
        "changes": [
            {**asdict(c), "name": c.name if isinstance(c.name, str) else c.name.render()}
            for c in preview.changes
        ],
    }
