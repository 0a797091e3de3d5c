"""``symbioaudit`` opens the window; ``symbioaudit COMMAND …`` is the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence

WINDOW_OPTIONS = ("--lang", "--workspace")


def main() -> None:
    """Decide by the arguments; neither side loads the other."""
    options = window_options(sys.argv[1:])
    if options is None:
        from symbioaudit.cli import main as command_line

        command_line()
    else:
        sys.exit(_open_window(options))


def window_options(arguments: Sequence[str]) -> dict[str, str] | None:
    """The options of the window, or None where the arguments name a command or ask for help."""
    found: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name not in WINDOW_OPTIONS or not (equals or rest):
            return None
        found[name] = value if equals else rest.pop(0)
    return found


def _open_window(options: dict[str, str]) -> int:
    import os
    from pathlib import Path

    try:
        from symbioaudit.ui.app import main as window
    except ImportError as fault:
        from symbioaudit.cli.run import no_window

        return no_window(fault)
    file = options.get("--workspace") or os.environ.get("SYMBIOAUDIT_WORKSPACE")
    return window(Path(file) if file else None, options.get("--lang"))


if __name__ == "__main__":
    main()
