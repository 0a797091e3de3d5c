"""``symbioaudit workspace``: check, back up, restore, undo, redo, history."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from symbioaudit.base.errors import Exit
from symbioaudit.base.i18n import N_, _, language, plural, translate
from symbioaudit.cli import passwords, spoken
from symbioaudit.cli.common import emit_json, note, open_up, workspace_path
from symbioaudit.model.changes import Changes

NEW_FD = spoken.option(
    "--new-fd",
    type=click.IntRange(0),
    metavar="NUMBER",
    help=N_("File descriptor to read the new password from."),
)
JSON = spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))


@spoken.group(help=N_("Check, back up, restore, encrypt the workspace file; undo, redo, history."))
def command() -> None:
    """The group of commands about the file itself."""


@command.command(help=N_("Check the whole file: pages, links, records, journal."))
@JSON
@click.pass_context
def check(ctx: click.Context, *, as_json: bool) -> int:
    """Exit 0 when everything is in order, 1 when something is not."""
    from symbioaudit.services.workspace import check_workspace, open_workspace

    path = workspace_path(ctx)
    with open_workspace(path, create=False, read_only=True) as workspace:
        checks = check_workspace(workspace)
    ok = all(item.ok for item in checks)
    if as_json:
        rows = [{"check": c.name, "ok": c.ok, "text": c.text.render()} for c in checks]
        emit_json({"workspace": str(path), "ok": ok, "checks": rows})
    else:
        for item in checks:
            click.echo(f"{'✓' if item.ok else '✗'} {item.text.render()}")
    return int(Exit.DONE if ok else Exit.FAILED)


@command.command(
    help=N_("Make a verified backup now, or list the backups there are."),
    example="symbioaudit workspace backup --to /media/usb",
)
@spoken.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help=N_("Folder for the backup, for example on a USB stick."),
)
@spoken.option("--list", "only_list", is_flag=True, help=N_("List the backups, newest first."))
@JSON
@click.pass_context
def backup(ctx: click.Context, folder: Path | None, *, only_list: bool, as_json: bool) -> None:
    """One backup by hand, or the list."""
    from symbioaudit.services.backups import list_backups, make_backup

    path = workspace_path(ctx)
    found = list_backups(path, folder) if only_list else [make_backup(path, folder)]
    if as_json:
        emit_json([{"path": str(b.path), "at": b.at.isoformat(), "label": b.label} for b in found])
        return
    for item in found:
        click.echo(str(item.path))
    if not found:
        note(_("There are no backups yet."))


@command.command(
    help=N_("Put a backup in the place of the workspace; the present file is kept beside it."),
    example="symbioaudit workspace restore /media/usb/workspace.symbio.20260305T093000000000Z.manual.bak",
)
@spoken.argument("source", required=False, type=click.Path(dir_okay=False, path_type=Path))
@JSON
@click.pass_context
def restore(ctx: click.Context, source: Path | None, *, as_json: bool) -> int:
    """Without SOURCE the newest backup is taken."""
    from symbioaudit.services.backups import newest_backup, restore_backup

    path = workspace_path(ctx)
    newest = None if source else newest_backup(path)
    chosen = source or (newest.path if newest else None)
    if chosen is None:
        note(_("There are no backups yet."))
        return int(Exit.FAILED)
    open_up(ctx, chosen)
    kept = restore_backup(path, chosen)
    if as_json:
        emit_json({"restored": str(chosen), "kept": str(kept) if kept else None})
        return int(Exit.DONE)
    note(_("Restored from {path}.").format(path=chosen))
    if kept:
        note(_("The file before is kept as {path}.").format(path=kept))
    return int(Exit.DONE)


@command.command(
    help=N_("Encrypt the workspace and its backups with a password (SQLCipher)."),
    example="symbioaudit workspace encrypt",
)
@NEW_FD
@click.pass_context
def encrypt(ctx: click.Context, new_fd: int | None) -> None:
    """Set a password."""
    from symbioaudit.services import vault

    path = workspace_path(ctx)
    _say_changed(vault.encrypt(path, _new_password(new_fd)))
    _print_kit(path)


@command.command(help=N_("Take the password of the workspace and its backups away."))
@click.pass_context
def decrypt(ctx: click.Context) -> None:
    """Back to a file in the open."""
    from symbioaudit.services import vault

    _say_changed(vault.decrypt(workspace_path(ctx)))


@command.command(
    help=N_("Change the password; --kit opens with the recovery kit from standard input."),
    example="symbioaudit workspace rekey",
)
@spoken.option("--kit", is_flag=True, help=N_("The password is lost: read the recovery kit."))
@NEW_FD
@click.pass_context
def rekey(ctx: click.Context, kit: bool, new_fd: int | None) -> None:
    """Another password, and another kit."""
    from symbioaudit.services import vault

    if kit:
        path = workspace_path(ctx, ask=False)
        vault.unlock_by_kit(path, sys.stdin.read())
    else:
        path = workspace_path(ctx)
    _say_changed(vault.rekey(path, _new_password(new_fd)))
    _print_kit(path)


@command.command(
    "recovery",
    help=N_("Print the recovery kit of an encrypted workspace: it opens it without the password."),
)
@click.pass_context
def recovery(ctx: click.Context) -> None:
    """The paper for the safe."""
    _print_kit(workspace_path(ctx))


def _new_password(fd: int | None) -> str:
    asked = N_("New password of the workspace")
    return passwords.given(passwords.NEW_WORKSPACE, asked, fd=fd, new=True) or ""


def _print_kit(path: Path) -> None:
    from symbioaudit.cli.identity import kit_page
    from symbioaudit.services import vault

    title = _("Recovery kit of the workspace")
    click.echo(kit_page(title, vault.recovery_lines(path), path.name))


def _say_changed(files: list[Path]) -> None:
    for file in files:
        note(_("Changed over: {path}").format(path=file))
    note(_("Copies elsewhere (USB sticks, folders of a cloud) stay as they were."))


@command.command(help=N_("Take back the newest change."))
@JSON
@click.pass_context
def undo(ctx: click.Context, *, as_json: bool) -> None:
    """One step back; also after a restart."""
    from symbioaudit.services import operations
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False) as workspace:
        _show(operations.undo(workspace), N_("Undone: {name}"), as_json=as_json)


@command.command(help=N_("Do again what was undone last."))
@JSON
@click.pass_context
def redo(ctx: click.Context, *, as_json: bool) -> None:
    """One step forward."""
    from symbioaudit.services import operations
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False) as workspace:
        _show(operations.redo(workspace), N_("Done again: {name}"), as_json=as_json)


@command.command(help=N_("Show the newest operations: when, who, what."))
@spoken.option(
    "-n", "--limit", type=click.IntRange(1), metavar="NUMBER", default=20, show_default=True
)
@JSON
@click.pass_context
def history(ctx: click.Context, limit: int, *, as_json: bool) -> None:
    """The journal, newest first."""
    from symbioaudit.services.history import recent_operations
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        found = recent_operations(workspace, limit)
    if as_json:
        emit_json([_operation(item) for item in found])
        return
    kinds = {"undo": _("undo: "), "redo": _("redo: ")}
    for item in found:
        name = kinds.get(item.kind, "") + translate(item.name, language())
        size = plural(N_("{n} change"), N_("{n} changes"), len(item.changes))
        click.echo(f"{item.seq:>5}  {item.at[:19]}  {item.actor}  {name}, {size}")


def _operation(item: Any) -> dict[str, Any]:
    heads = {name: getattr(item, name) for name in ("seq", "id", "kind", "actor", "at", "reason")}
    changes = [
        {"entity": c.entity, "id": c.id, "field": c.field, "old": c.old, "new": c.new}
        for c in item.changes
    ]
    return {**heads, "name": translate(item.name, language()), "changes": changes}


def _show(changes: Changes, sentence: str, *, as_json: bool) -> None:
    name = translate(changes.name, language())
    if as_json:
        emit_json({"operation": changes.operation, "name": name, "changes": len(changes.fields)})
    else:
        size = plural(N_("{n} change"), N_("{n} changes"), len(changes.fields))
        note(f"{translate(sentence, language()).format(name=name)}, {size}")
