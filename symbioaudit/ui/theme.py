"""Colours by role, sizes by scale and touch: one place that styles every widget."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from symbioaudit.base.paths import data_room
from symbioaudit.base.settings import Settings

BASE_POINTS: Final = 10.0
TOUCH: Final = 44  # px, the least height of a target for a finger or a glove
FAMILY: Final = "PT Sans"


@cache
def colours(name: str) -> Mapping[str, str]:
    """Colours of a theme (``light``, ``dark``) by role."""
    text = (data_room("resources") / "themes" / f"{name}.json").read_text(encoding="utf-8")
    found: Mapping[str, str] = json.loads(text)
    return found


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks now."""

    theme: str  # light, dark
    scale: int = 100
    tablet: bool = False

    def colour(self, role: str) -> QColor:
        """The colour of a role."""
        return QColor(colours(self.theme)[role])

    @property
    def points(self) -> float:
        """Size of the text."""
        return BASE_POINTS * self.scale / 100

    def px(self, at_100: float) -> int:
        """A length that grows with the scale."""
        return round(at_100 * self.scale / 100)

    @property
    def row(self) -> int:
        """Height of a row of a table or of a field."""
        return max(self.px(26), TOUCH if self.tablet else 0)


_look = Look("light")


def look() -> Look:
    """The look in force."""
    return _look


def look_of(settings: Settings) -> Look:
    """The look that the settings ask for; ``system`` follows the desktop."""
    theme = settings["theme"]
    if theme == "system":
        scheme = QApplication.styleHints().colorScheme()
        theme = "dark" if scheme is Qt.ColorScheme.Dark else "light"
    return Look(theme, settings["scale"], settings["tablet"])


def apply_look(app: QApplication, new: Look) -> None:
    """Dress the whole application."""
    global _look  # noqa: PLW0603 (one look for one application, read by every painter)
    _look = new
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(_font(new))
    app.setPalette(_palette(new))
    app.setStyleSheet(style_sheet(new))


@cache
def _load_fonts() -> None:
    for path in sorted((data_room("resources") / "fonts").glob("PTSans-*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def _font(new: Look) -> QFont:
    _load_fonts()
    font = QFont(FAMILY)
    font.setPointSizeF(new.points)
    return font


def _palette(new: Look) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: "window",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "raised",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "raised",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.Highlight: "selection",
        QPalette.ColorRole.HighlightedText: "text",
        QPalette.ColorRole.ToolTipBase: "surface",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "muted",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.Accent: "accent",
    }
    palette = QPalette()
    for role, name in roles.items():
        palette.setColor(role, new.colour(name))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, new.colour("muted"))
    return palette


