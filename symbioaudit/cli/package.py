"""``symbioaudit package``: the audit as one verified file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symbioaudit.base.errors import EXISTS, Exit
from symbioaudit.base.i18n import N_, _, language
from symbioaudit.cli import passwords, spoken
from symbioaudit.cli.arrivals import settle, yes_option
from symbioaudit.cli.common import emit_json, note, workspace_path
from symbioaudit.cli.identity import open_key

if TYPE_CHECKING:
    from symbioaudit.exchange.keys import PublicKey
    from symbioaudit.services.disclosing import Preview

OPEN_WITH = spoken.option(
    "--open-with",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("File of the secret age key that opens a closed package."),
)


@spoken.group(help=N_("Build, sign, verify and read audit packages."))
def command() -> None:
    """Commands of the package."""


@command.command(
    help=N_("Write the package of an audit."),
    example="symbioaudit package build 2026-001 audit.zip --report report.pdf --sign",
)
@spoken.argument("audit")
@spoken.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@spoken.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("A finished report to put inside, as it is; may be repeated."),
)
@spoken.option("--sign", is_flag=True, help=N_("Sign it with your key (see “identity new”)."))
@spoken.option(
    "--encrypt-to",
    "recipients",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("File with the platform’s public key: only the platform can open the package then."),
)
@passwords.identity_fd
@spoken.option("--force", is_flag=True, help=N_("Replace an existing file."))
@click.pass_context
def build(
    ctx: click.Context,
    audit: str,
    file: Path,
    reports: tuple[Path, ...],
    sign: bool,
    recipients: Path | None,
    identity_fd: int | None,
    force: bool,
) -> None:
    """Build one package."""
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.packages import build_package, load_recipients
    from symbioaudit.services.workspace import open_workspace

    if file.exists() and not force:
        raise EXISTS(path=file)
    to = load_recipients(recipients) if recipients else ()
    key = open_key(identity_fd) if sign else None
    with open_workspace(workspace_path(ctx), create=False) as workspace:
        found = find_audit(workspace, audit)
        built = build_package(
            workspace,
            found.id,
            file,
            reports={p.name: p for p in reports},
            signer=key,
            recipients=to,
        )
    note(f"{file}  sha256 {built.sha256}")
    if built.signer:
        note(
            _("Signed by {name}, {fingerprint}").format(
                name=built.signer.name, fingerprint=built.signer.fingerprint
            )
        )
    for name in built.left_out:
        note(_("Left behind, its place and time cannot be taken out: {name}").format(name=name))
    if not built.noted:
        note(
            _(
                "The workspace is read-only: the package is not noted in it, its receipt will not be taken."
            )
        )


@command.command(
    help=N_("Show what the package of an audit would hold and what stays; nothing is written."),
    example="symbioaudit package preview 2026-001",
)
@spoken.argument("audit")
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print JSON."))
@click.pass_context
def preview(ctx: click.Context, audit: str, as_json: bool) -> None:
    """Groups, files, personal data, consent."""
    from symbioaudit.services import disclosing
    from symbioaudit.services.audits import find_audit
    from symbioaudit.services.workspace import open_workspace

    with open_workspace(workspace_path(ctx), create=False, read_only=True) as workspace:
        found = disclosing.preview(workspace, find_audit(workspace, audit).id)
    if as_json:
        emit_json(disclosing.as_data(found, language()))
        return
    for line in _preview_lines(found):
        click.echo(line)


def _preview_lines(found: Preview) -> Iterator[str]:
    for group in found.groups:
        title = group.title if isinstance(group.title, str) else group.title.render()
        yield f"{group.leaving:>6} / {len(group.records):<6} {title}"
        back = [
            f.label if isinstance(f.label, str) else f.label.render()
            for f in group.fields
            if f.stays
        ]
        if back:
            yield " " * 16 + _("stays here: {fields}").format(fields=", ".join(back))
    for file in found.files:
        mark = "  " + _("with its place") if file.place else ""
        yield f"{file.size:>12}  {file.name}{mark}"
    for _entity, _field, value in found.personal:
        yield _("Personal: {value}").format(value=value)
    if found.consent is None:
        yield _("There is no consent of the enterprise.")


@command.command(
    help=N_("Check a package; nothing is taken in."),
    example="symbioaudit package verify audit.zip --trust colleagues.keys",
)
@spoken.argument("file", type=click.Path(path_type=Path))
@spoken.option(
    "--trust",
    "trusted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("File of trusted keys: the package must be signed by one of them."),
)
@spoken.option(
    "--after",
    type=click.IntRange(0),
    metavar="NUMBER",
    help=N_("The newest revision seen so far: an older one is refused."),
)
@OPEN_WITH
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print the verdict as JSON."))
def verify(
    file: Path, trusted: Path | None, after: int | None, open_with: Path | None, as_json: bool
) -> None:
    """Say whether a package is whole, whose it is, and whether that is believed."""
    from symbioaudit.services.identity import load_trust
    from symbioaudit.services.packages import verify_package

    verdict = verify_package(
        file,
        identities=open_with,
        trusted=load_trust(trusted) if trusted else None,
        known=None if after is None else (after, None),
    )
    signer = verdict.signer
    if as_json:
        told = {"name": signer.name, "role": signer.role, "public": signer.text, "fingerprint": signer.fingerprint, "trusted": trusted is not None} if signer else None  # fmt: skip
        emit_json(
            {
                "ok": True,
                "sha256": verdict.sha256,
                "files": dict(verdict.files),
                "info": dict(verdict.info),
                "signer": told,
                "qualified": list(verdict.qualified),
            }
        )
        return
    click.echo(
        _("The package is whole: {n} files, sha256 {sha}.").format(
            n=len(verdict.files), sha=verdict.sha256
        )
    )
    _say_who(signer, trusted=trusted is not None)
    for name in verdict.qualified:
        click.echo(_("Kept beside it, not verified here: {name}").format(name=name))


def _say_who(signer: PublicKey | None, *, trusted: bool) -> None:
    if signer is None:
        click.echo(_("Nobody signed it."))
        return
    text = (
        _("Signed by a trusted key: {name}, {fingerprint}")
        if trusted
        else _("Signed by {name}, {fingerprint}; whether to trust the key was not asked (--trust)")
    )
    click.echo(text.format(name=signer.name, fingerprint=signer.fingerprint))


@command.command(
    help=N_(
        "Put a qualified signature file (.sig, .p7s) of tagmanifest-sha256.txt beside a package."
    ),
    example="symbioaudit package attach audit.zip tagmanifest-sha256.txt.sig --out signed.zip",
)
@spoken.argument("file", type=click.Path(path_type=Path))
@spoken.argument("signature", type=click.Path(path_type=Path))
@spoken.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("The package with the signature."),
)
@spoken.option("--force", is_flag=True, help=N_("Replace an existing file."))
def attach(file: Path, signature: Path, out: Path, force: bool) -> None:
    """Keep somebody else's signature; the package stays the same one by its hash."""
    from symbioaudit.services.packages import attach_signature

    if out.exists() and not force:
        raise EXISTS(path=out)
    verdict = attach_signature(file, out, signature)
    note(f"{out}  sha256 {verdict.sha256}")


