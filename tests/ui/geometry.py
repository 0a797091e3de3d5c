"""Looks at what is on the screen: texts cut off, widgets over one another, blank pictures, nameless widgets."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)

SLACK = 2  # px
LEAVES = (QLabel, QAbstractButton, QLineEdit, QComboBox, QAbstractScrollArea)
INTERACTIVE = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QPlainTextEdit,
    QTextEdit,
    QAbstractSpinBox,
    QAbstractItemView,
)
OWN_PARTS = (QComboBox, QAbstractSpinBox, QTabBar, QMenu, QHeaderView, QAbstractItemView, QLineEdit)


def seen(root: QWidget) -> Iterator[QWidget]:
    """Every visible widget that we made ourselves, not the inner parts of Qt's own."""
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root) and not _inner(widget):
            yield widget


def _inner(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, OWN_PARTS):
            return True
        parent = parent.parentWidget()
    return (widget.objectName() or "").startswith("qt_")


def name_of(widget: QWidget) -> str:
    """For a person who looks for it."""
    said = getattr(widget, "text", None)
    text = said() if callable(said) else ""
    return f"{type(widget).__name__} {widget.objectName()} {str(text)[:50]!r} {widget.size().toTuple()}"


def cut_off(root: QWidget) -> list[str]:
    """Texts that have less room than they need."""
    return [
        f"{name_of(widget)}: {trouble}" for widget in seen(root) if (trouble := _trouble(widget))
    ]


def _trouble(widget: QWidget) -> str:  # noqa: PLR0911 (one answer per kind of widget)
    if isinstance(widget, QLabel):
        return _label(widget)
    if isinstance(widget, QAbstractButton | QGroupBox):
        need, has = widget.sizeHint(), widget.size()
        if isinstance(widget, QCheckBox | QRadioButton | QAbstractButton) and not widget.text():
            return ""
        if need.width() > has.width() + SLACK:
            return f"needs {need.width()} px of width"
        text = widget.fontMetrics().height() if isinstance(widget, QAbstractButton) else 0
        return f"needs {text} px of height" if text > has.height() + SLACK else ""
    if isinstance(widget, QScrollArea) and widget.widget() is not None:
        over = widget.widget().width() - widget.viewport().width()
        return f"its content is {over} px too wide" if over > SLACK else ""
    if isinstance(widget, QTabBar):
        return _tabs(widget)
    return ""


def _label(label: QLabel) -> str:
    if not label.text() or not label.pixmap().isNull():
        return ""
    if label.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Ignored:
        # A name that people typed may be shortened where it stands in full in the tip.
        whole = label.sizeHint().width() <= label.width() + SLACK
        return "" if whole or label.toolTip() == label.text() else "has neither room nor a tip"
    rect = label.contentsRect()
    if label.wordWrap():
        need = label.heightForWidth(label.width())
        if need > label.height() + SLACK:
            return f"needs {need} px of height"
        words = _plain(label.text()).split()
        widest = max((label.fontMetrics().horizontalAdvance(word) for word in words), default=0)
        return f"its longest word needs {widest} px" if widest > rect.width() + SLACK else ""
    need = label.sizeHint().width()
    return f"needs {need} px of width" if need > label.width() + SLACK else ""


def _plain(text: str) -> str:
    if not re.search(r"<\w+.*>", text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


def _tabs(bar: QTabBar) -> str:
    for n in range(bar.count()):
        need = bar.fontMetrics().horizontalAdvance(bar.tabText(n))
        if need > bar.tabRect(n).width() + SLACK:
            return f"tab {bar.tabText(n)!r} needs {need} px"
    return ""


def overlapping(root: QWidget) -> list[str]:
    """Pairs of neighbours that lie over one another, and parts that stick out of their parent."""
    found = []
    families: dict[QWidget, list[QWidget]] = {}
    for widget in seen(root):
        parent = widget.parentWidget()
        if isinstance(widget, LEAVES) and parent is not None:
            families.setdefault(parent, []).append(widget)
    for parent, children in families.items():
        if isinstance(parent, QAbstractScrollArea):
            continue
        for one, other in itertools.combinations(children, 2):
            if _overlap(one.geometry(), other.geometry()):
                found.append(f"{name_of(one)} lies over {name_of(other)}")
        room = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
        found += [
            f"{name_of(child)} sticks out of {name_of(parent)}: {child.geometry().getRect()}"
            for child in children
            if not room.contains(child.geometry())
        ]
    return found


def _overlap(one: QRect, other: QRect) -> bool:
    both = one.intersected(other)
    return both.width() > SLACK and both.height() > SLACK


def colours_in(image: QImage) -> int:
    """How many different colours a coarse sample of a picture holds; a blank one has one or two."""
    small = image.scaled(200, 125, Qt.AspectRatioMode.IgnoreAspectRatio)
    return len({small.pixel(x, y) for x in range(small.width()) for y in range(small.height())})


def nameless(root: QWidget) -> list[str]:
    """Widgets that a person can work with and a screen reader cannot name."""
    return [
        name_of(widget)
        for widget in seen(root)
        if isinstance(widget, INTERACTIVE)
        and not isinstance(widget, QHeaderView)
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]


def texts(root: QWidget) -> Iterator[tuple[str, str]]:
    """(where, text) of everything readable: labels, buttons, hints, names, tables' headers, cells."""
    for widget in [root, *seen(root)]:
        where = name_of(widget)
        if isinstance(widget, QLabel | QAbstractButton):
            yield where, _plain(widget.text())
        if isinstance(widget, QTabBar):
            for n in range(widget.count()):
                yield where, widget.tabText(n)
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            yield where, widget.placeholderText()
        for text in (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()):
            yield where, _plain(text)
        if isinstance(widget, QTableView) and widget.model() is not None:
            model = widget.model()
            for column in range(model.columnCount()):
                head = model.headerData(column, Qt.Orientation.Horizontal)
                yield where, str(head or "")
