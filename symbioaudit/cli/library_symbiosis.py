"""``symbioaudit library resources|precedents|technologies|sectors``: search, show; add and import precedents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.errors import Exit
from symbioaudit.base.i18n import N_, _, language, plural, translate
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, note
from symbioaudit.model.enums import Severity

if TYPE_CHECKING:
    from symbioaudit.methodology import Pack
    from symbioaudit.methodology.libraries import Entry
    from symbioaudit.services.own_library import Taken

SHOWN = 40  # findings printed before the rest is only counted
JSON = spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
OVERLAY = spoken.option("--overlay", help=N_("The region's overlay."))
HELP = {
    "resources": N_("Classes of resources: words, codes, uses and takers."),
    "precedents": N_("Known synergies: search, show, add your own, import lists."),
    "technologies": N_("Technologies that make a resource usable."),
    "sectors": N_("What plants of a sector give, take and use."),
}
OWN = N_("own")
CLASSES = {
    "proven": N_("proven"), "innovative": N_("innovative"), "breakthrough": N_("breakthrough"),
}  # fmt: skip


def _group(part: str) -> click.Group:
    """``search`` and ``show`` of one library."""

    @spoken.group(help=HELP[part])
    def group() -> None:
        """One library."""

    @group.command(help=N_("Find entries by words in Russian or English, or by codes."))
    @spoken.argument("words", nargs=-1, required=True)
    @spoken.option("--sector", help=N_("Only for this activity: a code of OKVED2 or NACE."))
    @spoken.option(
        "--limit", type=click.IntRange(1, 1000), default=20, show_default=True,
        help=N_("At most so many."),
    )  # fmt: skip
    @OVERLAY
    @JSON
    def search(
        words: tuple[str, ...],
        sector: str | None,
        limit: int,
        overlay: str | None,
        *,
        as_json: bool,
    ) -> None:
        """The best first; nothing found is a note, not a failure."""
        from symbioaudit.services import symbiosis_library as library

        pack = _pack(overlay)
        hits = library.search(pack, part, " ".join(words), sector=sector, limit=limit)
        if as_json:
            emit_json([_data(pack, hit.entry) for hit in hits])
            return
        if not hits:
            note(_("Nothing found; try fewer or shorter words."))
        for hit in hits:
            click.echo(_line(pack, hit.entry))

    @group.command(help=N_("Show one entry with its sources."))
    @spoken.argument("entry")
    @OVERLAY
    @JSON
    def show(entry: str, overlay: str | None, *, as_json: bool) -> None:
        """All that is known of it."""
        from symbioaudit.services import symbiosis_library as library

        pack = _pack(overlay)
        found = library.entry_of(pack, part, entry)
        if as_json:
            emit_json(_data(pack, found))
            return
        click.echo(_line(pack, found))
        for line in _tree(library.data_of(found), 1):
            click.echo(line)

    return group


def _pack(overlay: str | None) -> Pack:
    from symbioaudit.methodology import load_pack
    from symbioaudit.methodology.own import read_own

    pack = load_pack(overlay=overlay)
    for fault in read_own().findings:
        note(f"{fault.where}: {fault.what.render()}")
    return pack


def _data(pack: Pack, entry: Entry) -> dict[str, Any]:
    from symbioaudit.methodology.symbiosis import Technology
    from symbioaudit.methodology.technologies import technology_class
    from symbioaudit.services.symbiosis_library import data_of

    data = data_of(entry)
    if isinstance(entry, Technology):
        data["class"] = technology_class(entry, pack.scoring["technology"])
    return data


def _line(pack: Pack, entry: Entry) -> str:
    from symbioaudit.services.symbiosis_library import title_of

    return f"{entry.id}\t{title_of(entry).render()}{_tail(pack, entry)}"


def _tail(pack: Pack, entry: Entry) -> str:
    """Network, class of the technology, unverified, own."""
    from symbioaudit.methodology.symbiosis import OWN as OWN_ORIGIN
    from symbioaudit.methodology.symbiosis import Precedent, Technology
    from symbioaudit.methodology.technologies import technology_class

    parts = []
    if isinstance(entry, Precedent):
        parts.append(entry.network)
    if isinstance(entry, Technology):
        parts.append(_(CLASSES[technology_class(entry, pack.scoring["technology"])]))
    if not getattr(entry, "verified", True):
        parts.append(_("not verified"))
    if entry.origin == OWN_ORIGIN:
        parts.append(translate(OWN, language()))
    return f"  [{', '.join(parts)}]" if parts else ""


def _tree(node: Any, depth: int) -> Iterator[str]:
    """Filled values line by line, texts in the reader's language."""
    margin = "  " * depth
    for key, value in node.items():
        shown = _plain(value)
        if shown in ("", None, [], {}):
            continue
        if isinstance(shown, dict):
            yield f"{margin}{key}:"
            yield from _tree(shown, depth + 1)
        elif isinstance(shown, list) and any(isinstance(x, dict) for x in shown):
            yield f"{margin}{key}:"
            for item in shown:
                yield f"{margin}  - {_flat(item)}"
        else:
            yield f"{margin}{key}: {_flat(shown)}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"ru", "en"} and all(isinstance(v, str) for v in value.values()):
            return value[language()]
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        filled = {k: v for k, v in value.items() if v not in ("", None, [], {})}
        return "; ".join(f"{k} {_flat(v)}" for k, v in filled.items())
    if isinstance(value, list):
        return ", ".join(map(_flat, value))
    return str(value)


