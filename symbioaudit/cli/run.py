"""Runs a command so that no traceback reaches a user (DESIGN §11, §12)."""

from __future__ import annotations

import contextlib
import io
import os
import sys

import click

from symbioaudit.base.errors import SYSTEM_REFUSED, UNEXPECTED, Exit, SymbioError, reason_of
from symbioaudit.base.i18n import _, speak_for


def run(command: click.Command, argv: list[str] | None = None) -> int:
    """Run ``command`` and return the exit code: 0 done, 1 failed, 2 usage, 3 refused, 4 warnings."""
    speak_for("click")
    _never_fail_on_a_letter()
    return _delivered(_code_of(command, argv))


def _delivered(code: int) -> int:
    """What was printed may still wait in a buffer: done is only what arrived."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_stdout()
        return int(Exit.FAILED)
    except OSError as fault:
        click.echo(SYSTEM_REFUSED(reason=reason_of(fault)).render(), err=True)
        _let_go_of_stdout()
        return int(Exit.FAILED)
    return code


def _let_go_of_stdout() -> None:
    """The rest of the buffer has nowhere to go; without this Python complains of it at its end."""
    own = sys.__stdout__
    if own is None or sys.stdout is not own:
        return  # somebody else's stream: theirs to care for
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, own.fileno())


def _code_of(command: click.Command, argv: list[str] | None) -> int:  # noqa: PLR0911
    try:
        result = command.main(args=argv, prog_name="symbioaudit", standalone_mode=False)
        return result if isinstance(result, int) else int(Exit.DONE)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as fault:
        fault.show(file=sys.stderr)
        return int(Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo(_("Stopped; what was not finished was not written."), err=True)
        return int(Exit.FAILED)
    except BrokenPipeError:
        _let_go_of_stdout()
        return int(Exit.FAILED)
    except SymbioError as error:
        click.echo(error.render(), err=True)
        return int(error.spec.exit)
    except OSError as fault:
        click.echo(SYSTEM_REFUSED(reason=reason_of(fault)).render(), err=True)
        _let_go_of_stdout()
        return int(Exit.FAILED)
    except Exception as bug:
        if os.environ.get("SYMBIOAUDIT_TRACEBACK"):
            raise
        _log_bug(bug)
        click.echo(UNEXPECTED(kind=type(bug).__name__).render(), err=True)
        return int(Exit.FAILED)


def _never_fail_on_a_letter() -> None:
    """A terminal that lacks a letter gets a question mark instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def _log_bug(bug: Exception) -> None:
    from symbioaudit.base.log import log_bug

    with contextlib.suppress(OSError):
        log_bug(bug)


def no_window(fault: ImportError) -> int:
    """Say that Qt is not here; the commands work without it."""
    from symbioaudit.cli.errors import NO_WINDOW

    click.echo(NO_WINDOW(reason=str(fault)).render(), err=True)
    return int(Exit.FAILED)
