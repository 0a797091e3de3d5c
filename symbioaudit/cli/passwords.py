"""Where a password comes from: a file descriptor, the environment, a prompt. Never from the command line."""

from __future__ import annotations

import os
import sys

import click

from symbioaudit.base.i18n import N_, _
from symbioaudit.cli import spoken

WORKSPACE = "SYMBIOAUDIT_PASSWORD"
NEW_WORKSPACE = "SYMBIOAUDIT_NEW_PASSWORD"
IDENTITY = "SYMBIOAUDIT_IDENTITY_PASSWORD"
NEW_IDENTITY = "SYMBIOAUDIT_NEW_IDENTITY_PASSWORD"
LONGEST = 4096

identity_fd = spoken.option(
    "--identity-fd",
    type=click.IntRange(0),
    metavar="NUMBER",
    help=N_("File descriptor to read the password of the key from."),
)


def given(variable: str, prompt: str, *, fd: int | None = None, new: bool = False) -> str | None:
    """The password, or None where nobody can be asked; a new one is asked for twice.

    Raises:
        click.BadParameter: the file descriptor cannot be read.
    """
    if fd is not None:
        return _from(fd)
    if variable in os.environ:
        return os.environ[variable]
    if not sys.stdin.isatty():
        return None
    return str(click.prompt(_(prompt), hide_input=True, confirmation_prompt=new, err=True))


def _from(fd: int) -> str:
    try:
        with os.fdopen(fd, "rb", closefd=False) as handle:
            return handle.readline(LONGEST).decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise click.BadParameter(str(fd), param_hint="FD") from fault
