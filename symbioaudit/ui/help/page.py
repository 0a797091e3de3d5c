"""The manual: contents and search at the left, the page at the right; F1 opens it at the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextBlock, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import _, language
from symbioaudit.ui.help.browser import ManualBrowser
from symbioaudit.ui.page import Page
from symbioaudit.ui.pages import BY_ID, CLOSING, MAP, RECORD, RESULTS
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

if TYPE_CHECKING:
    from symbioaudit.services.manual import Section

SCHEME: Final = "symbio"
SECTION_ROLE = int(Qt.ItemDataRole.UserRole)
CHAPTER_OF_GROUP: Final = {
    MAP: "map",
    RESULTS: "results",
    CLOSING: "closing",
    RECORD: "history",
}


class ManualPage(Page):
    """Works without an audit; with one it holds the forms of its methodology too."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        from symbioaudit.services.manual import Manual

        self.manual = Manual(language(), session.pack)
        self.here: Section | None = None
        self._past: list[Section] = []
        self._future: list[Section] = []
        self.query = QLineEdit(self)
        self.query.setPlaceholderText(_("Search the manual"))
        self.query.setAccessibleName(_("Search the manual"))
        self.query.setClearButtonEnabled(True)
        self.query.textChanged.connect(self._search)
        self.query.returnPressed.connect(self._first)
        self.contents = QTreeWidget(self)
        self.contents.setHeaderHidden(True)
        self.contents.setWordWrap(True)
        self.contents.setAccessibleName(_("Contents of the manual"))
        self.contents.itemActivated.connect(self._chosen)
        self.contents.itemClicked.connect(self._chosen)
        self.browser = ManualBrowser(self.manual.folder, self)
        self.browser.setAccessibleName(_("Page of the manual"))
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(self._follow)
        self._lay_out()
        self._list_contents()

    # -- building ----------------------------------------------------------------

    def _lay_out(self) -> None:
        title = QLabel(_("Manual"), self)
        title.setProperty("role", "title")
        self.back = self._button(_("Back"), "Alt+Left", self.go_back)
        self.forward = self._button(_("Forward"), "Alt+Right", self.go_forward)
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(self.back)
        top.addWidget(self.forward)
        left = QWidget(self)
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.query)
        side.addWidget(self.contents, 1)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(left)
        halves.addWidget(self.browser)
        halves.setStretchFactor(1, 1)
        halves.setSizes([look().px(250), look().px(500)])
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.addLayout(top)
        whole.addWidget(halves, 1)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self.query.setFocus)

    def _button(self, text: str, key: str, call: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.setToolTip(key)
        button.setShortcut(QKeySequence(key))
        button.clicked.connect(call)
        button.setEnabled(False)
        return button

    def _list_contents(self) -> None:
        self.contents.clear()
        for chapter in self.manual.chapters.values():
            item = self._line(chapter.title, chapter.sections[0])
            self.contents.addTopLevelItem(item)
            for section in chapter.sections[1:]:
                if section.level == 2:
                    item.addChild(self._line(section.title, section))

    def _line(self, text: str, section: Section) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text])
        item.setData(0, SECTION_ROLE, section)
        return item

    # -- going -------------------------------------------------------------------

    def arrive(self, place: Place) -> None:
        """Open at a page of the window (``entity``), for a focused field at its own section."""
        self.open(self.anchor_of(place.entity, place.field))
        self.browser.setFocus()

    def anchor_of(self, page: str, field: str = "") -> str:
        """The anchor that tells about a page of the window or a field of it."""
        if field and self.manual.at(f"{page}/{field}") is not None:
            return f"{page}/{field}"
        if page and self.manual.at(page) is not None:
            return page
        spec = BY_ID.get(page)
        return CHAPTER_OF_GROUP.get(spec.group, "start") if spec else "start"

    def open(self, anchor: str) -> bool:
        """Show the section of an anchor; False where there is none."""
        section = self.manual.at(anchor)
        if section is None:
            return False
        self.show_section(section)
        return True

    def show_section(self, section: Section) -> None:
        """Show a section and remember where one was."""
        if self.here is not None and self.here != section:
            self._past.append(self.here)
            self._future.clear()
        self._show(section)

    def go_back(self) -> None:
        """Where one was before."""
        if self._past and self.here is not None:
            self._future.append(self.here)
            self._show(self._past.pop())

    def go_forward(self) -> None:
        """Back from going back."""
        if self._future and self.here is not None:
            self._past.append(self.here)
            self._show(self._future.pop())

    def _show(self, section: Section) -> None:
        if self.here is None or self.here.chapter != section.chapter:
            self.browser.show_markdown(self.manual.chapters[section.chapter].markdown)
        self.here = section
        self._scroll_to(section)
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._future))

    def _scroll_to(self, section: Section) -> None:
        block = self._block_of(section)
        cursor = QTextCursor(block)
        self.browser.moveCursor(QTextCursor.MoveOperation.End)
        self.browser.setTextCursor(cursor)

    def _block_of(self, section: Section) -> QTextBlock:
        """The heading in the document: the same place among headings as the section among sections."""
        at = self.manual.chapters[section.chapter].sections.index(section)
        block = self.browser.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel():
                if at == 0:
                    return block
                at -= 1
            block = block.next()
        return self.browser.document().begin()

    # -- hearing -----------------------------------------------------------------

    def _chosen(self, item: QTreeWidgetItem, _column: int) -> None:
        self.show_section(item.data(0, SECTION_ROLE))

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == SCHEME:
            page, _slash, field = url.path().partition("/")
            self.session.go.emit(Place(page, field=field))
            return
        chapter = url.path().rpartition("/")[2].removesuffix(".md")
        self.open(url.fragment() or chapter or (self.here.chapter if self.here else "start"))

    def _search(self, query: str) -> None:
        if not query.strip():
            self._list_contents()
            return
        self.contents.clear()
        for found in self.manual.search(query):
            chapter = self.manual.chapters[found.section.chapter].title
            item = self._line(f"{found.section.title} — {chapter}", found.section)
            item.setToolTip(0, found.excerpt)
            self.contents.addTopLevelItem(item)

    def _first(self) -> None:
        item = self.contents.topLevelItem(0)
        if item is not None:
            self._chosen(item, 0)


def make(session: Session) -> Page:
    """The page."""
    return ManualPage(session)
