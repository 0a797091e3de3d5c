"""Texts in Russian and English: gettext for code, bilingual pairs for data.

The source language of code is English; each room has its own catalogue
``locale/ru/LC_MESSAGES/<room>.po``, all chained into one translation.
Nothing here is translated when a module is imported: a :class:`Message` or a
:class:`Text` is rendered at the moment somebody reads it, in their language.
"""

from __future__ import annotations

import gettext as _gettext
import locale as _locale
import os
import threading
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from symbioaudit.base.paths import package_dir

LANGUAGES: Final = ("ru", "en")
_current: ContextVar[str | None] = ContextVar("symbioaudit_language", default=None)
_longer: ContextVar[bool] = ContextVar("symbioaudit_longer", default=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A bilingual text that came from data (a pack, a form, a template)."""

    ru: str
    en: str

    def render(self, lang: str | None = None) -> str:
        """Return the text in ``lang`` (default: the current language)."""
        return self.en if (lang or language()) == "en" else _drawn_out(self.ru)


def day_text(day: date) -> Text:
    """A day as it is written in each language: 25.03.2026, 2026-03-25."""
    return Text(ru=day.strftime("%d.%m.%Y"), en=day.isoformat())


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence of the code with its parameters, rendered late."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)

    def render(self, lang: str | None = None) -> str:
        """Translate, then fill the ``{named}`` fields; renderable parameters follow ``lang``."""
        lang = lang or language()
        values = {key: _spoken(value, lang) for key, value in self.params.items()}
        return (
            translate(self.msgid, lang).format_map(values)
            if values
            else translate(self.msgid, lang)
        )


class _Number(float):
    """A number inside a sentence: a format such as ``{share:.1%}`` follows the language."""

    lang = "en"

    def __format__(self, pattern: str) -> str:
        text = super().__format__(pattern)
        if "e" in text and pattern.endswith("g") and abs(self) < 1e15:
            text = format(float(text), ",.0f")  # 123456 to four digits is 123,500, not 1.235e+05
        if self.lang == "ru":
            text = text.replace(",", "\u00a0").replace(".", ",").replace("%", "\u00a0%")
        return text


class _Russian(_Number):
    lang = "ru"


def _spoken(value: object, lang: str) -> object:
    """A parameter of a sentence as it stands in ``lang``."""
    if isinstance(value, Text | Message):
        return value.render(lang)
    if isinstance(value, float):
        return _Russian(value) if lang == "ru" else _Number(value)
    return value


def N_(msgid: str) -> str:  # noqa: N802 (gettext's customary name)
    """Mark ``msgid`` for the catalogue and return it untouched."""
    return msgid


def _(msgid: str) -> str:
    """Translate ``msgid`` into the current language."""
    return translate(msgid, language())


def translate(msgid: str, lang: str) -> str:
    """Translate ``msgid`` into ``lang``; an unknown text comes back as it is."""
    return msgid if lang == "en" or not msgid else _drawn_out(_catalogue(lang).gettext(msgid))


def plural(one: str, many: str, n: int, lang: str | None = None) -> str:
    """Return the right plural form of a marked pair for ``n`` with ``{n}`` filled."""
    lang = lang or language()
    if lang == "en":
        return (one if n == 1 else many).format(n=n)
    return _drawn_out(_catalogue(lang).ngettext(one, many, n)).format(n=n)


def language() -> str:
    """Return the current language: set by :func:`set_language`, else by the environment."""
    return _current.get() or environment_language()


def set_language(lang: str | None) -> None:
    """Set the language of this context; ``None`` returns to the environment's."""
    _current.set(lang)


def draw_out(*, on: bool) -> None:
    """Make every Russian text half as long again, as a longer language would: layouts are tried so."""
    _longer.set(on)


def _drawn_out(text: str) -> str:
    if not _longer.get():
        return text
    wanted = len(text) // 2
    return text + (" длинно" * (wanted // 7 + 1))[: max(wanted, 1)]


@cache
def environment_language() -> str:
    """Return ``ru`` or ``en`` from SYMBIOAUDIT_LANG, LC_ALL, LC_MESSAGES, LANG or the system."""
    names = ("SYMBIOAUDIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((os.environ[name] for name in names if os.environ.get(name)), "")
    if not chosen and os.name == "nt":
        chosen = _locale.getlocale()[0] or ""
    return "ru" if chosen.lower().startswith(("ru", "rus")) else "en"


def speak_for(domain: str) -> None:
    """Let a library that uses the standard ``gettext`` speak the current language.

    Its texts lie in our catalogue ``<domain>.po``; the standard module finds it by LANGUAGE.
    """
    os.environ["LANGUAGE"] = language()
    _gettext.bindtextdomain(domain, str(package_dir() / "locale"))
    _gettext.textdomain(domain)


class _Unknown(_gettext.NullTranslations):
    """Answers for what a catalogue does not hold: nothing, so that the next one is asked."""

    def gettext(self, message: str) -> str:  # noqa: ARG002
        """No translation."""
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        """No translation."""
        return ""


class _Rooms(_gettext.NullTranslations):
    """The catalogues of a language; the window's first, each read only when those before it did not know."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._waiting = sorted(folder.glob("*.mo"), key=lambda mo: (_rank(mo.name), mo.name))
        self._read: list[_gettext.GNUTranslations] = []
        self._turn = threading.Lock()

    def gettext(self, message: str) -> str:
        """The translation, or the text itself."""
        return next(filter(None, (room.gettext(message) for room in self._rooms())), message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The plural form for ``n``."""
        found = (room.ngettext(msgid1, msgid2, n) for room in self._rooms())
        return next(filter(None, found), msgid1 if n == 1 else msgid2)

    def _rooms(self) -> Iterator[_gettext.GNUTranslations]:
        at = 0
        while True:
            if at == len(self._read):
                self._read_next(at)
            if at == len(self._read):
                return
            yield self._read[at]
            at += 1

    def _read_next(self, at: int) -> None:
        with self._turn:
            if at == len(self._read) and self._waiting:
                with self._waiting.pop(0).open("rb") as source:
                    room = _gettext.GNUTranslations(source)
                room.add_fallback(_Unknown())
                self._read.append(room)


def _rank(name: str) -> int:
    """The window's catalogues first, then what it speaks of, the command line last."""
    kinds = ("ui_shell", "services_core", "ui_", "base", "services_", "storage", "")
    return (
        len(kinds)
        if name.startswith("cli")
        else next(n for n, kind in enumerate(kinds) if name.startswith(kind))
    )


@cache
def _catalogue(lang: str) -> _gettext.NullTranslations:
    return _Rooms(package_dir() / "locale" / lang / "LC_MESSAGES")
