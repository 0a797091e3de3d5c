"""``symbioaudit technologies``: which technologies fit the streams of an audit, and why or why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.i18n import N_, _, language
from symbioaudit.cli import spoken
from symbioaudit.cli.common import emit_json, workspace_path

if TYPE_CHECKING:
    from symbioaudit.analysis.symbiosis.fitting import Fit
    from symbioaudit.services.prospect_words import Words


@spoken.command(
    help=N_("Say which technologies fit what a plant has: what speaks for each, what against."),
    example="symbioaudit technologies 2026-001",
)
@spoken.argument("audit")
@spoken.option("--all", "everything", is_flag=True, help=N_("Also those that do not fit."))
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print as JSON."))
@click.pass_context
def command(ctx: click.Context, audit: str, everything: bool, as_json: bool) -> None:
    """Print a line and the reasons for each, or everything as JSON."""
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.fitting import fitting
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        fits, words = fitting(workspace, find_audit(workspace, audit).id, language())
    shown = [f for f in fits if everything or f.verdict != "fails"]
    if as_json:
        emit_json([_data(f, words) for f in shown])
    else:
        for line in _lines(shown, words):
            click.echo(line)


def _lines(fits: list[Fit], words: Words) -> Iterator[str]:
    from symbioaudit.services import prospect_fits as told

    if not fits:
        yield _("No technology of the library takes what is recorded.")
    for fit in fits:
        name = fit.technology.title.render(words.lang)
        state = f"{_(told.FITTING[fit.verdict])}; {_(told.CLASSES[fit.kind])}, {_('TRL')} {told.trl_text(fit)}"
        yield f"{fit.have.name} → {name} ({state})"
        for title, items in (
            (_("For"), told.reasons_for(fit, words)),
            (_("Against"), told.reasons_against(fit, words)),
            (_("To be checked"), told.to_check(fit, words)),
        ):
            if items:
                yield f"  {title}: {'; '.join(items)}"


def _data(fit: Fit, words: Words) -> dict[str, Any]:
    from symbioaudit.services import prospect_fits as told

    technology = fit.technology
    return {
        "stream": {"id": fit.have.id, "name": fit.have.name, "resource": fit.resource},
        "technology": {
            "id": technology.id,
            "title": {lang: technology.title.render(lang) for lang in ("ru", "en")},
            "product": {lang: technology.product.render(lang) for lang in ("ru", "en")},
            "trl": list(technology.trl),
            "class": fit.kind,
            "source": technology.source,
            "verified": technology.verified,
        },
        "verdict": fit.verdict,
        "confidence": round(fit.confidence, 3),
        "for": told.reasons_for(fit, words),
        "against": told.reasons_against(fit, words),
        "to_check": told.to_check(fit, words),
    }
