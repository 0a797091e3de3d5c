"""``symbioaudit intake``: write the questionnaire, load filled workbooks and lists."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.errors import EXISTS, Exit
from symbioaudit.base.i18n import N_, _, language, plural, translate
from symbioaudit.cli import spoken
from symbioaudit.cli.common import SEVERITIES, emit_json, note, workspace_path

if TYPE_CHECKING:
    from symbioaudit.services.intakes import Proposal

SHOWN = 40  # findings and fields printed before the rest is only counted
OUTCOMES = {
    "added": N_("added"),
    "changed": N_("changed"),
    "same": N_("same"),
    "disputed": N_("disputed"),
    "skipped": N_("skipped"),
}


@spoken.group(help=N_("Write the questionnaire workbook; load filled workbooks and lists."))
def command() -> None:
    """The group of commands about questionnaires and lists."""


@command.command(
    help=N_("Write a questionnaire to FILE; for an audit, with what is known already."),
    example="symbioaudit intake new questionnaire.xlsx --audit 2026-001 --lang ru",
)
@spoken.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@spoken.option("--audit", help=N_("Audit: its number, its id or a piece of it."))
@spoken.option("--lang", type=click.Choice(["ru", "en"]), help=N_("Language of the questionnaire."))
@spoken.option("--pack", default="is-screening-ru", show_default=True, help=N_("Methodology."))
@spoken.option(
    "--depth",
    type=click.Choice(["express", "standard", "deep"]),
    help=N_("How deep to ask; by default as the audit, else standard."),
)
@spoken.option("--full", is_flag=True, help=N_("Ask every field, not only what is needed."))
@spoken.option("--open-only", is_flag=True, help=N_("Ask again only what is open in the audit."))
@spoken.option("--due", default="", help=N_("Until when to return it, written on the first sheet."))
@spoken.option("--return-to", default="", help=N_("Where to return it: an address, an e-mail."))
@spoken.option("--contact", default="", help=N_("Who answers questions: name, phone."))
@spoken.option("--force", is_flag=True, help=N_("Write over an existing file."))
@click.pass_context
def new(ctx: click.Context, /, file: Path, *, force: bool, **options: Any) -> None:
    """One workbook, empty or filled."""
    from symbioaudit.services import intakes
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    if file.exists() and not force:
        raise EXISTS(path=str(file))
    audit = options["audit"]
    if options["open_only"] and audit is None:
        raise click.UsageError(_("--open-only needs --audit"))
    how: dict[str, Any] = {
        "lang": options["lang"] or language(),
        "depth": options["depth"],
        "whole": options["full"],
        "letter": intakes.Letter(options["due"], options["return_to"], options["contact"]),
        "open_only": options["open_only"],
    }
    if audit is None:
        intakes.new(file, pack_id=options["pack"], **how)
    else:
        with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
            found = find_audit(workspace, audit)
            intakes.new(file, workspace=workspace, audit_id=found.id, **how)
    note(_("The questionnaire is in {path}.").format(path=file))


@command.command(
    help=N_("Load a filled questionnaire or a list of streams from FILE."),
    example='symbioaudit intake load questionnaire.xlsx --dry-run\nsymbioaudit intake load waste.csv --audit 2026-001 --form F09 --map "Отход=name" --map "Масса=quantity:т"',
)
@spoken.argument("file", type=click.Path(path_type=Path))
@spoken.option("--audit", help=N_("Audit: its number, its id or a piece of it."))
@spoken.option("--dry-run", is_flag=True, help=N_("Only show what would be done."))
@spoken.option("--yes", is_flag=True, help=N_("Do not ask."))
@spoken.option("--map", "mapping", multiple=True, help=N_("“Column=field” or “Column=field:unit”."))
@spoken.option("--sheet", help=N_("Sheet to read, where a list has several."))
@spoken.option(
    "--profile",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Mapping of columns kept in a file: read where FILE is there, else written."),
)
@spoken.option("--form", help=N_("Form that the rows of a list belong to, for example F09."))
@spoken.option(
    "--locale",
    type=click.Choice(["ru", "en", "da", "any"]),
    help=N_("How numbers are written in the file: which sign is decimal."),
)
@spoken.option("--strict", is_flag=True, help=N_("Exit 4 when there were warnings or errors."))
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
@click.pass_context
def load(
    ctx: click.Context, /, file: Path, *, dry_run: bool, yes: bool, as_json: bool, **options: Any
) -> int:
    """Show findings and differences, ask, then apply as one operation."""
    from symbioaudit.services import intakes
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    how = {"mapping": tuple(options["mapping"]), "form": options["form"], "sheet": options["sheet"]}
    staged = intakes.stage_with_profile(file, options["profile"], **how)
    path = workspace_path(ctx)
    looking = dry_run or not (yes or _is_terminal())
    if not path.exists():
        intakes.diff(None, staged, locale=options["locale"])  # refused before a file is made
    nothing_yet = looking and not path.exists()
    with nullcontext() if nothing_yet else open_workspace(path, read_only=looking) as workspace:
        chosen = options["audit"]
        audit_id = find_audit(workspace, chosen).id if chosen and workspace else None
        proposal = intakes.diff(workspace, staged, audit_id=audit_id, locale=options["locale"])
        (_show_json if as_json else _show)(proposal)
        if looking or workspace is None:
            note(_("Nothing was written. Load with --yes to apply."))
        elif proposal.empty:
            note(_("Nothing new in the file; nothing was changed."))
        elif yes or click.confirm(_("Apply?"), err=True):
            intakes.apply(workspace, proposal)
            note(_("Loaded into audit {audit}.").format(audit=proposal.snapshot.audit.id))
        else:
            note(_("Stopped; nothing was changed."))
    return _exit(proposal, strict=options["strict"])


def _is_terminal() -> bool:
    import sys

    return sys.stdin.isatty()


def _exit(proposal: Proposal, *, strict: bool) -> int:
    noticed = any(f.severity != "hint" for f in proposal.plan.findings) or proposal.plan.claims
    return int(Exit.WARNINGS) if strict and noticed else int(Exit.DONE)


def _show(proposal: Proposal) -> None:
    """For people: columns of a list, findings by cell, differences, the sum."""
    staged, plan, lang = proposal.staged, proposal.plan, language()
    for guess in staged.mapping:
        unit = f" [{guess.unit}]" if guess.unit else ""
        click.echo(f"{guess.place}: {guess.column} → {guess.code or '—'}{unit}")
    _some([f"{translate(SEVERITIES[f.severity], lang)} {f.render(lang)}" for f in plan.findings])
    _some([_field_line(item, lang) for item in plan.fields])
    _some(
        [f"{row.place}: {row.reason.render(lang)}" for row in plan.rows if row.reason is not None]
    )
    counts = ", ".join(
        f"{translate(OUTCOMES[outcome], lang)} {n}" for outcome, n in plan.counts.items()
    )
    rows = plural(N_("{n} row"), N_("{n} rows"), staged.source_rows, lang)
    click.echo(f"{staged.name}: {rows}: {counts}")


def _field_line(item: Any, lang: str) -> str:
    mark = "≠" if item.disputed else "→"
    return f"{item.place}: {item.label.render(lang)}: {item.old or '—'} {mark} {item.new}"


def _some(lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        click.echo(line)
    if len(lines) > SHOWN:
        click.echo(plural(N_("… and {n} more"), N_("… and {n} more"), len(lines) - SHOWN))


def _show_json(proposal: Proposal) -> None:
    """For programs: everything, in both languages where it is text."""
    plan, staged = proposal.plan, proposal.staged
    emit_json(
        {
            "file": staged.name,
            "kind": staged.kind,
            "audit": proposal.snapshot.audit.id,
            "new_audit": proposal.fresh,
            "empty": proposal.empty,
            "rows": {outcome.value: n for outcome, n in plan.counts.items()},
            "source_rows": staged.source_rows,
            "mapping": [
                {"column": g.column, "field": g.code, "unit": g.unit, "place": g.place}
                for g in staged.mapping
            ],
            "findings": [
                {
                    "severity": f.severity.value,
                    "place": f.place,
                    "ru": f.message.render("ru"),
                    "en": f.message.render("en"),
                }
                for f in plan.findings
            ],
            "fields": [
                {
                    "place": f.place,
                    "entity": f.entity,
                    "id": f.id,
                    "field": f.code,
                    "old": f.old,
                    "new": f.new,
                    "disputed": f.disputed,
                }
                for f in plan.fields
            ],
            "results": [
                {
                    "place": x.place,
                    "outcome": x.outcome.value,
                    "entity": x.entity,
                    "id": x.id,
                    "name": x.name,
                }
                for x in plan.rows
            ],
            "skipped": [
                {"place": x.place, "ru": x.reason.render("ru"), "en": x.reason.render("en")}
                for x in plan.rows
                if x.reason is not None
            ],
        }
    )
