"""Where things are: the data rooms in a checkout, a wheel and a frozen build; user folders."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Final

DATA_ROOMS: Final = ("forms", "methodology", "reports", "resources", "examples", "docs")


@cache
def package_dir() -> Path:
    """Folder of the installed package ``symbioaudit``."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen, "symbioaudit") if frozen else Path(__file__).resolve().parents[1]


@cache
def data_room(name: str) -> Path:
    """Folder of a data room (``forms``, ``methodology``, ``reports``, ``resources``, ``examples``, ``docs``).

    In a wheel and a frozen build it lies in ``symbioaudit/_data``, in a checkout beside the package.
    """
    if name not in DATA_ROOMS:
        raise ValueError(f"not a data room: {name}")
    inside = package_dir() / "_data" / name
    return inside if inside.is_dir() else package_dir().parent / name


def user_data_dir() -> Path:
    """The user's own folder for workspaces, libraries and backups (not created here)."""
    from platformdirs import user_data_path

    return user_data_path("SymbioAudit", appauthor=False)


def user_log_dir() -> Path:
    """The user's own folder for logs (not created here)."""
    from platformdirs import user_log_path

    return user_log_path("SymbioAudit", appauthor=False)


def default_workspace() -> Path:
    """The workspace file that is used when nobody names one."""
    return user_data_dir() / "workspace.symbio"
