"""Gate: every text of the code is in the Russian catalogues, complete and with the same fields."""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1] / "symbioaudit"
FOREIGN = {"click.po"}  # texts of the command-line library, not of our code
SHOWN = frozenset(
    [
        "setText",
        "setToolTip",
        "setStatusTip",
        "setWindowTitle",
        "setPlaceholderText",
        "setAccessibleName",
        "setTitle",
        "setAccessibleDescription",
        "setInformativeText",
        "QLabel",
        "QPushButton",
        "QCheckBox",
        "QRadioButton",
        "QGroupBox",
        "QAction",
        "QMenu",
        "QTreeWidgetItem",
        "addAction",
        "addTab",
        "setTabText",
        "showMessage",
        "setHeaderLabels",
    ]
)
PROPER = frozenset({"SymbioAudit"})  # names that stay as they are
MARKS = {"_": 1, "N_": 1, "Message": 1, "plural": 2}


def used_texts(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (msgid, line) of every literal handed to a translation mark in one module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        for argument in node.args[: MARKS.get(node.func.id, 0)]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value, argument.lineno


def bare_texts(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (text, line) of every literal that a widget would show untranslated.

    A text without two letters in a row is a mark ("…", "—"), a name of ours is a name.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name not in SHOWN:
            continue
        for argument in (*node.args, *(k.value for k in node.keywords)):
            for text in _literals(argument):
                words = re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>|&\w+;", " ", text))
                if words and set(words) - PROPER:
                    yield text, node.lineno


def _literals(argument: ast.expr) -> Iterator[str]:
    """Literal pieces of a text: a string, or the fixed parts of an f-string."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.JoinedStr):
        for part in argument.values:
            if isinstance(part, ast.Constant):
                yield str(part.value)


def placeholders(text: str) -> set[str]:
    """Names of the ``{fields}`` of a text."""
    return {name for _lit, name, _spec, _conv in string.Formatter().parse(text) if name}


def catalogues(lang: str) -> dict[Path, Catalog]:
    """All catalogues of a language by their path."""
    found = {}
    for path in sorted((PACKAGE / "locale" / lang / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as source:
            found[path] = read_po(source, locale=lang)
    return found


def problems() -> Iterator[str]:
    """Yield one line for each missing, empty, fuzzy, unused, conflicting or ill-fitting text."""
    used = {
        text: f"{path.relative_to(PACKAGE.parent)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for text, line in used_texts(path)
        if text
    }
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        for text, line in bare_texts(path):
            yield f"{path.relative_to(PACKAGE.parent)}:{line}: shown without translation: {text!r}"
    known: dict[str, str] = {}
    for path, catalogue in catalogues("ru").items():
        for message in catalogue:
            if not message.id or path.name in FOREIGN:
                continue
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            strings = message.string
            several = strings if isinstance(strings, tuple | list) else (strings,)
            texts = [text or "" for text in several]
            where = f"{path.name}: {ids[0]!r}"
            if message.fuzzy or not all(texts):
                yield f"{where}: not translated"
            if any(placeholders(text) - placeholders(ids[-1]) for text in texts):
                yield f"{where}: fields differ from the source"
            if len(ids) == 1 and placeholders(texts[0]) != placeholders(ids[0]):
                yield f"{where}: a field is lost"
            for msgid in ids:
                if msgid not in used:
                    yield f"{where}: nothing uses it"
                if known.setdefault(msgid, texts[0]) != texts[0]:
                    yield f"{where}: translated differently in another catalogue"
    yield from (
        f"{place}: no Russian for {text!r}" for text, place in used.items() if text not in known
    )


def main() -> int:
    """Print the problems; exit 1 if there are any."""
    found = sorted(set(problems()))
    print("\n".join(found) or "translations complete")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
