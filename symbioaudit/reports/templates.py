"""Reads the report's template data: outline, texts, style (``reports/templates/*.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from symbioaudit.base.i18n import LANGUAGES
from symbioaudit.base.paths import data_room
from symbioaudit.reports.errors import TEMPLATE_BROKEN

_REFERENCE = re.compile(r"\{(table|figure):(\w+)\}")
_WORD = re.compile(r"(?<![A-Za-z])[a-z]{3,}(?![A-Za-z])")
REFERENCE = (
    "\x02\\1:\\2\x03"  # a reference to a numbered table or figure, out of reach of typed text
)


@cache
def load(name: str) -> Any:
    """The parsed template file ``name``.yaml.

    Raises:
        OperationFailed: SA-6501 when the file is absent or is not YAML.
    """
    import yaml

    path = data_room("reports") / "templates" / f"{name}.yaml"
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as fault:
        raise TEMPLATE_BROKEN(file=path.name, reason=str(fault)) from fault


@dataclass(frozen=True, slots=True)
class Texts:
    """The fixed texts of reports in one language."""

    language: str

    def __call__(self, key: str, **params: object) -> str:
        """The text ``key`` with its ``{fields}`` filled."""
        entry = _texts().get(key)
        if not isinstance(entry, Mapping) or self.language not in entry:
            raise TEMPLATE_BROKEN(file="texts.yaml", reason=key)
        text = _REFERENCE.sub(REFERENCE, str(entry[self.language]))
        return text.format_map(params) if params else text

    def expression(self, text: str) -> str:
        """A formula with its words in the language; symbols of one letter stay."""

        def word(match: re.Match[str]) -> str:
            key = f"symbol.{match[0]}"
            return self(key) if self.has(key) else match[0]

        return _WORD.sub(word, text)

    def has(self, key: str) -> bool:
        """True when the texts know ``key``."""
        return key in _texts()


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    merged: dict[str, Mapping[str, str]] = {}
    for name in ("texts", "columns", "glossary", "sheets", "symbiosis"):
        merged.update(load(name) or {})
    return merged


def incomplete() -> list[str]:
    """Keys that lack one of the languages."""
    return [
        key for key, entry in _texts().items() if any(not entry.get(lang) for lang in LANGUAGES)
    ]
