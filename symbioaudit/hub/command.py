"""``symbioaudit hub``: make a hub, serve it, keep the keys of its consultants.

The terminal is a neighbour room: it hands its way of speaking over, nothing of it is imported here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from symbioaudit.base.i18n import N_, _
from symbioaudit.hub import errors as e

if TYPE_CHECKING:
    from symbioaudit.hub.database import Database

ROLES = ("consultant", "operator")
F = TypeVar("F", bound=Callable[..., Any])


class Speech(Protocol):
    """Options, arguments and groups whose help is in the reader's language."""

    def option(self, *names: str, **attrs: Any) -> Callable[[F], F]:
        """An option."""

    def argument(self, *names: str, **attrs: Any) -> Callable[[F], F]:
        """An argument."""

    def group(self, **attrs: Any) -> Callable[[Callable[..., Any]], click.Group]:
        """A group of commands."""


FOLDER = click.Path(file_okay=False, path_type=Path)


@contextmanager
def extra() -> Iterator[None]:
    """Say which library is missing where the extra ``hub`` is not installed.

    Raises:
        OperationFailed: SA-9513.
    """
    try:
        yield
    except ModuleNotFoundError as fault:
        if (fault.name or "").startswith("symbioaudit"):
            raise
        raise e.NO_EXTRA(name=fault.name) from fault


def make_command(spoken: Speech) -> click.Group:
    """The group of commands, speaking as the terminal does."""

    @spoken.group(help=N_("The platform’s receiving server: make it, serve it, keep its keys."))
    def command() -> None:
        """Commands of the hub."""

    _add_init(command, spoken)
    _add_serve(command, spoken)
    _add_keys(command, spoken)
    _add_openapi(command)
    _add_match(command, spoken)
    return command


def _add_init(command: click.Group, spoken: Speech) -> None:
    @command.command(
        "init",
        help=N_("Make a hub: its folder, keys and database. Prints the keys that laptops trust."),
        example="symbioaudit hub init /srv/hub --name “Platform” > platform.keys",
    )
    @spoken.argument("folder", type=FOLDER)
    @spoken.option("--name", default="hub", help=N_("Name of the hub on its receipts."))
    @spoken.option(
        "--database",
        metavar="URL",
        help=N_("postgresql://…; without it SQLite inside the folder, for a try."),
    )
    def init(folder: Path, name: str, database: str | None) -> None:
        """Make a hub."""
        with extra():
            from symbioaudit.hub import folder as home

            click.echo(home.init(folder, name=name, database=database), nl=False)


def _add_serve(command: click.Group, spoken: Speech) -> None:
    @command.command(
        "serve",
        help=N_("Serve a hub until it is told to stop; what is being taken in is finished first."),
        example="symbioaudit hub serve /srv/hub --host 0.0.0.0 --port 8443",
    )
    @spoken.argument("folder", type=FOLDER)
    @spoken.option("--host", default="127.0.0.1", help=N_("Address to listen at."))
    @spoken.option(
        "--port", default=8440, type=click.IntRange(0, 65535), help=N_("Port; 0 takes a free one.")
    )
    @spoken.option(
        "--processes",
        default=1,
        type=click.IntRange(1, 64),
        help=N_("Processes that share the work; more than one needs PostgreSQL."),
    )
    def serve(folder: Path, host: str, port: int, processes: int) -> None:
        """Serve it."""
        with extra():
            import uvicorn

            from symbioaudit.hub import app, logs
            from symbioaudit.hub.folder import settings_of

        settings = settings_of(folder)
        if processes > 1 and settings.database.startswith("sqlite"):
            raise click.UsageError(_("Several processes need PostgreSQL: hub init --database."))
        os.environ[app.FOLDER] = str(folder.resolve())
        logs.to_json_lines()
        uvicorn.run(
            "symbioaudit.hub.app:from_environment", factory=True, host=host, port=port,
            workers=processes, log_config=None, timeout_graceful_shutdown=30, server_header=False,
        )  # fmt: skip


def _add_keys(command: click.Group, spoken: Speech) -> None:
    @command.group("keys", cls=type(command), help=N_("Keys of consultants and operators."))
    def keys() -> None:
        """Commands of keys."""

    @keys.command(
        "add",
        help=N_("Let somebody in: the file of their public key. Prints their token, only now."),
        example="symbioaudit hub keys add /srv/hub ivanova.keys --role consultant --region 51",
    )
    @spoken.argument("folder", type=FOLDER)
    @spoken.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @spoken.option("--name", help=N_("Name; by default the one in the file."))
    @spoken.option("--role", type=click.Choice(ROLES), default="consultant", help=N_("Role."))
    @spoken.option("--region", metavar="CODE", help=N_("Region, two digits."))
    def add(folder: Path, file: Path, name: str | None, role: str, region: str | None) -> None:
        """Register a key."""
        from symbioaudit.exchange import trust

        found = trust.load(file.read_bytes(), where=file.name).keys
        if len(found) != 1:
            raise e.BAD_MEMBER(n=len(found))
        key = found[0]
        with _database(folder) as database:
            from symbioaudit.hub import members

            token = members.add_key(
                database, public_key=key.text, fingerprint=key.fingerprint,
                name=name or key.name or key.fingerprint, role=role, region=region,
            )  # fmt: skip
        click.echo(token)

    @keys.command("list", help=N_("List the keys."))
    @spoken.argument("folder", type=FOLDER)
    @spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
    def list_(folder: Path, as_json: bool) -> None:
        """Every key."""
        with _database(folder) as database:
            from symbioaudit.hub import members

            rows = members.all_keys(database)
        if as_json:
            click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
            return
        for row in rows:
            state = (
                _("revoked {when}").format(when=row.revoked_at) if row.revoked_at else _("in use")
            )
            click.echo(f"{row.fingerprint}  {row.role}  {row.region or '—'}  {row.name}  {state}")

    @keys.command("revoke", help=N_("Close a key; its token is refused from now on."))
    @spoken.argument("folder", type=FOLDER)
    @spoken.argument("fingerprint")
    def revoke(folder: Path, fingerprint: str) -> None:
        """Close it."""
        with _database(folder) as database:
            from symbioaudit.hub import members

            if not members.revoke_key(database, fingerprint):
                raise e.NO_KEY(fingerprint=fingerprint)


def _add_openapi(command: click.Group) -> None:
    @command.command("openapi", help=N_("Print the OpenAPI 3.1 document of the service."))
    def openapi() -> None:
        """Print it."""
        with extra():
            from symbioaudit.hub.document import openapi_text

            click.echo(openapi_text(), nl=False)


def _add_match(command: click.Group, spoken: Speech) -> None:
    @command.command(
        "match",
        help=N_("Match everything in the registry anew, after a change of the methodology."),
    )
    @spoken.argument("folder", type=FOLDER)
    def match(folder: Path) -> None:
        """Match it."""
        with extra():
            from symbioaudit.hub.folder import open_hub

            hub = open_hub(folder)
        try:
            n = hub.matching.everything()
        finally:
            hub.database.close()
        click.echo(_("matches: {n}").format(n=n))


@contextmanager
def _database(folder: Path) -> Iterator[Database]:
    """The database of a hub, brought up to date."""
    with extra():
        from symbioaudit.hub.database import Database
        from symbioaudit.hub.folder import settings_of

        opened = Database(settings_of(folder).database)
    try:
        opened.migrate()
        yield opened
    finally:
        opened.close()
