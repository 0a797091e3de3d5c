"""``symbioaudit methodology``: list, show, check, diff."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.errors import Exit
from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, note

if TYPE_CHECKING:
    from symbioaudit.forms import FieldDef, FormDef
    from symbioaudit.methodology import Pack
    from symbioaudit.services.methodologies import Difference, Proof

JSON = spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
SOURCES_SHOWN = 10
OPERATIONS = {
    "set": N_("changed"), "add": N_("added"), "remove": N_("removed"), "disable": N_("disabled"),
}  # fmt: skip
LONGEST = 60  # of a value in a line


@spoken.group(help=N_("List, show, prove and compare methodologies and regional overlays."))
def command() -> None:
    """The group of commands about methodologies."""


@command.command("list", help=N_("List the methodologies and overlays that are installed."))
@JSON
def list_(*, as_json: bool) -> None:
    """One line each."""
    from symbioaudit.services.methodologies import listed

    found = listed()
    if as_json:
        emit_json(
            [{"id": x.id, "version": x.version, "title": x.title.render(), "base": x.base, "folder": x.folder} for x in found]
        )  # fmt: skip
        return
    for item in found:
        under = f"  ← {item.base}" if item.base else ""
        click.echo(f"{item.id:<20} {item.version:<8} {item.title.render()}{under}")


@command.command(help=N_("Show a methodology: steps, forms, counts, hash, sources."))
@spoken.argument("pack_id", metavar="ID", default="is-screening-ru")
@spoken.option("--overlay", help=N_("Regional overlay of the methodology."))
@spoken.option("--form", "form_id", help=N_("Show the fields of one form, e.g. F09."))
@JSON
def show(pack_id: str, overlay: str | None, form_id: str | None, *, as_json: bool) -> None:
    """The pack as a whole, or one form of it."""
    from symbioaudit.forms.errors import NO_FORM
    from symbioaudit.methodology import load_pack

    pack = load_pack(pack_id, overlay)
    if form_id is None:
        emit_json(_about(pack)) if as_json else _print(_pack_lines(pack))
        return
    form = pack.forms.get(form_id.upper())
    if form is None:
        raise NO_FORM(where=pack.id, form=form_id)
    emit_json(_about_form(form)) if as_json else _print(_form_lines(form, pack))


@command.command(
    help=N_("Prove methodologies before use: TARGET is an id, a folder or a file; all that are installed by default.")
)  # fmt: skip
@spoken.argument("targets", metavar="[TARGET]...", nargs=-1)
@spoken.option("--strict", is_flag=True, help=N_("Exit with 4 when there are warnings."))
@JSON
def check(targets: tuple[str, ...], *, strict: bool, as_json: bool) -> int:
    """Every finding with its place and what to do; exit 3 when a pack cannot be used."""
    from symbioaudit.model.enums import Severity
    from symbioaudit.services.methodologies import prove, prove_all

    proofs = tuple(map(prove, targets)) if targets else prove_all()
    if as_json:
        emit_json([_about_proof(proof) for proof in proofs])
    else:
        for proof in proofs:
            _print(_proof_lines(proof))
    if not all(proof.sound for proof in proofs):
        return int(Exit.REFUSED)
    warned = any(proof.count(Severity.WARNING) for proof in proofs)
    return int(Exit.WARNINGS if strict and warned else Exit.DONE)


@command.command(help=N_("Show what the overlay OVERLAY changes in the methodology BASE."))
@spoken.argument("base")
@spoken.argument("overlay")
@JSON
def diff(base: str, overlay: str, *, as_json: bool) -> None:
    """Operation by operation: what, from what, to what, by which source."""
    from symbioaudit.services.methodologies import differences

    found = differences(base, overlay)
    if as_json:
        emit_json(
            [
                {
                    "op": d.op, "path": d.path, "old": d.old, "new": d.new, "source": d.source,
                    "label": d.label.render() if d.label else None,
                }
                for d in found
            ]
        )  # fmt: skip
        return
    _print(line for d in found for line in _diff_lines(d))


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)


def _about(pack: Pack) -> dict[str, Any]:
    from dataclasses import asdict

    from symbioaudit.services.methodologies import contents, sources

    return {
        "id": pack.id,
        "version": pack.version,
        "hash": pack.hash,
        "title": pack.title.render(),
        "overlay": pack.overlay,
        "overlay_version": pack.overlay_version,
        "contents": asdict(contents(pack)),
        "steps": [
            {"id": s.id, "no": s.number, "title": s.title.render(), "forms": s.forms, "later": s.later}
            for s in pack.steps
        ],
        "forms": [
            {"id": f.id, "title": f.title.render(), "entity": f.entity, "fields": len(f.fields)}
            for f in pack.forms.values()
        ],
        "sources": [{"source": text, "factors": n} for text, n in sources(pack)],
    }  # fmt: skip


def _pack_lines(pack: Pack) -> Iterator[str]:
    from symbioaudit.services.methodologies import contents, sources

    yield f"{pack.id} {pack.version}  {pack.title.render()}"
    if pack.overlay:
        yield _("Overlay: {overlay}").format(overlay=f"{pack.overlay} {pack.overlay_version}")
    yield f"SHA-256 {pack.hash}"
    yield _("Steps:")
    for step in pack.steps:
        mark = _(" (later)") if step.later else ""
        yield f"  {step.number:>2}  {step.title.render()}{mark}  [{', '.join(step.forms) or '—'}]"
    yield _("Forms:")
    for form in pack.forms.values():
        yield f"  {form.id:<5} {form.title.render()} — {_fields(len(form.fields))}"
    n = contents(pack)
    yield _(
        "Closed lists: {lists}. Questions: {questions}. Indicators: {indicators}. "
        "Formulas: {formulas} with {examples} worked examples."
    ).format(
        lists=n.lists, questions=n.questions, indicators=n.indicators, formulas=n.formulas, examples=n.examples
    )  # fmt: skip
    yield _("Factors: {factors}, of them {unverified} not verified. Sources:").format(
        factors=n.factors, unverified=n.unverified
    )
    found = sources(pack)
    for text, count in found[:SOURCES_SHOWN]:
        yield f"  {count:>4}  {text}"
    if len(found) > SOURCES_SHOWN:
        yield _("  … and {n} more: --json lists all").format(n=len(found) - SOURCES_SHOWN)


def _fields(n: int) -> str:
    return plural(N_("{n} field"), N_("{n} fields"), n)


def _about_form(form: FormDef) -> dict[str, Any]:
    return {
        "id": form.id,
        "version": form.version,
        "title": form.title.render(),
        "purpose": form.purpose.render(),
        "entity": form.entity,
        "fields": [
            {
                "code": f.code,
                "label": f.label.render(),
                "type": f.type,
                "dimension": f.dimension,
                "unit": f.unit,
                "enum": f.enum,
                "required": {
                    str(depth): rule if isinstance(rule, bool) else rule.text
                    for depth, rule in (f.required or {}).items()
                },
                "export": f.export,
                "help": f.help.render() if f.help else None,
            }
            for f in form.fields
        ],
    }


def _form_lines(form: FormDef, pack: Pack) -> Iterator[str]:
    yield f"{form.id} {form.version}  {form.title.render()}  ({form.entity})"
    yield f"  {form.purpose.render()}"
    for field in form.fields:
        kind = " ".join(filter(None, (field.type, field.enum or "", field.unit or "")))
        yield f"  {field.code:<24} {field.label.render()}  [{kind}]  {_asked(field)}"
        if field.enum:
            yield "      " + "; ".join(x.text.render() for x in pack.offered(field.enum)[:8])


def _asked(field: FieldDef) -> str:
    rules = field.required or {}
    asked = [
        str(depth) if rule is True else f"{depth}: {rule.text}"
        for depth, rule in rules.items()
        if rule is not False and not (isinstance(rule, bool) and not rule)
    ]
    if len(asked) == len(rules) and all(rule is True for rule in rules.values()):
        return _("required")
    return ", ".join(asked)


def _about_proof(proof: Proof) -> dict[str, Any]:
    return {
        "id": proof.id,
        "path": str(proof.path),
        "sound": proof.sound,
        "findings": [
            {
                "code": f.code,
                "severity": f.severity.value,
                "where": f.where,
                "what": f.what.render(),
                "fix": f.fix.render(),
            }
            for f in proof.findings
        ],
    }


def _proof_lines(proof: Proof) -> Iterator[str]:
    from symbioaudit.model.enums import Severity

    words = {Severity.ERROR: _("error"), Severity.WARNING: _("warning")}
    for f in proof.findings:
        yield f"{f.where}: {words[f.severity]} {f.code}: {f.what.render()} {f.fix.render()}"
    errors, warnings = proof.count(Severity.ERROR), proof.count(Severity.WARNING)
    if proof.findings:
        note(
            _("{id}: {errors}, {warnings}.").format(
                id=proof.id,
                errors=plural(N_("{n} error"), N_("{n} errors"), errors),
                warnings=plural(N_("{n} warning"), N_("{n} warnings"), warnings),
            )
        )
    else:
        yield _("{id}: sound, no findings.").format(id=proof.id)


def _diff_lines(d: Difference) -> Iterator[str]:
    label = f"  ({d.label.render()})" if d.label else ""
    yield f"{_(OPERATIONS[d.op])}  {d.path}{label}"
    if d.old is not None or d.new is not None:
        yield f"    {_short(d.old)} → {_short(d.new)}"
    if d.source:
        yield f"    {d.source}"


def _short(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False, default=str)
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
