"""Writes the parts of docs/ that must follow the code: commands and error codes, ru and en.

``--check`` compares instead of writing and exits 1 when a page is stale.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TITLES = {
    "cli": {"ru": "# Команды", "en": "# Commands"},
    "errors": {"ru": "# Коды ошибок", "en": "# Error codes"},
    "libraries": {
        "ru": "# Состав библиотек симбиоза",
        "en": "# Contents of the libraries of symbiosis",
    },
}


def cli_page(lang: str) -> str:
    """Every command's real ``--help``."""
    import click

    from symbioaudit.base import i18n
    from symbioaudit.cli import COMMANDS, program

    i18n.set_language(lang)
    parts = [TITLES["cli"][lang]]
    root = click.Context(program, info_name="symbioaudit")
    parts.append(_block(program.get_help(root)))
    for name in COMMANDS:
        command = program.get_command(root, name)
        if command is None:
            raise LookupError(name)
        parts.extend(_help_of(command, root, name))
    return "\n\n".join(parts) + "\n"


LIBRARY_WORDS = {
    "ru": {
        "head": "| Библиотека | Записей | Сверено с источником |\n|---|---|---|",
        "resources": "Классы ресурсов", "precedents": "Прецеденты", "technologies": "Технологии",
        "sectors": "Отрасли", "substitutions": "Замещения", "legal": "Вопросы правового статуса",
        "networks": "Сети прецедентов", "sources": "Источники", "uses": "применений", "classes": "Классы технологий",
    },
    "en": {
        "head": "| Library | Entries | Held against the source |\n|---|---|---|",
        "resources": "Classes of resources", "precedents": "Precedents", "technologies": "Technologies",
        "sectors": "Sectors", "substitutions": "Substitutions", "legal": "Questions of the legal status",
        "networks": "Networks of the precedents", "sources": "Sources", "uses": "uses", "classes": "Classes of technologies",
    },
}  # fmt: skip


def libraries_page(lang: str) -> str:
    """How large the libraries of the shipped methodology are and where they are from."""
    from collections import Counter

    from symbioaudit.methodology import load_pack
    from symbioaudit.methodology.technologies import technology_class

    pack, say = load_pack(), LIBRARY_WORDS[lang]
    library = pack.library()
    uses = [use for r in library.resources.values() for use in r.uses]
    rows = [
        say["head"],
        f"| {say['resources']} | {len(library.resources)} ({len(uses)} {say['uses']}) | – |",
    ]
    for name in ("precedents", "technologies", "sectors", "substitutions"):
        held = getattr(library, name)
        sure = sum(x.verified for x in held) if name != "sectors" else "–"
        rows.append(f"| {say[name]} | {len(held)} | {sure} |")
    rows.append(f"| {say['legal']} | {len(library.legal)} | – |")
    networks = Counter(p.network for p in library.precedents)
    classes = Counter(technology_class(t, pack.scoring["technology"]) for t in library.technologies)
    named: list[str] = [use.source for use in uses]
    for part in (library.precedents, library.technologies, library.sectors, library.substitutions):
        named += [entry.source for entry in part]
    sources = sorted({part.strip() for x in named for part in x.split("; ") if part.strip()})
    return "\n\n".join([
        TITLES["libraries"][lang], "\n".join(rows),
        f"**{say['networks']}:** " + ", ".join(f"{k} {n}" for k, n in sorted(networks.items())) + ".",
        f"**{say['classes']}:** " + ", ".join(f"{k} {n}" for k, n in sorted(classes.items())) + ".",
        f"## {say['sources']}", "\n".join(f"- {source}" for source in sources),
    ]) + "\n"  # fmt: skip


def keys_page(lang: str) -> str:
    """Every key of the window."""
    from symbioaudit.ui.help.keys import page

    return page(lang)


def _help_of(command: object, parent: object, name: str) -> list[str]:
    import click

    if not isinstance(command, click.Command) or not isinstance(parent, click.Context):
        raise TypeError(name)
    context = click.Context(command, info_name=name, parent=parent)
    parts = [f"## {context.command_path}", _block(command.get_help(context))]
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            inner = command.get_command(context, sub)
            parts.extend(_help_of(inner, context, sub))
    return parts


def _block(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return f"```text\n{lines}\n```"


def errors_page(lang: str) -> str:
    """The register of errors: code, what happened, what to do."""
    import symbioaudit
    from symbioaudit.base.errors import REGISTRY
    from symbioaudit.base.i18n import translate

    for module in pkgutil.walk_packages(symbioaudit.__path__, "symbioaudit."):
        if module.name.endswith("errors"):
            importlib.import_module(module.name)
    head = {"ru": ("Код", "Что случилось", "Что делать", "Выход")}.get(
        lang, ("Code", "What happened", "What to do", "Exit")
    )
    rows = [f"| {' | '.join(head)} |", "|---|---|---|---|"]
    for code, spec in sorted(REGISTRY.items()):
        cells = (translate(spec.what, lang), translate(spec.fix, lang))
        rows.append(f"| {code} | {cells[0]} | {cells[1]} | {int(spec.exit)} |".replace("\n", " "))
    return TITLES["errors"][lang] + "\n\n" + "\n".join(rows) + "\n"


def render(page: str, lang: str) -> str:
    """Render one page in a process of its own, so that texts made at import have the language."""
    code = f"from tools.make_docs import {page}_page; print({page}_page({lang!r}), end='')"
    env = {**os.environ, "SYMBIOAUDIT_LANG": lang, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, check=True, capture_output=True
    )
    return done.stdout.decode()


def _openapi() -> str:
    """The document that the hub publishes."""
    from symbioaudit.hub.document import openapi_text

    return openapi_text()


def _follows(path: Path, text: str) -> bool:
    """Write the page, or with ``--check`` say whether it is as it would be written."""
    if "--check" in sys.argv:
        return path.is_file() and path.read_text(encoding="utf-8") == text
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def main() -> int:
    """Write or check all pages."""
    stale = []
    if not _follows(ROOT / "docs" / "hub-openapi.json", _openapi()):
        stale.append("docs/hub-openapi.json")
    for page in ("cli", "errors", "keys", "libraries"):
        for lang in ("ru", "en"):
            path = ROOT / "docs" / lang / f"{page}.md"
            if not _follows(path, render(page, lang)):
                stale.append(str(path.relative_to(ROOT)))
    print("\n".join(f"stale: {name} (make docs)" for name in stale) or "docs follow the code")
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
