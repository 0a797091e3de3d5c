"""The command line (DESIGN §11). Start-up is lean: a command's module is loaded when it runs."""

from __future__ import annotations

import importlib
import sys
from typing import Any, Final

import click

from symbioaudit.base.i18n import N_, _, set_language, speak_for
from symbioaudit.cli import spoken
from symbioaudit.cli.spoken import SpokenGroup, SpokenOption, option

# name → (module, one line for --help). Each module has a click command ``command``; a module of another
# room (its name is whole) makes one with our way of speaking: ``make_command(spoken)``.
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "demo": ("demo", N_("Load published factory cases and make every product of an audit.")),
    "audit": ("audit", N_("Create, list, show, delete, import and export audits.")),
    "intake": ("intake", N_("Write the questionnaire workbook; load filled workbooks and lists.")),
    "analyse": ("analyse", N_("Compute all results of an audit.")),
    "opportunities": (
        "opportunities",
        N_("Measures of an audit: worth, sensitivity, sums, readiness, pipeline."),
    ),
    "technologies": (
        "technologies",
        N_("Technologies that fit the streams of an audit, with reasons for and against."),
    ),
    "match": ("match", N_("Match what plants have with what others want or typically take.")),
    "network": ("network", N_("The network of possible exchanges; a test on real networks.")),
    "balance": (
        "balance",
        N_("Propose balances that close, and rank what to measure next."),
    ),
    "report": ("report", N_("Write the PDF and the Excel report of an audit.")),
    "passport": ("passport", N_("Write the passport of a stream on one page.")),
    "meeting": ("meeting", N_("Write the card of a Match & Meet meeting on one page.")),
    "merge": ("merge", N_("Merge another consultant’s copy of an audit.")),
    "package": ("package", N_("Build, sign, verify and read audit packages.")),
    "sync": ("sync", N_("Hand audits over to the platform; fetch what it offers.")),
    "receipt": ("receipt", N_("Receipts of the platform: verify, take in, list.")),
    "identity": ("identity", N_("Your signature key: make, show, move, restore.")),
    "units": ("units", N_("Read amounts as people type them and convert them.")),
    "calc": ("calc", N_("Run one formula of the methodology with units in and out.")),
    "library": (
        "library",
        N_("Catalogues of codes; known synergies, technologies, sectors: search and extend."),
    ),
    "status-advice": ("status_advice", N_("Advise on the Russian legal status of a stream.")),
    "methodology": ("methodology", N_("List, show, prove and compare methodologies and overlays.")),
    "workspace": ("workspace", N_("Check, back up, restore and encrypt the workspace file.")),
    "hub": (
        "symbioaudit.hub.command",
        N_("The platform’s receiving server: make it, serve it, keep its keys."),
    ),
    "doctor": ("doctor", N_("Check this installation and make a support bundle.")),
}


class LazyGroup(SpokenGroup):
    """Lists commands from the table and imports only the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names in the order of an audit's day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        name = COMMANDS[cmd_name][0]
        foreign = "." in name
        module = importlib.import_module(name if foreign else f"symbioaudit.cli.{name}")
        command: click.Command = module.make_command(spoken) if foreign else module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any of them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(line)) for name, (_m, line) in COMMANDS.items()])


def _choose_language(_ctx: click.Context, _param: click.Parameter, lang: str | None) -> None:
    """Set the language while options are read, before a command's module is imported."""
    if lang:
        set_language(lang)
        speak_for("click")


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_("SymbioAudit: screening of factories for industrial symbiosis."),
)
@click.version_option(
    package_name="symbioaudit",
    prog_name="symbioaudit",
    message="%(prog)s %(version)s",
    cls=SpokenOption,
    help=N_("Show the version and exit."),
)
@option(
    "--lang",
    type=click.Choice(["ru", "en"]),
    is_eager=True,
    expose_value=False,
    callback=_choose_language,
    help=N_("Language of messages."),
)
@option(
    "--workspace",
    envvar="SYMBIOAUDIT_WORKSPACE",
    metavar="FILE",
    help=N_("Workspace file; by default the one in your data folder."),
)
@option(
    "--password-fd",
    type=click.IntRange(0),
    metavar="NUMBER",
    help=N_("File descriptor to read the password of an encrypted workspace from."),
)
@click.pass_context
def program(ctx: click.Context, workspace: str | None, password_fd: int | None) -> None:
    """The program itself; its commands are in :data:`COMMANDS`."""
    ctx.obj = {"workspace": workspace, "password_fd": password_fd}


def main(argv: list[str] | None = None) -> Any:
    """Entry point: runs the command and turns every error into a message and an exit code."""
    from symbioaudit.cli.run import run

    sys.exit(run(program, argv))
