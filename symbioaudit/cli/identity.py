"""``symbioaudit identity``: the key that signs packages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symbioaudit.base.i18n import N_, _
from symbioaudit.cli import passwords, spoken
from symbioaudit.cli.common import emit_json, note

if TYPE_CHECKING:
    from symbioaudit.exchange.keys import SigningKey
    from symbioaudit.services.identity import Identity

JSON = spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
KEYRING = spoken.option(
    "--keyring",
    is_flag=True,
    help=N_("Let the keyring of the system close the key, not a password."),
)
FD = passwords.identity_fd


@spoken.group(help=N_("Your signature key: make, show, move, restore."))
def command() -> None:
    """Commands of the key."""


@command.command(
    help=N_("Make the key that signs your packages, closed with a password or by the keyring."),
    example='symbioaudit identity new --name "A. Ivanova"',
)
@spoken.option(
    "--name", required=True, metavar="TEXT", help=N_("Your name, as receivers will see it.")
)
@KEYRING
@FD
@JSON
def new(name: str, keyring: bool, identity_fd: int | None, as_json: bool) -> None:
    """Make a key."""
    from symbioaudit.services import identity

    made = identity.new(name, None if keyring else new_password(identity_fd))
    _show(made, as_json)
    if not as_json:
        note(_("Print the recovery kit now: symbioaudit identity recovery"))


@command.command(help=N_("Show your public key and its fingerprint."))
@JSON
def show(as_json: bool) -> None:
    """Show the key; nothing is opened."""
    from symbioaudit.services import identity

    _show(identity.show(), as_json)


@command.command(
    help=N_("Write the key to a file with a password, for another computer."),
    example="symbioaudit identity export ivanova.key",
)
@spoken.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@spoken.option("--public", is_flag=True, help=N_("Only the public line, for those who verify."))
@FD
def export(file: Path, public: bool, identity_fd: int | None) -> None:
    """Write the key, or its public half."""
    from symbioaudit.base.errors import EXISTS
    from symbioaudit.base.writing import write_bytes
    from symbioaudit.services import identity

    if file.exists():
        raise EXISTS(path=file)
    if public:
        write_bytes(file, identity.public_line(identity.show().key).encode())
    else:
        identity.export(open_key(identity_fd), file, new_password(None))
    note(str(file))


@command.command(
    "import",
    help=N_("Take a key over from a file that “identity export” has written."),
    example="symbioaudit identity import ivanova.key",
)
@spoken.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@KEYRING
@FD
@JSON
def import_(file: Path, keyring: bool, identity_fd: int | None, as_json: bool) -> None:
    """Bring a key here; without a new password it keeps the one of the file."""
    from symbioaudit.services import identity

    opener = passwords.given(passwords.IDENTITY, N_("Password of the key"), fd=identity_fd) or ""
    _show(identity.import_key(file, opener, None if keyring else opener), as_json)


@command.command(
    help=N_("Print the recovery kit, or restore the key from one that is typed or piped in."),
    example='symbioaudit identity recovery\nsymbioaudit identity recovery --restore --name "A. Ivanova"',
)
@spoken.option("--restore", is_flag=True, help=N_("Read a kit from standard input."))
@spoken.option("--name", default="", metavar="TEXT", help=N_("Your name, when a key is restored."))
@KEYRING
@FD
@JSON
def recovery(
    restore: bool, name: str, keyring: bool, identity_fd: int | None, as_json: bool
) -> None:
    """The way back from paper."""
    from symbioaudit.services import identity

    if restore:
        typed = sys.stdin.read() if not sys.stdin.isatty() else _typed()
        password = None if keyring else new_password(identity_fd)
        _show(identity.restore(typed, name, password), as_json)
        return
    key = open_key(identity_fd)
    click.echo(
        kit_page(_("Recovery kit of the signature key"), identity.recovery_lines(key), key.name)
    )
    click.echo(_("Fingerprint: {text}").format(text=key.public.fingerprint))


def kit_page(title: str, lines: tuple[str, ...], name: str) -> str:
    """What is printed and put into a safe."""
    from symbioaudit.base import clock
    from symbioaudit.base.i18n import day_text

    day = day_text(clock.now().date()).render()
    rows = "\n".join(f"    {n}.  {line}" for n, line in enumerate(lines, 1))
    warning = _(
        "Whoever has this paper can do what the key can. Keep it in a safe, never beside the computer; "
        "no I, L, O or U stands in it."
    )
    return f"{title}\n{name} · {day}\n\n{rows}\n\n{warning}"


def open_key(fd: int | None) -> SigningKey:
    """The key of this user, opened."""
    from symbioaudit.services import identity

    if identity.show().protection == identity.KEYRING:
        return identity.unlock(None)
    return identity.unlock(
        passwords.given(passwords.IDENTITY, N_("Password of the key"), fd=fd) or ""
    )


def new_password(fd: int | None) -> str:
    """A new password for a key; an empty one is refused further on."""
    asked = N_("New password of the key")
    return passwords.given(passwords.NEW_IDENTITY, asked, fd=fd, new=True) or ""


def _typed() -> str:
    note(_("Type the four lines of the kit:"))
    return "\n".join(click.prompt(f"{n}", err=True) for n in range(1, 5))


def _show(found: Identity, as_json: bool) -> None:
    key = found.key
    if as_json:
        emit_json(
            {
                "name": key.name,
                "role": key.role,
                "public": key.text,
                "fingerprint": key.fingerprint,
                "protection": found.protection,
                "path": str(found.path),
            }
        )
        return
    from symbioaudit.services.identity import public_line

    click.echo(key.name)
    click.echo(_("Fingerprint: {text}").format(text=key.fingerprint))
    click.echo(public_line(key).strip())
