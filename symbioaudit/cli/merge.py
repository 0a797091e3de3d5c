"""``symbioaudit merge``: another consultant's copy of an audit into ours; a preview unless --yes is given."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from symbioaudit.base.i18n import N_, _, language, plural
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, note, workspace_path

SIDES = ("mine", "theirs", "both")


@spoken.command(
    help=N_(
        "Merge another copy of an audit from FILE (workspace, package, audit.json), or two consultants’ packages of one audit; shows what would change."
    ),
    example="symbioaudit merge colleague.symbio --take both --yes\nsymbioaudit merge anna.zip boris.zip --yes",
)
@spoken.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@spoken.argument("second", required=False, type=click.Path(dir_okay=False, path_type=Path))
@spoken.option("--audit", help=N_("The audit it goes into; by default the one with the same id."))
@spoken.option(
    "--take",
    type=click.Choice(SIDES),
    default="both",
    show_default=True,
    help=N_("Whose value stays where both changed a field; “both” keeps theirs beside ours."),
)
@spoken.option("--yes", is_flag=True, help=N_("Do it; one undo takes it back."))
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
@click.pass_context
def command(
    ctx: click.Context,
    file: Path,
    second: Path | None,
    audit: str | None,
    take: str,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Look first, then merge, each file as one operation."""
    from symbioaudit.services import merges
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    path = workspace_path(ctx)
    found = []
    with ExitStack() as stack:
        fresh = second is not None and not path.exists()
        if fresh and not yes:
            path = Path(stack.enter_context(TemporaryDirectory())) / "look.symbio"
        scratch = fresh and not yes
        workspace = stack.enter_context(
            open_workspace(path, create=fresh, read_only=not (yes or scratch))
        )
        audit_id = find_audit(workspace, audit).id if audit else None
        files = [file] if second is None else [file, second]
        if second is not None and audit_id is None and not merges.is_here(workspace, file):
            if workspace.read_only:
                folder = stack.enter_context(TemporaryDirectory())
                workspace = stack.enter_context(open_workspace(Path(folder) / "look.symbio"))
            merges.take_first(workspace, file)
            files = [second]
        equal = len(files) == 1 and second is not None
        for one in files:
            proposal = merges.look_at(workspace, one, audit_id, as_equals=equal)
            done = merges.merge_in(workspace, proposal, {}, take) if yes else None
            found.append((_lines(proposal), done))
    if as_json:
        said = [
            {**lines, "take": take, "operation": done.operation if done else None}
            for lines, done in found
        ]
        emit_json(said[0] if second is None else said)
        return
    for lines, done in found:
        _print(lines, done)


def _print(lines: dict[str, Any], done: Any) -> None:
    for item in (*lines["taken"], *lines["conflicts"]):
        click.echo(item["text"])
    changes = plural(N_("{n} change of theirs"), N_("{n} changes of theirs"), len(lines["taken"]))
    conflicts = plural(N_("{n} conflict"), N_("{n} conflicts"), len(lines["conflicts"]))
    if done is None:
        note(
            _("{changes}, {conflicts}; add --yes to merge.").format(
                changes=changes, conflicts=conflicts
            )
        )
    else:
        note(_("Merged: {changes}, {conflicts}.").format(changes=changes, conflicts=conflicts))


def _lines(proposal: Any) -> dict[str, Any]:
    """What would change, for programs and for people."""
    from symbioaudit.methodology import load_pack
    from symbioaudit.services.mergetext import conflict_line, taken_line
    from symbioaudit.services.wording import words_for

    audit = proposal.mine.audit
    both = (*proposal.other.snapshot.all_records(), *proposal.mine.all_records())
    words = words_for(load_pack(audit.pack_id, audit.overlay_id), both, language())
    return {
        "audit": proposal.audit_id,
        "ancestor": proposal.ancestor,
        "taken": [
            {
                "entity": t.entity,
                "id": t.id,
                "field": t.path,
                "text": taken_line(proposal, t, words),
            }
            for t in proposal.plan.taken
        ],
        "conflicts": [
            {
                "entity": c.entity,
                "id": c.id,
                "field": c.path,
                "mine": c.mine[0],
                "theirs": c.theirs[0],
                "text": conflict_line(proposal, c, words),
            }
            for c in proposal.conflicts
        ],
    }