def style_sheet(new: Look) -> str:
    """The one style sheet. Widgets ask for a look by the properties ``role`` and ``kind``."""
    c = colours(new.theme)
    arrow = (data_room("resources") / "icons" / "down.svg").as_posix()
    pad, target = new.px(4), max(new.px(28), TOUCH if new.tablet else 0)
    field = max(new.px(26), TOUCH if new.tablet else 0)
    return f"""
* {{ outline: 0; }}
QToolTip {{ color: {c["text"]}; background: {c["surface"]}; border: 1px solid {c["line"]}; padding: {pad}px; }}
QPushButton, QToolButton {{ min-height: {target - 2 * pad}px; padding: {pad}px {2 * pad}px; border: 1px solid {c["line"]};
  border-radius: {pad}px; background: {c["raised"]}; color: {c["text"]}; }}
QPushButton:hover, QToolButton:hover {{ border-color: {c["accent"]}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {c["focus"]}; }}
QPushButton:default, QPushButton[role="main"] {{ background: {c["accent"]}; color: {c["on_accent"]}; border-color: {c["accent"]}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {c["muted"]}; }}
QPushButton[role="main"]:disabled {{ background: {c["raised"]}; border-color: {c["line"]}; }}
QToolButton[role="flat"], QPushButton[role="flat"] {{ border: 1px solid transparent; background: transparent; }}
QToolButton[role="flat"]:focus, QPushButton[role="flat"]:focus {{ border: 2px solid {c["focus"]}; }}
QToolButton[role="flat"]:checked, QPushButton:checked {{ background: {c["accent_soft"]}; border-color: {c["accent"]}; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit {{ min-height: {field - 2 * (pad // 2) - 2}px;
  padding: {pad // 2}px {pad}px; border: 1px solid {c["line"]}; border-radius: {pad}px; background: {c["surface"]};
  color: {c["text"]}; selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {{
  border: 2px solid {c["focus"]}; }}
QTableView#frozen {{ border: none; }}
QLineEdit[problem="error"], QPlainTextEdit[problem="error"], QComboBox[problem="error"], QTableView[problem="error"] {{ border: 2px solid {c["error"]}; }}
QLineEdit[problem="warning"], QComboBox[problem="warning"], QTableView[problem="warning"] {{ border: 2px solid {c["warning"]}; }}
QLineEdit[carried="true"], QPlainTextEdit[carried="true"], QComboBox[carried="true"], QCheckBox[carried="true"] {{
  color: {c["muted"]}; background: {c["raised"]}; font-style: italic; }}
QCheckBox, QRadioButton {{ min-height: {target - 2 * pad}px; spacing: {2 * pad}px; }}
QCheckBox:focus, QRadioButton:focus {{ color: {c["focus"]}; }}
QLabel[role="title"] {{ font-size: {new.points * 1.5:.1f}pt; font-weight: bold; }}
QLabel[role="heading"] {{ font-size: {new.points * 1.15:.1f}pt; font-weight: bold; }}
QLabel[role="muted"] {{ color: {c["muted"]}; }}
QLabel[role="blocker"], QLabel[role="error"] {{ color: {c["error"]}; }}
QLabel[role="warning"] {{ color: {c["warning"]}; }}
QLabel[role="hint"] {{ color: {c["hint"]}; }}
QLabel[role="estimate"] {{ color: {c["estimate"]}; font-style: italic; }}
QFrame[role="card"], QWidget[role="card"] {{ background: {c["surface"]}; border: 1px solid {c["line"]}; border-radius: {2 * pad}px; }}
QFrame[role="card"]:focus {{ border: 2px solid {c["focus"]}; }}
QFrame[role="bar"] {{ background: {c["surface"]}; border: 0; border-bottom: 1px solid {c["line"]}; }}
QFrame[role="rail"] {{ background: {c["surface"]}; border: 0; border-right: 1px solid {c["line"]}; }}
QFrame[role="context"] {{ background: {c["surface"]}; border: 0; border-left: 1px solid {c["line"]}; }}
QListView, QTreeView, QTableView {{ background: {c["surface"]}; alternate-background-color: {c["window"]};
  border: 1px solid {c["line"]}; gridline-color: {c["line"]}; }}
QListView:focus, QTreeView:focus, QTableView:focus {{ border: 2px solid {c["focus"]}; }}
QListView::item {{ min-height: {target}px; padding: 0 {pad}px; }}
QHeaderView::section {{ background: {c["raised"]}; color: {c["text"]}; border: 0; border-right: 1px solid {c["line"]};
  border-bottom: 1px solid {c["line"]}; padding: {pad}px; }}
QTabBar::tab {{ min-height: {target - 2 * pad}px; padding: {pad}px {3 * pad}px; border: 0; border-bottom: 3px solid transparent; }}
QTabBar::tab:selected {{ border-bottom-color: {c["accent"]}; font-weight: bold; }}
QTabWidget::pane {{ border: 0; }}
QScrollArea {{ border: 0; background: transparent; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QComboBox::drop-down {{ border: 0; width: {new.px(20)}px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: {new.px(12)}px; height: {new.px(12)}px; }}
QScrollBar {{ background: {c["window"]}; border: 0; }}
QScrollBar:vertical {{ width: {max(new.px(12), 24 if new.tablet else 0)}px; }}
QScrollBar:horizontal {{ height: {max(new.px(12), 24 if new.tablet else 0)}px; }}
QScrollBar::handle {{ background: {c["line"]}; border-radius: {pad}px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: {new.px(30)}px; }}
QScrollBar::handle:horizontal {{ min-width: {new.px(30)}px; }}
QScrollBar::handle:hover {{ background: {c["muted"]}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ background: {c["surface"]}; border: 1px solid {c["line"]}; }}
QMenu::item {{ min-height: {target - 2 * pad}px; padding: {pad}px {4 * pad}px; }}
QMenu::item:selected {{ background: {c["accent_soft"]}; color: {c["text"]}; }}
QProgressBar {{ border: 1px solid {c["line"]}; border-radius: {pad}px; text-align: center; }}
QProgressBar::chunk {{ background: {c["accent"]}; }}
QSplitter::handle {{ background: {c["line"]}; width: 1px; }}
"""
