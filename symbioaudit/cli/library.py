"""``symbioaudit library``: catalogues of codes, and what the methodology knows of symbiosis."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.errors import Exit, SymbioError
from symbioaudit.base.i18n import N_, _, day_text, language, plural, translate
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, note, progress_line
from symbioaudit.cli.library_symbiosis import GROUPS

if TYPE_CHECKING:
    from symbioaudit.services.library import Catalogue, Entry, Imported, SystemInfo

SHOWN = 40  # findings printed before the rest is only counted
OUTCOMES = {
    "new": N_("taken in"),
    "replaced": N_("replaced"),
    "same": N_("the same is there already"),
}
ORIGINS = {"core": N_("core"), "imported": N_("imported")}


@spoken.group(
    help=N_("Catalogues of codes; known synergies, technologies, sectors: search and extend.")
)
def command() -> None:
    """The group of commands about the library of classifiers."""


def _a_date(_ctx: click.Context, _param: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    for shape in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise click.BadParameter(_("write the date as 2026-03-25 or 25.03.2026"))


@command.command(
    "import", help=N_("Take catalogues from FILES: .xlsx, .xls, .csv with code and name.")
)
@spoken.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@spoken.option("--system", help=N_("Which catalogue it is, where the file does not say."))
@spoken.option(
    "--as-of", callback=_a_date, help=N_("Date of the edition; else from the file or its name.")
)
@spoken.option("--source", default="", help=N_("Where the file is from; by default its name."))
@spoken.option("--replace", is_flag=True, help=N_("Take an older or a much smaller edition too."))
@spoken.option("--strict", is_flag=True, help=N_("Exit 4 when there were warnings."))
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
def import_(files: tuple[Path, ...], *, as_json: bool, strict: bool, **options: Any) -> int:
    """Each file is one transaction; one that is refused does not stop the others."""
    from symbioaudit.services import library

    rows: list[dict[str, Any]] = []
    worst, warned = int(Exit.DONE), False
    with library.open_library() as opened:
        for path in files:
            try:
                done = library.import_file(opened, path, progress=_progress(path), **options)
            except SymbioError as refused:
                worst = max(worst, int(refused.spec.exit))
                note(f"{path.name}: {refused.render()}")
                rows.append({"file": path.name, "error": refused.code, "message": refused.render()})
                continue
            warned = warned or any(f.severity == "warning" for f in done.findings)
            rows.append(_imported(path, done))
            if not as_json:
                _show_import(path, done)
    if as_json:
        emit_json(rows)
    return worst or int(Exit.WARNINGS if strict and warned else Exit.DONE)


def _progress(path: Path) -> Any:
    """A line on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        return lambda _share: None
    report = progress_line()
    return lambda share: report(path.name, share)


def _show_import(path: Path, done: Imported) -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)
    for finding in done.findings[:SHOWN]:
        note(f"{path.name}: {finding.render()}")
    if len(done.findings) > SHOWN:
        note(plural(N_("… and {n} more"), N_("… and {n} more"), len(done.findings) - SHOWN))
    held = done.catalogue
    click.echo(f"{path.name}: {_line(held)}: {translate(OUTCOMES[done.outcome], language())}")


def _line(held: Catalogue) -> str:
    """``FKKO, 9100 codes, as of 2026-03-25``."""
    from symbioaudit.services.library import systems

    codes = plural(N_("{n} code"), N_("{n} codes"), held.rows)
    return f"{systems()[held.system].title.render()} ({held.system}), {codes}, {_as_of(held)}"


def _as_of(held: Catalogue) -> str:
    if held.as_of is None:
        return _("date not stated")
    return _("as of {day}").format(day=day_text(held.as_of).render())


def _imported(path: Path, done: Imported) -> dict[str, Any]:
    findings = [
        {
            "severity": f.severity.value,
            "place": f.place,
            "ru": f.message.render("ru"),
            "en": f.message.render("en"),
        }
        for f in done.findings
    ]
    return {
        "file": path.name,
        "outcome": done.outcome.value,
        **_held(done.catalogue),
        "findings": findings,
    }


def _held(held: Catalogue) -> dict[str, Any]:
    return {
        "system": held.system,
        "origin": held.origin.value,
        "rows": held.rows,
        "complete": held.complete,
        "as_of": held.as_of.isoformat() if held.as_of else None,
        "source": held.source,
    }


@command.command(help=N_("Find codes by their beginning or by words in any order."))
@spoken.argument("text", nargs=-1, required=True)
@spoken.option(
    "--system", "chosen", multiple=True, help=N_("Only in this catalogue: fkko, okpd2 …")
)
@spoken.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help=N_("At most so many."),
)
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
def search(text: tuple[str, ...], *, chosen: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Print the best entries; nothing found is a note, not a failure."""
    from symbioaudit.services import library

    with library.open_library() as opened:
        found = library.search(opened, " ".join(text), system=chosen, limit=limit)
    if as_json:
        emit_json([_found(x) for x in found])
        return
    if not found:
        note(_("Nothing found; try fewer or shorter words."))
    known = library.systems()
    for x in found:
        click.echo(f"{x.system}\t{x.printed}\t{x.title(language())}{_tail(x, known[x.system])}")


def _tail(x: Entry, info: SystemInfo) -> str:
    """The level of a heading, the symbol of a unit, the other code of a pair."""
    level = info.levels.get(x.level)
    parts = [level.render() if level else "", x.facts.get("symbol_ru", ""), x.variant]
    shown = ", ".join(part for part in parts if part)
    return f"  [{shown}]" if shown else ""


def _found(x: Entry) -> dict[str, Any]:
    from symbioaudit.model.codes import hazard_class

    return {
        "system": x.system,
        "code": x.code,
        "printed": x.printed,
        "name": x.name,
        "level": x.level or None,
        "parent": x.parent or None,
        "variant": x.variant or None,
        "hazard_class": hazard_class(x.code) if x.system == "fkko" else None,
        "facts": dict(x.facts),
    }


@command.command("list", help=N_("Show which catalogues there are, how many codes, from where."))
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
def list_(*, as_json: bool) -> None:
    """The core and what was imported; an import of a whole catalogue stands before the core."""
    from symbioaudit.services import library

    with library.open_library() as opened:
        held = library.catalogues(opened)
    if as_json:
        emit_json([_held(one) for one in held])
        return
    for one in held:
        origin = translate(ORIGINS[one.origin], language())
        click.echo(f"{_line(one)}, {origin}: {one.source}")


@command.command(help=N_("Take an imported catalogue out again; the core counts then."))
@spoken.argument("system")
def forget(system: str) -> None:
    """Undo an import."""
    from symbioaudit.services import library

    with library.open_library() as opened:
        library.forget(opened, system)
    note(_("The imported catalogue {system} was taken out.").format(system=system))


for _name, _part in GROUPS.items():
    command.add_command(_part, _name)