@command.command(
    help=N_("Show what a package holds, or take it into the workspace."),
    example="symbioaudit package read audit.zip --import",
)
@spoken.argument("file", type=click.Path(path_type=Path))
@spoken.option("--json", "as_json", is_flag=True, help=N_("Print the audit as JSON."))
@spoken.option("--import", "take_in", is_flag=True, help=N_("Take the audit into the workspace."))
@OPEN_WITH
@yes_option
@click.pass_context
def read(
    ctx: click.Context,
    file: Path,
    as_json: bool,
    take_in: bool,
    open_with: Path | None,
    yes: bool,
) -> int:
    """Read a verified package."""
    from symbioaudit.model.codec import to_json
    from symbioaudit.services.packages import package_arrival, verify_package
    from symbioaudit.services.workspace import open_workspace

    verdict = verify_package(file, identities=open_with)
    if take_in:
        with open_workspace(workspace_path(ctx)) as workspace:
            arrived = package_arrival(workspace, file, verdict, open_with)
            if settle(workspace, arrived, yes=yes) is None:
                return int(Exit.FAILED)
    shown = verdict.snapshot
    if as_json:
        parts = {"enterprise": shown.enterprise, "site": shown.site, "audit": shown.audit}
        emit_json(
            {name: to_json(record) for name, record in parts.items()}
            | {"streams": [to_json(s) for s in shown.streams]}
        )
    else:
        click.echo(
            f"{shown.enterprise.name_full or shown.enterprise.id} — {shown.audit.number or shown.audit.id}"
        )
        click.echo(_("Streams: {n}").format(n=len(shown.streams)))
    return int(Exit.DONE)
