"""``symbioaudit audit compare``: two visits, revisions or moments as readable text."""

from __future__ import annotations

import click

from symbioaudit.base.i18n import N_, language
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, workspace_path


@spoken.command(
    help=N_(
        "Say what differs from audit A to audit B; A@2026-05-14 is the audit on a day, A@r1 as it was signed."
    ),
    example="symbioaudit audit compare 2025-001 2026-001",
)
@spoken.argument("first", metavar="A")
@spoken.argument("second", metavar="B")
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
@click.pass_context
def compare(ctx: click.Context, first: str, second: str, *, as_json: bool) -> None:
    """What changed, in words or as JSON."""
    from symbioaudit.methodology import load_pack
    from symbioaudit.services import compare as comparing
    from symbioaudit.services.sides import side
    from symbioaudit.services.wording import words_for
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        one, two = side(workspace, first), side(workspace, second)
    pack = load_pack(two.audit.pack_id, two.audit.overlay_id)
    words = words_for(pack, (*one.all_records(), *two.all_records()), language())
    found = comparing.compare(one, two)
    if as_json:
        emit_json(comparing.as_json(found, words))
    else:
        click.echo(comparing.text_of(found, words))
