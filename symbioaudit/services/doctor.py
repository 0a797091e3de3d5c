"""Checks of this installation, and a support bundle without business data."""

from __future__ import annotations

import json
import platform
import shutil
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Final

from symbioaudit.base import paths
from symbioaudit.base.errors import NOT_WRITABLE, SymbioError, reason_of
from symbioaudit.base.i18n import N_, Message, day_text
from symbioaudit.base.writing import whole_file
from symbioaudit.model.enums import Severity

ROOM_ENOUGH: Final = 200_000_000  # bytes free beside the workspace
OLDEST_PYTHON: Final = (3, 11)
LIBRARIES: Final = (
    "alembic", "click", "cryptography", "jsonschema", "keyring", "openpyxl", "pint", "platformdirs",
    "pyrage", "python-calamine", "pyyaml", "reportlab", "snowballstemmer", "sqlalchemy",
    "sqlcipher3-wheels",
)  # fmt: skip
# What a Russian report needs of its font: letters, numero, quotes, dashes, degrees, spaces.
GLYPHS: Final = "АЯаяЁё№«»—–°≈±×³²₂ \u00a0"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: ``severity`` is None when all is well."""

    name: str
    severity: Severity | None
    text: Message

    @property
    def ok(self) -> bool:
        """True unless the program cannot work like this."""
        return self.severity is not Severity.ERROR


def examine(workspace: Path) -> list[Finding]:
    """Run all checks; one that breaks is itself a finding."""
    checks: dict[str, Callable[[], Finding]] = {
        "python": _python,
        "sqlite": _sqlite,
        "data": _data_rooms,
        "methodology": _packs,
        "fonts": _fonts,
        "library": _library,
        "disk": lambda: _disk(workspace),
        "workspace": lambda: _workspace(workspace),
        "signed": lambda: _signed(workspace),
    }
    return [_guarded(name, check) for name, check in checks.items()]


def versions() -> dict[str, str]:
    """Versions of the program, Python, the system and the libraries."""
    from symbioaudit.storage.engine_facts import sqlite_version

    found = {"python": platform.python_version(), "system": platform.platform()}
    found["sqlite"] = sqlite_version()
    for name in ("symbioaudit", *LIBRARIES):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "—"
    return found


def write_bundle(target: Path, findings: list[Finding]) -> list[str]:
    """A zip with findings, versions and logs; nothing of anybody's audit. Returns the names inside.

    Raises:
        SymbioError: the file cannot be written.
    """
    # Only what kind of text it is: filled in, it may name folders and records.
    report = [{"check": f.name, "severity": f.severity, "text": f.text.msgid} for f in findings]
    texts = {"findings.json": report, "versions.json": versions()}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise NOT_WRITABLE(path=target, reason=reason_of(fault)) from fault
    with whole_file(target) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, value in texts.items():
            bundle.writestr(name, json.dumps(value, ensure_ascii=False, indent=2))
        for log in sorted(paths.user_log_dir().glob("symbioaudit.log*")):
            bundle.write(log, f"logs/{log.name}")
        return bundle.namelist()


def _guarded(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except SymbioError as fault:
        text = Message(N_("{code}: {what}"), {"code": fault.code, "what": fault.what})
        return Finding(name, Severity.ERROR, text)
    except (OSError, ValueError, AttributeError, ImportError) as fault:
        text = Message(N_("could not be checked ({kind})"), {"kind": type(fault).__name__})
        return Finding(name, Severity.ERROR, text)


def _python() -> Finding:
    old = sys.version_info[:2] < OLDEST_PYTHON
    params = {"version": platform.python_version()}
    text = N_("Python {version} is too old; 3.11 is needed") if old else N_("Python {version}")
    return Finding("python", Severity.ERROR if old else None, Message(text, params))


def _sqlite() -> Finding:
    from symbioaudit.storage.engine_facts import has_full_text_search, sqlite_version

    params = {"version": sqlite_version()}
    if has_full_text_search():
        return Finding("sqlite", None, Message(N_("SQLite {version} with FTS5"), params))
    text = Message(N_("SQLite {version} has no FTS5: libraries cannot be searched"), params)
    return Finding("sqlite", Severity.ERROR, text)


def _data_rooms() -> Finding:
    rooms = {name: paths.data_room(name) for name in paths.DATA_ROOMS}
    lost = [name for name, folder in rooms.items() if not folder.is_dir()]
    if lost:
        text = Message(N_("data folders are missing: {names}"), {"names": ", ".join(lost)})
        return Finding("data", Severity.ERROR, text)
    return Finding("data", None, Message(N_("data folders are in place")))


def _packs() -> Finding:
    methodology = import_module("symbioaudit.methodology")
    names = []
    for listed in methodology.list_packs():
        pack = methodology.load_pack(listed if isinstance(listed, str) else listed.id)
        names.append(f"{pack.id} {pack.version}")
    if not names:
        return Finding("methodology", Severity.ERROR, Message(N_("there is no methodology")))
    text = Message(N_("methodologies load: {names}"), {"names": ", ".join(names)})
    return Finding("methodology", None, text)


def _fonts() -> Finding:
    fonts = sorted((paths.data_room("resources") / "fonts").rglob("*.ttf"))
    if not fonts:
        return Finding("fonts", Severity.WARNING, Message(N_("there are no fonts for reports")))
    lacking = [f"{font.stem}: {lost}" for font in fonts if (lost := missing_glyphs(font))]
    if lacking:
        text = Message(N_("fonts lack characters: {names}"), {"names": "; ".join(lacking)})
        return Finding("fonts", Severity.WARNING, text)
    return Finding("fonts", None, Message(N_("fonts have the Russian letters")))


def missing_glyphs(font: Path, wanted: str = GLYPHS) -> str:
    """Which of ``wanted`` a TrueType font has no glyph for (format 4 or 12 of its cmap)."""
    from symbioaudit.base.fonts import characters_of

    present = characters_of(font.read_bytes())
    return "".join(sign for sign in wanted if ord(sign) not in present)


def _library() -> Finding:
    """What the library of classifiers holds; the core is always there."""
    from symbioaudit.services import library

    with library.open_library() as opened:
        held = library.catalogues(opened)
        writable = opened.writable
    imported = [c for c in held if c.origin == "imported"]
    shown = [
        f"{c.system} {c.rows}" + (f" ({day_text(c.as_of).render()})" if c.as_of else "")
        for c in imported
    ]
    params = {"core": sum(c.rows for c in held if c.origin == "core"), "names": ", ".join(shown)}
    if not writable:
        text = Message(N_("the library of classifiers cannot be written: nothing can be imported"))
        return Finding("library", Severity.WARNING, text)
    if not imported:
        text = Message(
            N_("library: the shipped core of {core} codes; nothing was imported"), params
        )
        return Finding("library", None, text)
    text = Message(N_("library: the core of {core} codes; imported: {names}"), params)
    return Finding("library", None, text)


def _disk(workspace: Path) -> Finding:
    folder = next(
        p for p in (workspace.absolute().parent, *workspace.absolute().parents) if p.is_dir()
    )
    free = shutil.disk_usage(folder).free
    params: dict[str, Any] = {"free": free // 1_000_000, "folder": folder}
    if free < ROOM_ENOUGH:
        text = Message(N_("only {free} MB are free in {folder}"), params)
        return Finding("disk", Severity.WARNING, text)
    return Finding("disk", None, Message(N_("{free} MB are free in {folder}"), params))


def _workspace(path: Path) -> Finding:
    from symbioaudit.services.workspace import check_workspace, open_workspace

    if not path.exists():
        return Finding("workspace", None, Message(N_("there is no workspace yet")))
    with open_workspace(path, create=False, read_only=True) as workspace:
        wrong = [check for check in check_workspace(workspace) if not check.ok]
    if wrong:
        return Finding("workspace", Severity.ERROR, wrong[0].text)
    return Finding("workspace", None, Message(N_("the workspace is sound")))


def _signed(path: Path) -> Finding:
    """Every signed audit still is what was signed."""
    from symbioaudit.model.enums import AuditStatus
    from symbioaudit.services.audits import list_audits
    from symbioaudit.services.signoff import signoffs, verify
    from symbioaudit.services.workspace import open_workspace

    signed = changed = 0
    if path.exists():
        with open_workspace(path, create=False, read_only=True) as workspace:
            for audit in list_audits(workspace):
                if audit.status != AuditStatus.SIGNED.value:
                    continue
                signed += 1
                found = signoffs(workspace, audit.id)
                changed += not (found and verify(workspace, audit.id, found[-1]).state)
    if changed:
        text = Message(N_("signed audits that are not as they were signed: {n}"), {"n": changed})
        return Finding("signed", Severity.ERROR, text)
    return Finding(
        "signed", None, Message(N_("signed audits, as they were signed: {n}"), {"n": signed})
    )
