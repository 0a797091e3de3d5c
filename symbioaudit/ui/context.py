"""The panel at the right: why the focused field is asked, where it is found, what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from symbioaudit.base.i18n import _
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look

LEAST = 145  # px


class ContextPanel(QFrame):
    """Sections one under another; other modules add theirs with :meth:`add_section`."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.setProperty("role", "context")
        self._place = Place("home")
        self.title = QLabel(self)
        self.title.setProperty("role", "heading")
        self.help = QLabel(self)
        for label in (self.title, self.help):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = self._inner = QWidget(self)
        inner.installEventFilter(self)
        self.sections = QVBoxLayout(inner)
        gap = look().px(8)
        self.sections.setContentsMargins(gap, gap, gap, gap)
        self.sections.setSpacing(gap)
        self.sections.addWidget(self.title)
        self.sections.addWidget(self.help)
        self.sections.addStretch(1)
        scroll = self._scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        session.focused.connect(self.show_field)

    def minimumSizeHint(self) -> QSize:
        """As wide as its sections need: they never scroll sideways."""
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        need = self._inner.minimumSizeHint().width() + bar
        return QSize(max(need, look().px(LEAST)), 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A section that needs more room makes the panel wider."""
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def add_section(self, widget: QWidget) -> None:
        """Put a section of another module above the stretch."""
        self.sections.insertWidget(self.sections.count() - 1, widget)

    def retranslate(self) -> None:
        """Write the texts anew."""
        self.setAccessibleName(_("Help and live results"))
        self.show_field(self._place)

    @property
    def place(self) -> Place:
        """The field whose help stands here."""
        return self._place

    def field_shown(self, page: str) -> str:
        """Code of the field of a page whose help stands here; empty where it is another page's."""
        return self._place.field if self._place.page == page else ""

    def show_field(self, place: Place) -> None:
        """Show the help of a field of a form page (``form:F09``)."""
        self._place = place
        pack = self.session.pack
        form = pack.forms.get(place.page.removeprefix("form:")) if pack else None
        item = form.field(place.field) if form else None
        if form is None:
            self.title.clear()
            self.help.clear()
        elif item is None:
            self.title.setText(form.title.render())
            self.help.setText(form.purpose.render())
        else:
            self.title.setText(item.label.render())
            self.help.setText(item.help.render() if item.help else "")
