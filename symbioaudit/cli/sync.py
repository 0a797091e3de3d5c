"""``symbioaudit sync``: hand audits over to the platform, see how far they are, fetch what it offers."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symbioaudit.base.errors import EXISTS, Exit, SymbioError
from symbioaudit.base.i18n import N_, _
from symbioaudit.cli import passwords, spoken
from symbioaudit.cli.common import emit_json, note, workspace_path
from symbioaudit.cli.identity import open_key

if TYPE_CHECKING:
    from symbioaudit.exchange.trust import TrustStore
    from symbioaudit.services.outbox import Item
    from symbioaudit.services.platforms import Connection
    from symbioaudit.services.sending import Control, Outcome

TOKEN = "SYMBIOAUDIT_TOKEN"  # noqa: S105 (the name of a variable)
STATES = {
    "draft": N_("to be handed over, not frozen yet"),
    "frozen": N_("frozen, not sent"),
    "sending": N_("being sent"),
    "sent-unconfirmed": N_("sent, not confirmed"),
    "accepted": N_("accepted by the platform"),
    "rejected": N_("rejected by the platform"),
}
JSON = spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
SERVER = spoken.option(
    "--server", metavar="URL", help=N_("Address of the platform; by default the one that is set.")
)
LIMIT = spoken.option(
    "--limit",
    type=click.IntRange(1),
    metavar="NUMBER",
    help=N_("At most so many kilobytes a second."),
)


@spoken.group(help=N_("Hand audits over to the platform; fetch what it offers."))
def command() -> None:
    """Commands of handing over."""


@command.command(
    help=N_("Set the platform: its address, your token, its keys."),
    example="symbioaudit sync connect --server https://platform.example",
)
@spoken.option("--server", required=True, metavar="URL", help=N_("Address of the platform."))
@spoken.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("File of certificate authorities to believe besides those of the system."),
)
@LIMIT
@spoken.option(
    "--token-fd",
    type=click.IntRange(0),
    metavar="NUMBER",
    help=N_("File descriptor to read the token from."),
)
@spoken.option(
    "--token-in-file", is_flag=True, help=N_("Keep the token in your settings, not in the keyring.")
)
@spoken.option(
    "--yes", is_flag=True, help=N_("Trust the keys that the platform shows, without asking.")
)
def connect(
    server: str,
    ca: Path | None,
    limit: int | None,
    token_fd: int | None,
    *,
    token_in_file: bool,
    yes: bool,
) -> int:
    """Remember a platform and, when the fingerprints are right, trust its keys."""
    from symbioaudit.services import platforms

    token = passwords.given(TOKEN, N_("Token of the platform"), fd=token_fd) or ""
    ca_file = str(ca.resolve()) if ca else None
    connection = platforms.Connection(server, token, ca_file, limit)
    offered = platforms.offered_keys(connection)
    for key in offered.keys:
        click.echo(f"{key.name}: {key.fingerprint}", err=True)
    if not yes and not _agreed():
        note(_("Nothing was kept."))
        return int(Exit.FAILED)
    platforms.connect(connection, in_file=token_in_file)
    platforms.trust_keys(offered)
    note(_("The platform is set: {server}").format(server=connection.server))
    return int(Exit.DONE)


@command.command(
    help=N_(
        "Freeze the package of an audit and send it, with all that waits; without AUDIT what waits."
    ),
    example="symbioaudit sync push 2026-001\nsymbioaudit sync push",
)
@spoken.argument("audit", required=False)
@SERVER
@spoken.option("--hold", is_flag=True, help=N_("Only freeze it, send nothing."))
@spoken.option("--unsigned", is_flag=True, help=N_("Do not sign it; most platforms refuse that."))
@spoken.option(
    "--encrypt-to",
    "recipients",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("File with the platform’s public key: only the platform can open the package then."),
)
@spoken.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("A finished report to put inside, as it is; may be repeated."),
)
@passwords.identity_fd
@LIMIT
@JSON
@click.pass_context
def push(
    ctx: click.Context,
    audit: str | None,
    server: str | None,
    recipients: Path | None,
    reports: tuple[Path, ...],
    identity_fd: int | None,
    limit: int | None,
    *,
    hold: bool,
    unsigned: bool,
    as_json: bool,
) -> int:
    """Freeze, send, wait for the receipts; exit 1 when something is left or refused."""
    from symbioaudit.services import outbox
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.packages import load_recipients
    from symbioaudit.services.workspace import open_workspace

    to = load_recipients(recipients) if recipients else ()
    with open_workspace(workspace_path(ctx), create=False) as workspace:
        if audit:
            found = find_audit(workspace, audit)
            key = None if unsigned else open_key(identity_fd)
            outbox.freeze(
                workspace, found.id, signer=key, recipients=to, reports={p.name: p for p in reports}
            )
        outcome = None if hold else _send(workspace, server, limit)
        _print(outbox.items(workspace), as_json=as_json)
    if outcome is None:
        return int(Exit.DONE)
    if outcome.fault:
        note(outcome.fault.render())
    return int(Exit.FAILED if outcome.fault or outcome.waiting or outcome.rejected else Exit.DONE)


@command.command(
    help=N_("Send what waits, again and again, until stopped with Ctrl+C."),
    example="symbioaudit sync watch --every 120",
)
@SERVER
@spoken.option(
    "--every",
    type=click.IntRange(1),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help=N_("Pause between two looks."),
)
@LIMIT
@click.pass_context
def watch(ctx: click.Context, server: str | None, every: int, limit: int | None) -> None:
    """Stay and send."""
    from symbioaudit.services import platforms, sending
    from symbioaudit.services.identity import load_trust
    from symbioaudit.services.workspace import open_workspace

    connection = platforms.connected(server)
    control = _control(connection, limit)

    def told(outcome: Outcome) -> None:
        if outcome.fault:
            note(outcome.fault.render())

    with (
        open_workspace(workspace_path(ctx), create=False) as workspace,
        platforms.platform(connection) as there,
        _stops_on_signal(control),
    ):
        trusted = load_trust(None)

        def make() -> sending.Sender:
            return sending.Sender(workspace, there, trusted, control, tell=_progress())

        sending.watch(make, control, every=every, told=told)


@command.command(help=N_("Show what waits, what was accepted and what was refused, with reasons."))
@spoken.argument("audit", required=False)
@JSON
@click.pass_context
def status(ctx: click.Context, audit: str | None, *, as_json: bool) -> None:
    """The outbox."""
    from symbioaudit.services import outbox
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        found = outbox.items(workspace, find_audit(workspace, audit).id if audit else None)
    _print(found, as_json=as_json)


@command.command(
    help=N_("Fetch the catalogue of haves and wants, and list newer packs and libraries."),
    example="symbioaudit sync pull --updates",
)
@SERVER
@spoken.option("--updates", is_flag=True, help=N_("Fetch the packs and libraries too."))
@spoken.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help=N_("Folder for the files; by default one in your data folder."),
)
@LIMIT
@JSON
def pull(
    server: str | None, out: Path | None, limit: int | None, *, updates: bool, as_json: bool
) -> None:
    """Fetch suggestions; nothing is applied."""
    from symbioaudit.services import platforms, pulling
    from symbioaudit.services.identity import load_trust

    connection = platforms.connected(server)
    control = _control(connection, limit)
    with platforms.platform(connection) as there, _stops_on_signal(control):
        pulled = pulling.pull(
            there,
            load_trust(None),
            out or pulling.downloads_dir(),
            control,
            fetch_updates=updates,
        )
    if as_json:
        emit_json(_pulled(pulled))
        return
    if pulled.catalogue is None:
        click.echo(_("The platform has no catalogue."))
    else:
        counts = ", ".join(f"{name} {n}" for name, n in (pulled.counts or {}).items())
        news = _("new") if pulled.fresh else _("as before")
        click.echo(f"{pulled.catalogue}  ({news}; {counts})")
    for update in pulled.updates:
        click.echo(f"{update.kind} {update.name} {update.version}  {update.path or ''}".rstrip())
    if pulled.updates:
        note(_("Suggestions: nothing of this was applied."))


@command.command(
    help=N_(
        "Write a frozen package to a file, for a USB stick; its receipt comes by “receipt import”."
    ),
    example="symbioaudit sync export 3f9a /media/usb/audit.zip",
)
@spoken.argument("package")
@spoken.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@spoken.option("--force", is_flag=True, help=N_("Replace an existing file."))
@click.pass_context
def export(ctx: click.Context, package: str, file: Path, *, force: bool) -> None:
    """The way without a network."""
    from symbioaudit.services import outbox
    from symbioaudit.services.workspace import open_workspace

    if file.exists() and not force:
        raise EXISTS(path=file)
    with open_workspace(workspace_path(ctx), create=False) as workspace:
        item = outbox.find(workspace, package)
        outbox.export(workspace, item.id, file)
    note(f"{file}  sha256 {item.row.package}")


def _act(name: str, help_text: str, act: Any) -> None:
    """A command that does one thing to one package."""

    @command.command(name, help=help_text)
    @spoken.argument("package")
    @click.pass_context
    def run(ctx: click.Context, package: str) -> None:
        from symbioaudit.services import outbox
        from symbioaudit.services.workspace import open_workspace

        with open_workspace(workspace_path(ctx), create=False) as workspace:
            act(workspace, outbox.find(workspace, package).id)


def _pause(workspace: Any, item_id: str) -> None:
    from symbioaudit.services import outbox

    outbox.pause(workspace, item_id, on=True)


def _resume(workspace: Any, item_id: str) -> None:
    from symbioaudit.services import outbox

    outbox.pause(workspace, item_id, on=False)


def _first(workspace: Any, item_id: str) -> None:
    from symbioaudit.services import outbox

    outbox.put_first(workspace, item_id)


def _cancel(workspace: Any, item_id: str) -> None:
    from symbioaudit.services import outbox

    outbox.cancel(workspace, item_id)


_act("pause", N_("Hold a package back until it is resumed."), _pause)
_act("resume", N_("Let a package go on from where it stopped."), _resume)
_act("first", N_("Send a package before all others."), _first)
_act("cancel", N_("Take a package out again; the audit stays as it is."), _cancel)


# -- what the commands share -----------------------------------------------------


def _send(workspace: Any, server: str | None, limit: int | None) -> Outcome:
    from symbioaudit.services import platforms, sending

    connection = platforms.connected(server)
    control = _control(connection, limit)
    with platforms.platform(connection) as there, _stops_on_signal(control):
        sender = sending.Sender(workspace, there, _trusted(), control, tell=_progress())
        return sender.run()


def _trusted() -> TrustStore:
    from symbioaudit.services.identity import load_trust

    return load_trust(None)


def _control(connection: Connection, limit: int | None) -> Control:
    from symbioaudit.services.sending import Control

    return Control(limit=limit * 1000 if limit else connection.bytes_a_second)


@contextmanager
def _stops_on_signal(control: Control) -> Iterator[None]:
    """Ctrl+C and an end of the session stop between two pieces, not in the middle of a state."""
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = {kind: signal.signal(kind, lambda *_a: control.stopping.set()) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _progress() -> Any:
    """One line on a terminal, nothing elsewhere: a log wants no thousand lines."""
    if not sys.stderr.isatty():
        return lambda *_words: None
    text = _("sending")

    def tell(_item: str, sent: int, size: int) -> None:
        end = "\n" if sent >= size else ""
        click.echo(f"\r\033[K{text} {sent / max(size, 1):4.0%}{end}", err=True, nl=False)

    return tell


def _agreed() -> bool:
    """Asked only where somebody can answer."""
    if not sys.stdin.isatty():
        note(_("Compare the fingerprint with the operator, then add --yes."))
        return False
    return click.confirm(_("Did the operator tell you this fingerprint?"), err=True)


def _print(items: tuple[Item, ...], *, as_json: bool) -> None:
    if as_json:
        emit_json([_plain(item) for item in items])
        return
    for item in items:
        share = f" {item.share:.0%}" if item.state == "sending" else ""
        held = f", {_('held back')}" if item.row.paused else ""
        click.echo(
            f"{(item.row.package or item.id)[:12]}  {_('revision {n}').format(n=item.revision)}  "
            f"{_(STATES[item.state.value])}{share}{held}"
        )
        fault: SymbioError | None = item.fault
        if fault:
            click.echo(f"    {fault.render()}")
        for problem in item.problems:
            place = "/".join(filter(None, (problem.entity, problem.id, problem.field)))
            click.echo(f"    {problem.code}  {place}: {problem.text}")
    if not items:
        note(_("Nothing is to be handed over."))


def _plain(item: Item) -> dict[str, Any]:
    names = ("id", "audit_id", "package", "state", "paused", "priority", "size", "sent", "tries")
    problems = [
        {"entity": p.entity, "id": p.id, "field": p.field, "code": p.code, "text": p.text}
        for p in item.problems
    ]
    fault = item.fault
    return {n: getattr(item.row, n) for n in names} | {
        "revision": item.revision,
        "fault": fault.code if fault else None,
        "receipt": item.receipt.id if item.receipt else None,
        "problems": problems,
    }


def _pulled(pulled: Any) -> dict[str, Any]:
    updates = [
        {"kind": u.kind, "name": u.name, "version": u.version, "path": u.path}
        for u in pulled.updates
    ]
    return {
        "catalogue": pulled.catalogue,
        "counts": dict(pulled.counts or {}),
        "new": pulled.fresh,
        "updates": updates,
    }
