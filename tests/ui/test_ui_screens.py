"""Every page of the window, whoever made it: nothing blank, cut off, overlapping, nameless or untranslated.

Pages come from the register of pages and from the forms of the pack, so a new one is judged at once.
"""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from symbioaudit.base import i18n
from symbioaudit.base.i18n import set_language
from symbioaudit.ui.pages import PAGES
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui import geometry
from tools.screenshots import Shot, dress, pages_of, walk

# Latin words that are right in a Russian window: names, units, codes, keys, formats.
LATIN = re.compile(r"[A-Za-z][A-Za-z]+")
NAMES = frozenset(
    {
        "symbioaudit",
        "sankey",
        "gsd",
        "del",
        getpass.getuser().casefold(),  # signs what was typed
        "qt",
        "python",
        "english",
        "excel",
        "ctrl",
        "alt",
        "shift",
        "tab",
        "enter",
        "esc",
        "ph",
        "ins",  # a key
        "match",  # Match & Meet, the name of a meeting
        "meet",
        "living",  # Living Lab, the name of a trial
        "lab",
    }
)


@pytest.fixture
def longer() -> Iterator[None]:
    """Every Russian text half as long again."""
    i18n.draw_out(on=True)
    yield
    i18n.draw_out(on=False)


def troubles(window: Window, shot: Shot) -> list[str]:
    """What is wrong with any page in the present look."""
    found = []
    for page in walk(window):
        said = [*geometry.cut_off(window), *geometry.overlapping(window)]
        if geometry.colours_in(window.page.grab().toImage()) < 4:
            said.append("blank")
        if window.width() > shot.width:
            said.append(f"makes the window {window.width()} px wide")
        found += [f"{page}: {one}" for one in said]
    return found


@pytest.mark.parametrize(
    "shot", [Shot("ru", "light"), Shot("en", "dark", 1920, 1080, 150)], ids=lambda shot: shot.name
)
def test_no_page_is_blank_cut_off_or_overlapping(qtbot: QtBot, audit: Window, shot: Shot) -> None:
    dress(audit, shot)
    found = troubles(audit, shot)
    assert found == [], "\n".join(found)


def test_texts_half_as_long_again_are_not_cut_off(
    qtbot: QtBot, longer: None, audit: Window
) -> None:
    audit.retranslate()
    shot = Shot("ru", "light")
    dress(audit, shot)
    found = troubles(audit, shot)
    assert found == [], "\n".join(found)


def test_everything_one_can_work_with_has_a_name(qtbot: QtBot, audit: Window) -> None:
    found = [f"{page}: {one}" for page in walk(audit) for one in geometry.nameless(audit)]
    assert found == []


def test_nothing_is_left_in_english(qtbot: QtBot, audit: Window) -> None:
    set_language("ru")
    typed = _typed_texts(audit)
    found = {
        f"{page}: {word}: {where}: {text}"
        for page in walk(audit)
        if page != "help"  # its pages quote commands and codes
        for where, text in geometry.texts(audit)
        for word in LATIN.findall(_plain(text, typed))
        if word.casefold() not in NAMES
    }
    assert sorted(found) == []


def _typed_texts(window: Window) -> list[str]:
    """What people typed may be in any language; longest first."""
    live = window.session.live
    assert live is not None
    texts = {
        value
        for record in live.snapshot().all_records()
        for name in record.__slots__
        if isinstance(value := getattr(record, name, None), str) and len(value) > 2
    }
    return sorted(texts, key=len, reverse=True)


def _plain(text: str, typed: list[str]) -> str:
    for own in typed:
        text = text.replace(own, " ")
    text = re.sub(r"\b[A-Z]\w*[₀-₉ₓ]\w*", " ", text)  # formulas of substances
    text = re.sub(r"\b(F|R|D|SA-)\d+[A-Z]?\b|Ctrl\+\w+|\S*[/\\]\S*|\S+\.\w{2,6}\b", " ", text)
    return re.sub(r"\b[A-Z][A-Z0-9₂₃ₓ.-]*\b|\b\w*\d\w*\b", " ", text)


def test_tab_visits_every_field_of_a_form_from_top_to_bottom(qtbot: QtBot, audit: Window) -> None:
    assert audit.session.pack is not None
    for form in audit.session.pack.forms.values():
        audit.show_place(Place(f"form:{form.id}"))
        editors = [
            w
            for w in audit.page.findChildren(QWidget)
            if w.objectName().startswith("field-") and w.isVisibleTo(audit.page)
        ]
        reached = _tab_order(editors)
        heights = [w.mapTo(audit.page, w.rect().topLeft()).y() for w in reached]
        assert len(reached) == len(editors), form.id
        assert heights == sorted(heights), form.id


def _tab_order(editors: list[QWidget]) -> list[QWidget]:
    """The editors in the order in which Tab comes to them."""
    if not editors:
        return []
    found: list[QWidget] = []
    start = at = editors[0]
    while True:
        # A table is one editor of several parts: it is reached at the first of them.
        owner = next((e for e in editors if e is at or e.isAncestorOf(at)), None)
        if owner is not None and owner not in found and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(owner)
        at = at.nextInFocusChain()
        if at is start:
            break
    return found


def test_every_page_can_be_reached_and_left_by_the_keyboard(qtbot: QtBot, audit: Window) -> None:
    for page in audit.rail.order():
        audit.show_place(Place(page))
        focusable = [
            w
            for w in audit.page.findChildren(QWidget)
            if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisibleTo(audit.page)
        ]
        assert focusable, page
        inside = audit.page
        for _press in range(3):
            qtbot.keyClick(QApplication.focusWidget() or audit, Qt.Key.Key_Tab)
        qtbot.keyClick(audit, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        assert audit.page is not inside or page == audit.rail.order()[-1]


def test_pages_are_registered_once() -> None:
    ids = [page.id for page in PAGES]
    assert len(ids) == len(set(ids))


def test_pages_of_the_tool_are_all_pages(audit: Window) -> None:
    assert audit.session.pack is not None
    assert {f"form:{form}" for form in audit.session.pack.forms} <= set(pages_of(audit))
    assert {page.id for page in PAGES} <= set(pages_of(audit))
