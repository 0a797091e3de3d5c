"""``symbioaudit status-advice STREAM``: what the law probably says of a stream, with its basis and what is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.i18n import N_, _
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, workspace_path

if TYPE_CHECKING:
    from symbioaudit.services.legal_status import Advised

ANSWERS = {True: N_("yes"), False: N_("no"), None: N_("not known")}
LICENCE = {True: N_("needed"), False: N_("not needed"), None: N_("not known")}


@spoken.command(help=N_("Advise on the legal status of STREAM (id or name): never a verdict."))
@spoken.argument("stream")
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
@click.pass_context
def command(ctx: click.Context, stream: str, *, as_json: bool) -> None:
    """The advice, the questions that led to it, what must be documented."""
    from symbioaudit.services.legal_status import status_advice
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        found = status_advice(workspace, stream)
    if as_json:
        emit_json(as_data(found))
        return
    for line in lines(found):
        click.echo(line)


def lines(found: Advised) -> Iterator[str]:
    """For a terminal."""
    advice, rule = found.advice, found.advice.rule
    yield f"{found.stream.name or '—'}  {found.stream.id}"
    if rule is None:
        yield _(
            "The status cannot be told yet: enter the FKKO code, the hazard class or the legal status."
        )
    else:
        status = found.pack.text("legal_statuses", rule.status).render()
        sure = "" if advice.certain else _("; other answers below could change it")
        yield _("Probably: {title} ({status}){sure}").format(
            title=rule.title.render(), status=status, sure=sure
        )
        yield _("Licence: {need}. {text}").format(
            need=_(LICENCE[advice.licence_required]), text=rule.licence.render()
        )
        yield rule.advice.render()
    yield _("Questions:")
    for asked in advice.path:
        yield f"  {_(ANSWERS[asked.answer]):<12} {asked.rule.question.render()}"
    if advice.documents:
        yield _("What must be documented:")
    for document, met in advice.documents:
        yield f"  [{'✓' if met else ' ' if met is None else '!'}] {document.text.render()}"
    for basis in rule.basis if rule else ():
        article = f", {_('art.')} {basis.article}" if basis.article else ""
        mark = "" if basis.verified else f" ({_('not verified')})"
        yield f"  § {basis.act.render()}{article}, {basis.date}{mark}"
    yield _("Advice, not a verdict: check it with a lawyer.")


def as_data(found: Advised) -> dict[str, Any]:
    """For programs, both languages."""
    advice, rule = found.advice, found.advice.rule
    data: dict[str, Any] = {
        "stream": found.stream.id,
        "name": found.stream.name,
        "status": rule.status if rule else None,
        "rule": rule.id if rule else None,
        "certain": advice.certain,
        "licence_required": advice.licence_required,
        "path": [
            {"rule": a.rule.id, "question": _both(a.rule.question), "answer": a.answer}
            for a in advice.path
        ],
        "unknown": [r.id for r in advice.unknown],
    }
    if rule:
        data |= {
            "title": _both(rule.title),
            "licence": _both(rule.licence),
            "advice": _both(rule.advice),
        }
        data["documents"] = [{**_both(d.text), "met": met} for d, met in advice.documents]
        data["basis"] = [
            {"act": _both(b.act), "article": b.article, "date": b.date, "verified": b.verified}
            for b in rule.basis
        ]
    return data


def _both(text: Any) -> dict[str, str]:
    return {"ru": text.ru, "en": text.en}