precedents = _group("precedents")


@precedents.command(help=N_("Add a synergy that you know to your own library."))
@spoken.option("--donor", required=True, help=N_("Who gives."))
@spoken.option("--donor-nace", help=N_("Its activity: a code of OKVED2 or NACE."))
@spoken.option("--receiver", required=True, help=N_("Who takes."))
@spoken.option("--receiver-nace", help=N_("Its activity: a code of OKVED2 or NACE."))
@spoken.option("--name", required=True, help=N_("The resource in your words."))
@spoken.option("--resource", help=N_("Id of a class of resources; else recognised from the name."))
@spoken.option("--use", help=N_("What it is used for."))
@spoken.option("--treatment", help=N_("What must be done before."))
@spoken.option("--amount", help=N_("How much."))
@spoken.option("--unit", help=N_("Its unit; t/a by default."))
@spoken.option("--year", help=N_("Year of the amount."))
@spoken.option("--fkko", help=N_("FKKO code."))
@spoken.option("--ewc", help=N_("Code of the European waste list."))
@spoken.option("--status", help=N_("operating, past, planned, trial."))
@spoken.option("--country", help=N_("Country."))
@spoken.option("--network", help=N_("Network it belongs to."))
@spoken.option("--source", help=N_("Where it is known from."))
@JSON
def add(*, as_json: bool, **values: str | None) -> None:
    """One entry in the user's folder."""
    from symbioaudit.services.own_library import add_precedent

    done = add_precedent(_pack(None), {k: v for k, v in values.items() if v})
    _report(done, as_json=as_json)


@precedents.command(
    "import", help=N_("Take synergies from a table or YAML file; each row is judged.")
)
@spoken.argument("file", type=click.Path(path_type=Path))
@spoken.option("--strict", is_flag=True, help=N_("Exit 4 when there were warnings."))
@JSON
def import_(file: Path, *, strict: bool, as_json: bool) -> int:
    """Rows that lack something needed are left out and told of."""
    from symbioaudit.services.own_library import import_precedents

    done = import_precedents(_pack(None), file)
    _report(done, as_json=as_json)
    if not (done.added or done.replaced):
        return int(Exit.REFUSED)
    bad = any(f.severity is not Severity.HINT for f in done.findings)
    return int(Exit.WARNINGS if strict and bad else Exit.DONE)


def _report(done: Taken, *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"severity": f.severity.value, "place": f.place, "ru": f.message.render("ru"),
             "en": f.message.render("en")} for f in done.findings
        ]  # fmt: skip
        added = [entry["id"] for entry in done.entries]
        emit_json({"added": done.added, "replaced": done.replaced, "ids": added, "findings": rows})
        return
    told = [f for f in done.findings if f.severity is not Severity.HINT]
    for finding in told[:SHOWN]:
        note(finding.render())
    if len(told) > SHOWN:
        note(plural(N_("… and {n} more"), N_("… and {n} more"), len(told) - SHOWN))
    click.echo(
        _("Added: {added}, replaced: {replaced}.").format(added=done.added, replaced=done.replaced)
    )


GROUPS = {
    "resources": _group("resources"),
    "precedents": precedents,
    "technologies": _group("technologies"),
    "sectors": _group("sectors"),
}
