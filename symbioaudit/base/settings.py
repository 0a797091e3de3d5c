"""Settings, declared once: key, type, default, words, group. Storage, dialog and tests follow from here.

They lie as JSON in the user's configuration folder; a broken or foreign value falls back to its default
and never stops the program.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.i18n import N_

Value = bool | int | str | tuple[str, ...]
RECENT: Final = 8


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. ``choices``: (value, English msgid). ``group`` None: not shown in the dialog."""

    key: str
    default: Value
    label: str = ""
    help: str = ""
    group: str | None = None
    choices: tuple[tuple[Value, str], ...] = ()
    low: int | None = None
    high: int | None = None

    def fits(self, value: object) -> bool:
        """True where the value may be used."""
        if isinstance(self.default, tuple):
            return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
        if type(value) is not type(self.default):
            return False
        if self.choices:
            return value in [choice for choice, _label in self.choices]
        if isinstance(value, int) and not isinstance(value, bool):
            return (self.low is None or value >= self.low) and (
                self.high is None or value <= self.high
            )
        return True


LOOK: Final = N_("Appearance")
WORK: Final = N_("Work")
EVIDENCE: Final = N_("Photos and files")
GROUPS: Final = (LOOK, WORK, EVIDENCE)

SETTINGS: Final[tuple[Setting, ...]] = (
    Setting(
        "language",
        "",
        N_("Language"),
        N_("Language of the window; a report has its own."),
        LOOK,
        (("", N_("as the system")), ("ru", "Русский"), ("en", "English")),
    ),
    Setting(
        "theme",
        "system",
        N_("Colours"),
        "",
        LOOK,
        (("system", N_("as the system")), ("light", N_("light")), ("dark", N_("dark"))),
    ),
    Setting(
        "scale",
        100,
        N_("Size of texts, %"),
        N_("From 100 to 200 percent."),
        LOOK,
        ((100, "100"), (125, "125"), (150, "150"), (175, "175"), (200, "200")),
    ),
    Setting(
        "tablet",
        default=False,
        label=N_("Large targets for fingers and gloves"),
        help=N_("Buttons, rows and fields at least 44 pixels high."),
        group=LOOK,
    ),
    Setting(
        "actor",
        "",
        N_("Your name in the history"),
        N_("Signs every change; by default the name of the system's user."),
        WORK,
    ),
    Setting(
        "watched_folder",
        "",
        N_("Folder watched for photos"),
        N_("Photos that appear there go to the inbox of the open audit."),
        EVIDENCE,
    ),
    Setting(
        "exif",
        "strip_place",
        N_("What a photo says of itself"),
        N_("Time and place that a camera writes into the file."),
        EVIDENCE,
        (
            ("keep", N_("keep everything")),
            ("strip_place", N_("remove the place, keep the time")),
            ("strip", N_("remove everything")),
        ),
    ),
    Setting("recent", ()),
    Setting("last_audit", ""),
    Setting("columns", ()),
    Setting("geometry", ""),
    Setting("tour_seen", default=False),
)
BY_KEY: Final[Mapping[str, Setting]] = {item.key: item for item in SETTINGS}


def settings_file() -> Path:
    """Where the settings lie: ``SYMBIOAUDIT_SETTINGS`` or the user's configuration folder."""
    named = os.environ.get("SYMBIOAUDIT_SETTINGS")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("SymbioAudit", appauthor=False) / "settings.json"


class Settings:
    """The values of one run; every change is written at once, whole or not at all."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or settings_file()
        self._values = _read(self.path)
        self._watchers: list[Callable[[str], None]] = []

    def __getitem__(self, key: str) -> Any:
        return self._values.get(key, BY_KEY[key].default)

    def set(self, key: str, value: Value) -> None:
        """Change one setting and tell those who watch.

        Raises:
            ValueError: no such setting or the value does not fit it.
        """
        if key not in BY_KEY or not BY_KEY[key].fits(value):
            raise ValueError(f"{key} = {value!r}")
        if self[key] == value:
            return
        self._values[key] = value
        with contextlib.suppress(OSError):
            # A settings file that cannot be written must not stop an audit.
            _write(self.path, self._values)
        for watcher in tuple(self._watchers):
            watcher(key)

    def watch(self, watcher: Callable[[str], None]) -> None:
        """Call ``watcher(key)`` after each change."""
        self._watchers.append(watcher)

    def remember(self, workspace: Path) -> None:
        """Put a workspace first in the list of recent ones."""
        name = str(workspace)
        rest = tuple(other for other in self["recent"] if other != name)
        self.set("recent", (name, *rest)[:RECENT])


def _read(path: Path) -> dict[str, Value]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict):
        return {}
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return {k: v for k, v in values.items() if k in BY_KEY and BY_KEY[k].fits(v)}


def _write(path: Path, values: Mapping[str, Value]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rough = path.with_name(f"{path.name}.new")
    rough.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    rough.replace(path)
