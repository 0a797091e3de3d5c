"""``symbioaudit demo``: the main job on published cases."""

from __future__ import annotations

from pathlib import Path

import click

from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.cli import spoken
from symbioaudit.cli.analyse import summary
from symbioaudit.cli.common import note, progress_line


@spoken.command(
    help=N_("Load published factory cases and make every product of an audit."),
    example="symbioaudit demo --out demo-output",
)
@spoken.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-output"),
    show_default=True,
    help=N_("Folder to write to; files of an earlier demo there are replaced."),
)
def command(out: Path) -> None:
    """Run the demo and print a short summary of each case."""
    from symbioaudit.services.demo import WORKSPACE, replaced, run_demo

    if before := replaced(out):
        files = plural(N_("{n} file"), N_("{n} files"), before)
        note(_("From an earlier demo in {path}, replaced: {files}.").format(path=out, files=files))
    made = run_demo(out, progress_line())
    note("")
    for item in made:
        for line in summary(item.snapshot, item.results):
            click.echo(line)
        for file in item.files:
            click.echo(f"    {file}  {file.stat().st_size // 1024}\u00a0KiB")
        click.echo("")
    click.echo(_("Workspace: {path}").format(path=out / WORKSPACE))
