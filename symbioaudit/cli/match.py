"""``symbioaudit match``: who could take what a plant has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from symbioaudit.analysis.symbiosis.explain import spoken
from symbioaudit.analysis.symbiosis.gaps import GATES
from symbioaudit.base.i18n import N_, _, language, translate
from symbioaudit.cli import spoken as say
from symbioaudit.cli.common import emit_json, workspace_path
from symbioaudit.services.matching import Told

VERDICTS = {"pass": N_("passed"), "fail": N_("shut"), "unknown": N_("to be asked")}
PAIR = "pair"


@say.command(
    help=N_(
        "Match what plants have with what others want or typically take; “pair A B” compares two ends."
    ),
    example="symbioaudit match 2026-001 --json > matches.json",
)
@say.argument("words", nargs=-1, metavar="AUDIT | pair A B")
@say.option("--all", "everyone", is_flag=True, help=N_("All audits of the workspace."))
@say.option("--catalogue", "catalogues", multiple=True, type=click.Path(path_type=Path),
            metavar="FILE", help=N_("A file with offers and wants of others; may be given again."))  # fmt: skip
@say.option(
    "--top",
    default=5,
    type=click.IntRange(1, 1000),
    help=N_("Matches of each stream that are shown."),
)
@say.option("--explain", is_flag=True, help=N_("Explain each match in a paragraph."))
@say.option("--json", "as_json", is_flag=True, help=N_("Print as JSON."))
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    everyone: bool,
    catalogues: tuple[Path, ...],
    top: int,
    explain: bool,
    as_json: bool,
) -> None:
    """Print matches, or everything about them as JSON."""
    from symbioaudit.services import matching
    from symbioaudit.services.workspace import open_workspace

    _check(ctx, words, everyone)
    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        place = matching.open_market(workspace, catalogues)
        if words and words[0] == PAIR:
            found = matching.pair(place, workspace, *words[1:])[:top]
        else:
            party = None if everyone else matching.party_named(workspace, words[0])
            found = place.matches(party, top)
    told = [place.told(m) for m in found]
    if as_json:
        emit_json([matching.match_json(t, place.pack) for t in told])
    else:
        for line in lines(told, explain=explain):
            click.echo(line)


def _check(ctx: click.Context, words: tuple[str, ...], everyone: bool) -> None:
    is_pair = bool(words) and words[0] == PAIR
    fits = len(words) == 3 if is_pair else len(words) == (0 if everyone else 1)
    if not fits:
        raise click.UsageError(_("Name one audit, or --all, or “pair” with two ends."), ctx)


def lines(found: list[Told], *, explain: bool) -> Iterator[str]:
    """One line for each match, and its paragraph where it is asked for."""
    lang = language()
    if not found:
        yield _("No match was found; what such a plant typically gives may not be recorded yet.")
    for told in found:
        m = told.match
        gates = ", ".join(
            f"{translate(GATES[g.name], lang)}: {translate(VERDICTS[g.verdict], lang)}"
            for g in m.gates
        )
        want = m.want.name or _("typical taker")
        yield (
            f"{m.score:5.1f} [{m.low:.0f}–{m.high:.0f}]  {m.donor.name}: {m.have.name} → "
            f"{m.receiver.name}: {want}"
        )
        if explain:
            yield f"  {spoken(told.sentences, lang)}"
            yield f"  {gates}"
