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


def workspace_path(ctx: click.Context, *, ask: bool = True) -> Path:
    """The workspace file that this run works on, unlocked when it is encrypted."""
    chosen = (ctx.find_root().obj or {}).get("workspace")
    if chosen and "\0" in chosen:
        raise click.BadParameter(repr(chosen), param_hint="--workspace")
    path = Path(chosen) if chosen else default_workspace()
    if ask and path.is_file():
        open_up(ctx, path)
    return path


def open_up(ctx: click.Context, path: Path) -> None:
    """Ask for the password of an encrypted workspace, once in a run."""
    from symbioaudit.services.vault import needs_password, unlock

    if needs_password(path):
        from symbioaudit.cli.passwords import WORKSPACE, given

        fd = (ctx.find_root().obj or {}).get("password_fd")
        password = given(WORKSPACE, N_("Password of the workspace"), fd=fd)
        if password is not None:
            unlock(path, password)  # without one the opening itself says that it is encrypted


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
