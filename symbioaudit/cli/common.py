"""What the commands share: the workspace option, JSON output, progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from symbioaudit.base.i18n import N_
from symbioaudit.base.paths import default_workspace

SEVERITIES = {
    "blocker": N_("blocker"),
    "error": N_("error"),
    "warning": N_("warning"),
    "hint": N_("hint"),
}


def workspace_path(ctx: click.Context) -> Path:
    """The workspace file that this run works on."""
    chosen = (ctx.find_root().obj or {}).get("workspace")
    if chosen and "\0" in chosen:
        raise click.BadParameter(repr(chosen), param_hint="--workspace")
    return Path(chosen) if chosen else default_workspace()


def emit_json(value: Any, *, indent: int | None = 2) -> None:
    """Print ``value`` as JSON on stdout; where that is not UTF-8, other letters are escaped."""
    plain = "utf" not in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    click.echo(json.dumps(value, ensure_ascii=plain, indent=indent, allow_nan=False, default=str))


def note(text: str) -> None:
    """Say something to the person on stderr; stdout stays for data."""
    click.echo(text, err=True)


def progress_line() -> Callable[[str, float | None], None]:
    """A reporter ``(what, fraction)`` that draws one line on a terminal, plain lines elsewhere."""
    tty = sys.stderr.isatty()

    def report(what: str, fraction: float | None = None) -> None:
        share = "" if fraction is None else f" {fraction:4.0%}"
        click.echo(f"\r\033[K{what}{share}" if tty else f"{what}{share}", err=True, nl=not tty)

    return report
