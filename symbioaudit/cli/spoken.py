"""Commands, options and arguments whose help is in the language of the reader, metavars included."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from symbioaudit.base.i18n import _

F = TypeVar("F", bound=Callable[..., Any])
_WORDS = re.compile(r"(?<![|\w-])[A-Z][A-Z_]+(?![|\w-])")


def translated(metavar: str) -> str:
    """``FILE`` → ``ФАЙЛ`` in a usage line; choices such as ``[ru|en]`` stay as they are typed."""
    return _WORDS.sub(lambda word: _(word[0]), metavar)


class Number(click.ParamType[float]):
    """A positive number with a point or a comma."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number, or wrong usage."""
        try:
            number = float(str(value).replace(",", "."))
        except ValueError:
            number = math.nan
        if not 0 < number < math.inf:
            self.fail(_("{text} is not a number above zero").format(text=value), param, ctx)
        return number


class SpokenOption(click.Option):
    """An option whose help is translated when it is shown, after ``--lang`` was read."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Translate the marked text for this showing only."""
        marked, self.help = self.help, _(self.help or "")
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = marked

    def make_metavar(self, ctx: click.Context) -> str:
        """The kind of value in the reader's language."""
        return translated(super().make_metavar(ctx))


class SpokenArgument(click.Argument):
    """An argument that is named in the reader's language."""

    def make_metavar(self, ctx: click.Context) -> str:
        """The name of the argument, also in messages about it."""
        return translated(super().make_metavar(ctx))


class SpokenCommand(click.Command):
    """A command whose help speaks, with an example under its options."""

    def __init__(self, *args: Any, example: str = "", **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.example = example

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option of the help itself; its text is looked up again for each showing."""
        option_ = super().get_help_option(ctx)
        if option_ is not None:
            option_.help = _("Show this message and exit.")
        return option_

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line in the reader's language."""
        return [translated(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, translated for this showing only."""
        marked, self.help = self.help, _(self.help or "")
        try:
            super().format_help_text(ctx, formatter)
        finally:
            self.help = marked

    def get_short_help_str(self, limit: int = 45) -> str:
        """The line in the list of commands."""
        marked, self.help = self.help, _(self.help or "")
        try:
            return super().get_short_help_str(limit)
        finally:
            self.help = marked

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The example on lines of its own, never wrapped: it is there to be copied."""
        marked, self.epilog = self.epilog, _(self.epilog or "")
        super().format_epilog(ctx, formatter)
        self.epilog = marked
        if self.example:
            with formatter.section(_("Example")):
                for line in self.example.splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class SpokenGroup(SpokenCommand, click.Group):
    """A group whose commands speak too."""

    command_class = SpokenCommand


def option(*names: str, **attrs: Any) -> Callable[[F], F]:
    """A spoken option."""
    attrs.setdefault("cls", SpokenOption)
    return click.option(*names, **attrs)


def argument(*names: str, **attrs: Any) -> Callable[[F], F]:
    """A spoken argument."""
    attrs.setdefault("cls", SpokenArgument)
    return click.argument(*names, **attrs)


def command(**attrs: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """A command that stands alone."""
    return click.command(cls=SpokenCommand, **attrs)


def group(**attrs: Any) -> Callable[[Callable[..., Any]], click.Group]:
    """A group of commands."""
    return click.group(cls=SpokenGroup, **attrs)
