"""``symbioaudit network``: the graph of a workspace, and the test of the matching on real networks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.cli import spoken as say
from symbioaudit.cli.common import emit_json, workspace_path
from symbioaudit.services.network_totals import Total
from symbioaudit.services.networks import Tested
from symbioaudit.units import format_number

WAYS = {
    "matching": N_("matching, activity only"),
    "with_uses": N_("matching, with stated uses"),
    "code": N_("equal codes"),
    "lot": N_("by lot"),
}
WHAT = {
    "moved": N_("moved"),
    "co2_avoided": N_("CO₂ avoided"),
    "water_saved": N_("water saved"),
    "money_saved": N_("money saved"),
}
GROUPS = {
    "own": N_("plants of the same network"),
    "pool": N_("plants of all networks"),
    "activities": N_("activities of all networks"),
}


@say.command(
    help=N_("The network of possible exchanges in the workspace, or a test on real networks."),
    example="symbioaudit network --svg > network.svg",
)
@say.option("--workspace", "own_workspace", metavar="FILE", help=N_("Workspace file."))
@say.option("--catalogue", "catalogues", multiple=True, type=click.Path(path_type=Path),
            metavar="FILE", help=N_("A file with offers and wants of others; may be given again."))  # fmt: skip
@say.option("--recall", "recalled", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
            help=N_("Hide the links of the real networks of a file and report how many are found."))  # fmt: skip
@say.option("--totals", "totalled", type=click.Path(path_type=Path), metavar="FILE",
            help=N_("Set the published totals of a network beside what is computed from its parts."))  # fmt: skip
@say.option("--load", "loaded", type=click.Path(path_type=Path), metavar="FILE",
            help=N_("Make an audit of the workspace for each plant of a network first."))  # fmt: skip
@say.option("--json", "as_json", is_flag=True, help=N_("Print as JSON."))
@say.option("--svg", "as_svg", is_flag=True, help=N_("Print a drawing as SVG."))
@click.pass_context
def command(
    ctx: click.Context,
    own_workspace: str | None,
    catalogues: tuple[Path, ...],
    recalled: tuple[Path, ...],
    totalled: Path | None,
    loaded: Path | None,
    as_json: bool,
    as_svg: bool,
) -> None:
    """Print the network, or the figures of a test."""
    if recalled or totalled:
        if recalled:
            _recall(recalled, as_json=as_json)
        if totalled:
            _totals(totalled, as_json=as_json)
        return
    from symbioaudit.services import matching, networks
    from symbioaudit.services.workspace import open_workspace

    path = Path(own_workspace) if own_workspace else workspace_path(ctx)
    if loaded:
        _load(path, loaded)
    with open_workspace(path, create=False, read_only=True) as workspace:
        place = matching.open_market(workspace, catalogues)
    edges = networks.edges_of(place)
    if as_svg:
        click.echo(networks.network_svg(place, edges), nl=False)
    elif as_json:
        emit_json(networks.network_json(place, edges))
    else:
        for m in edges:
            click.echo(f"{m.score:5.1f}  {m.donor.name} → {m.receiver.name}: {m.have.name}")


def _load(path: Path, file: Path) -> None:
    from symbioaudit.services.network_planting import take_in
    from symbioaudit.services.networks import read_networks
    from symbioaudit.services.workspace import open_workspace

    networks = read_networks([file])
    with open_workspace(path) as workspace:
        for each in networks:
            take_in(workspace, each)


def _totals(path: Path, *, as_json: bool) -> None:
    from symbioaudit.methodology import load_pack
    from symbioaudit.services import network_totals
    from symbioaudit.services.networks import read_networks

    found = [network_totals.totals(n, load_pack()) for n in read_networks([path])]
    if as_json:
        emit_json([network_totals.totals_json(t) for t in found])
        return
    for line in (line for total in found for line in _of_total(total)):
        click.echo(line)


def _of_total(total: Total) -> Iterator[str]:
    lang = language()
    yield total.network.title
    for p in total.published:
        high = "" if p.figure.high is None else f"–{format_number(p.figure.high, lang)}"
        value = f"{format_number(p.figure.value, lang)}{high} {p.figure.unit}"
        yield "  " + _("published: {what} {value} ({source})").format(
            what=_(WHAT.get(p.figure.what, p.figure.what)), value=value, source=p.figure.source
        )
    ends = [format_number(v, lang) for v in (total.avoided.low, total.avoided.high)]
    yield "  " + _("computed from the parts: CO₂ avoided {low} to {high} tCO2e/a").format(
        low=ends[0], high=ends[1]
    )
    yield from (f"  {note.render(lang)}" for note in total.notes)


def _recall(paths: tuple[Path, ...], *, as_json: bool) -> None:
    from symbioaudit.methodology import load_pack
    from symbioaudit.services import networks

    rows = networks.tested(networks.read_networks(paths), load_pack(), pool=True)
    if as_json:
        emit_json(networks.tested_json(rows))
    else:
        for line in _table(rows):
            click.echo(line)


def _table(rows: list[Tested]) -> Iterator[str]:
    for row in rows:
        found = row.found
        recall = "  ".join(f"@{top} {value:.2f}" for top, value in found.recall.items())
        counts = _("{links} links, {plants:.0f} plants").format(
            links=found.links, plants=found.plants
        )
        yield f"{_(GROUPS[row.group])}; {_(WAYS[row.way])}: {recall}  MRR {found.reciprocal:.2f}  ({counts})"
