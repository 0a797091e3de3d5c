"""The manual and the tour: every page has its section, every link leads somewhere, F1 opens at the place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from symbioaudit.base.paths import data_room
from symbioaudit.methodology import load_pack
from symbioaudit.services.manual import CHAPTERS, Manual
from symbioaudit.ui.commands import COMMANDS
from symbioaudit.ui.help import keys
from symbioaudit.ui.help.browser import IMAGE
from symbioaudit.ui.help.page import CHAPTER_OF_GROUP, ManualPage
from symbioaudit.ui.help.tour import STOPS, Tour
from symbioaudit.ui.pages import BY_ID, PAGES
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, type_text
from tools import manual_pictures
from tools.screenshots import pages_of

LINK = re.compile(r"\]\(([^)]+)\)")


@pytest.fixture(scope="module", params=["ru", "en"])
def manual(request: pytest.FixtureRequest) -> Manual:
    return Manual(request.param, load_pack("is-screening-ru", None))


def test_every_page_of_the_window_has_a_section(manual: Manual) -> None:
    missing = [
        page.id
        for page in PAGES
        if manual.at(page.id) is None and CHAPTER_OF_GROUP.get(page.group) not in manual.chapters
    ]
    assert missing == []


def test_every_form_and_field_has_a_section(manual: Manual) -> None:
    for form in load_pack("is-screening-ru", None).forms.values():
        for field in form.fields:
            section = manual.at(f"form:{form.id}/{field.code}")
            assert section is not None
            assert section.title == field.label.render(manual.lang)


def test_every_link_leads_somewhere(manual: Manual) -> None:
    broken: list[str] = []
    for section in manual.sections():
        links = LINK.findall(section.text)
        broken += [f"{section.chapter}: {link}" for link in links if not _leads(manual, link)]
    assert broken == []


def _leads(manual: Manual, link: str) -> bool:
    if link.startswith("symbio:"):
        page, _slash, field = link.removeprefix("symbio:").partition("/")
        form = load_pack("is-screening-ru", None).forms.get(page.removeprefix("form:"))
        if page.startswith("form:"):
            return form is not None and (not field or form.field(field) is not None)
        return page in BY_ID
    if link.startswith("http"):
        return False  # the manual works without a network
    name, _hash, anchor = link.partition("#")
    file = data_room("docs") / manual.lang / name
    return (not name or file.is_file()) and (not anchor or manual.at(anchor) is not None)


def test_both_languages_have_the_same_chapters_and_anchors() -> None:
    ru, en = Manual("ru"), Manual("en")
    for name in CHAPTERS:
        if name not in ("cli", "errors", "library", "methodology"):
            anchors = [[s.anchors for s in m.chapters[name].sections] for m in (ru, en)]
            assert anchors[0] == anchors[1], name
    files = {path.stem for path in Path(data_room("docs") / "ru").glob("*.md")}
    assert files == set(CHAPTERS)


def test_every_key_of_the_window_is_in_the_table(manual: Manual) -> None:
    table = manual.chapters["keys"].markdown
    for text, rows in keys.tables(manual.lang):
        assert text in table
        for key, what in rows:
            assert f"| {key} | {what} |" in table
    for _text, key, _method in COMMANDS.values():
        assert key in table


@pytest.mark.parametrize(
    ("query", "title"),
    [("отмены", "Отмена"), ("невязку", "Результаты"), ("плотностью", "Чего программа не делает")],
)
def test_search_knows_the_forms_of_words(query: str, title: str) -> None:
    found = Manual("ru").search(query)
    assert title in [one.section.title for one in found][:3]
    assert all(one.excerpt for one in found)


def test_a_word_that_is_nowhere_is_not_found() -> None:
    assert Manual("ru").search("абракадабра") == []
    assert Manual("ru").search("  ") == []


def test_pictures_are_there_and_belong_to_pages_that_are() -> None:
    forms = load_pack("is-screening-ru", None).forms
    pages = frozenset({*BY_ID, *(f"form:{code}" for code in forms)})
    assert manual_pictures.problems(pages=pages) == []


def test_a_missing_a_heavy_and_a_stray_picture_are_found(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(data_room("docs"), docs)
    pictures = docs / "ru" / "pictures"
    (pictures / "map.png").unlink()
    (pictures / "table.png").write_bytes(b"x" * (manual_pictures.LIMIT + 1))
    (pictures / "stray.png").touch()
    page = docs / "en" / "grid.md"
    page.write_text(manual_pictures.SHOWN.sub("", page.read_text("utf-8")), "utf-8")
    found = manual_pictures.problems(docs, frozenset({"home"}))
    for words in (
        "map.png is missing",
        "table.png has",
        "stray.png is shown nowhere",
        "grid.md does not show",
    ):
        assert any(words in line for line in found), words
    assert any("there is no page form:F02" in line for line in found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_are_shown_and_follow_the_width(qtbot: QtBot, audit: Window, theme: str) -> None:
    audit.session.settings.set("theme", theme)
    audit.show_place(Place("help", entity="map"))
    browser = help_of(audit).browser
    for size in (1280, 960):
        audit.resize(size, 800)
        qtbot.waitUntil(lambda: not browser.horizontalScrollBar().maximum(), timeout=WAIT)
        shown = browser.document().resource(IMAGE.value, QUrl("pictures/map.png"))
        assert isinstance(shown, QImage)
        room = browser.viewport().width()
        assert room * 0.8 < shown.width() / shown.devicePixelRatio() <= room


def test_only_the_folder_of_the_manual_is_read(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("help", entity="map"))
    browser = help_of(audit).browser
    outside = Path("..") / ".." / "resources" / "icons" / "down.svg"
    for name in (outside.as_posix(), "https://example.org/a.png", "/etc/hostname"):
        assert browser.loadResource(IMAGE.value, QUrl(name)).isNull()


def test_f1_opens_at_the_place_of_every_page(qtbot: QtBot, audit: Window) -> None:
    for page in pages_of(audit):
        if page == "help":
            continue
        audit.show_place(Place(page))
        qtbot.keyClick(audit, Qt.Key.Key_F1)
        assert audit.place.page == "help", page
        here = help_of(audit).here
        assert here is not None
        spec = BY_ID.get(page)
        about = {page, CHAPTER_OF_GROUP.get(spec.group, "start") if spec else page}
        assert about & {*here.anchors, here.chapter}, page


def help_of(window: Window) -> ManualPage:
    page = window.page
    assert isinstance(page, ManualPage)
    return page


def test_f1_in_a_field_opens_its_section_and_a_link_goes_back_there(
    qtbot: QtBot, audit: Window
) -> None:
    audit.show_place(Place("form:F02", field="inn"))
    editor = audit.page.findChild(QLineEdit, "field-inn")
    qtbot.waitUntil(editor.hasFocus, timeout=WAIT)
    qtbot.keyClick(editor, Qt.Key.Key_F1)
    page = help_of(audit)
    assert page.here is not None
    assert page.here.anchors == ("form:F02/inn",)
    cursor = page.browser.textCursor()
    assert cursor.block().text() == page.here.title
    page.browser.anchorClicked.emit(QUrl("symbio:form:F02/inn"))
    assert audit.place == Place("form:F02", field="inn")
    qtbot.waitUntil(editor.hasFocus, timeout=WAIT)


@pytest.mark.parametrize("page_id", ["home", "import", "settings"])
def test_f1_on_a_page_opens_its_section(qtbot: QtBot, window: Window, page_id: str) -> None:
    window.show_place(Place(page_id))
    qtbot.keyClick(window, Qt.Key.Key_F1)
    here = help_of(window).here
    assert here is not None
    assert page_id in here.anchors


def test_search_by_keys_and_the_way_back(qtbot: QtBot, window: Window) -> None:
    window.show_place(Place("help", entity="home"))
    page = help_of(window)
    first = page.here
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.query.hasFocus, timeout=WAIT)
    type_text(page.query, "отменить")
    qtbot.keyClick(page.query, Qt.Key.Key_Return)
    assert page.here is not None
    assert page.here != first
    found = page.here
    qtbot.keyClick(page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.here == first, timeout=WAIT)
    qtbot.keyClick(page, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.here == found, timeout=WAIT)


def test_links_between_chapters(qtbot: QtBot, window: Window) -> None:
    window.show_place(Place("help", entity="home"))
    page = help_of(window)
    page.browser.anchorClicked.emit(QUrl("package.md"))
    assert page.here is not None
    assert page.here.chapter == "package"


def tour_of(window: Window) -> Tour:
    found = [tour for tour in window.findChildren(Tour) if tour.isVisible()]
    assert len(found) == 1
    return found[0]


def test_the_demo_begins_with_a_tour_once_and_keys_walk_it(qtbot: QtBot, window: Window) -> None:
    window.go_home()
    with qtbot.waitSignal(window.session.results_ready, timeout=WAIT):
        qtbot.mouseClick(window.page.demo, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    tour = tour_of(window)
    assert not tour.isModal()
    seen = [tour.title.text()]
    for _stop in STOPS[1:]:
        qtbot.waitUntil(tour.mark.isVisible, timeout=WAIT)
        assert window.rect().contains(tour.geometry())
        qtbot.keyClick(tour, Qt.Key.Key_Return)
        seen.append(tour.title.text())
    assert len(set(seen)) == len(STOPS)
    qtbot.keyClick(tour, Qt.Key.Key_Return)
    assert not tour.isVisible()
    assert window.session.settings["tour_seen"] is True


def test_the_tour_can_be_left_at_once_and_begun_again(qtbot: QtBot, audit: Window) -> None:
    audit.session.command.emit("tour")
    tour = tour_of(audit)
    qtbot.keyClick(tour, Qt.Key.Key_Escape)
    assert not tour.isVisible()
    audit.session.command.emit("tour")
    assert tour_of(audit) is not tour
    tour_of(audit).finish()


def test_the_window_stays_in_use_behind_the_tour(qtbot: QtBot, audit: Window) -> None:
    audit.session.command.emit("tour")
    audit.show_place(Place("form:F02", field="employees"))
    editor = audit.page.findChild(QLineEdit, "field-employees")
    editor.setFocus()
    type_text(editor, "120")
    assert editor.text() == "120"
    tour_of(audit).finish()
