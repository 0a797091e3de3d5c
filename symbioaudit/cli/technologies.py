"""``symbioaudit technologies``: what could be done with the streams of an audit, with reasons for and against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, workspace_path

if TYPE_CHECKING:
    from symbioaudit.analysis.opportunities.proposals import Proposal

VERDICTS = {"fits": N_("fits"), "open": N_("to be found out"), "not": N_("does not fit")}
CLASSES = {
    "proven": N_("proven"),
    "innovative": N_("innovative"),
    "breakthrough": N_("breakthrough"),
}


@spoken.command(
    help=N_("Technologies of the library that fit the streams of AUDIT, with reasons."),
    example="symbioaudit technologies 2026-001 --json > technologies.json",
)
@spoken.argument("audit")
@spoken.option("--stream", default="", help=N_("Only the stream of this name or id."))
@spoken.option("--all", "everything", is_flag=True, help=N_("Those that do not fit, too."))
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print as JSON."))
@click.pass_context
def command(
    ctx: click.Context, audit: str, stream: str, *, everything: bool, as_json: bool
) -> None:
    """Print the proposals, the surest first."""
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.opportunities import proposal_json, proposed
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        pack, found = proposed(workspace, find_audit(workspace, audit).id)
    wanted = stream.casefold()
    kept = [
        one
        for one in found
        if (everything or one.verdict != "not")
        and (not wanted or wanted in (one.stream_id.casefold(), one.stream.casefold()))
    ]
    if as_json:
        emit_json([proposal_json(one, language(), pack) for one in kept])
        return
    for line in lines(kept):
        click.echo(line)


def lines(found: Sequence[Proposal]) -> Iterator[str]:
    """For a terminal, stream by stream."""
    if not found:
        yield _("The library knows no technology for these streams.")
    streams = dict.fromkeys(one.stream_id for one in found)
    for key in streams:
        own = [one for one in found if one.stream_id == key]
        yield own[0].stream
        for one in own:
            yield from _one(one)


def _one(one: Proposal) -> Iterator[str]:
    technology = one.technology
    marks = f"{_(VERDICTS[one.verdict])}, {_(CLASSES[one.kind])}"
    yield f"  {technology.title.render()} → {technology.product.render()}  [{marks}]  {technology.id}"
    yield from (f"    + {reason.render()}" for reason in one.reasons)
    yield from (f"    − {reason.render()}" for reason in one.against)
    if technology.conditions:
        yield f"    {_('Conditions')}: {technology.conditions.render()}"
