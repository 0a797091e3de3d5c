"""Signing with the mouse, the bar over a signed audit, what leaves the laptop: by keys and mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.model import ink
from symbioaudit.model.enums import AuditStatus, Confidentiality
from symbioaudit.model.signing import STROKES
from symbioaudit.services.signoff import Acceptance, sign
from symbioaudit.ui.closing.outgoing import SHARE, OutgoingPage
from symbioaudit.ui.closing.report import ReportPage
from symbioaudit.ui.closing.signature import SignatureField
from symbioaudit.ui.closing.signing import SigningPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, field, settled, type_into, type_text


def signing(window: Window) -> SigningPage:
    window.show_place(Place("signing"))
    page = window.page
    assert isinstance(page, SigningPage)
    return page


def live(window: Window) -> Any:
    assert window.session.live is not None
    return window.session.live


def draw(qtbot: QtBot, pad: SignatureField) -> None:
    """Two strokes with the mouse."""
    for start, end in (((20, 30), (120, 60)), ((40, 20), (90, 70))):
        qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*start))
        for n in range(1, 6):
            x, y = (a + (b - a) * n // 5 for a, b in zip(start, end, strict=True))
            qtbot.mouseMove(pad, QPoint(x, y))
        qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*end))


def sign_now(qtbot: QtBot, window: Window) -> None:
    """Sign without the page."""
    audit_id = live(window).audit_id
    window.session.write(lambda workspace: sign(workspace, audit_id, Acceptance("Петрова")))
    settled(qtbot, window.session)
    assert live(window).audit.status is AuditStatus.SIGNED


def test_signed_with_the_mouse_and_still_there_after_reopening(qtbot: QtBot, audit: Window) -> None:
    page = signing(audit)
    qtbot.waitUntil(lambda: "•" in page.missing.text(), timeout=WAIT)
    assert not page.sign.isEnabled()
    type_text(page.name, "Петрова А. С.")
    type_text(page.role, "директор")
    type_text(page.remarks, "Уточнить воду")
    draw(qtbot, page.signature)
    assert len(page.signature.strokes()) == 2
    qtbot.keyClick(page.signature, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(page.signature.strokes()) == 1
    drawn = page.signature.strokes()
    assert len(drawn[0]) > 3
    qtbot.mouseClick(page.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: live(audit).audit.status is AuditStatus.SIGNED, timeout=WAIT)
    assert not audit.signed_bar.isHidden()
    assert "Петрова А. С." in audit.signed_bar.text.text()
    audit.session.open_audit(live(audit).audit_id)
    settled(qtbot, audit.session)
    (kept,) = live(audit).of("signoff")
    assert ink.read(kept.properties[STROKES]) == drawn
    page = signing(audit)
    assert page.signature.strokes() == drawn
    assert page.name.text() == "Петрова А. С."
    draw(qtbot, page.signature)
    assert page.signature.strokes() == drawn  # nothing is drawn over a given signature
    assert not page.sign.isEnabled()


def test_a_pen_brings_its_pressure(qtbot: QtBot, audit: Window) -> None:
    pad = signing(audit).signature
    device = QPointingDevice("pen", 7, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Pressure | QInputDevice.Capability.Position, 1, 1)  # fmt: skip
    for kind, x, pressure in (
        (QEvent.Type.TabletPress, 20, 0.1), (QEvent.Type.TabletMove, 60, 0.9), (QEvent.Type.TabletRelease, 60, 0.0),
    ):  # fmt: skip
        at = QPointF(x, 30)
        event = QTabletEvent(kind, device, at, at, pressure, 0, 0, 0, 0, 0,
            Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)  # fmt: skip
        QApplication.sendEvent(pad, event)
    (stroke,) = pad.strokes()
    assert [pressure for _x, _y, pressure in stroke] == [10, 90]
    qtbot.keyClick(pad, Qt.Key.Key_Delete)
    assert not pad.strokes()


def test_an_edit_waits_for_its_reason_and_is_then_done(qtbot: QtBot, audit: Window) -> None:
    sign_now(qtbot, audit)
    audit.show_place(Place("form:F02"))
    before = live(audit).enterprise.name_short
    type_into(qtbot, audit, "name_short", "Новое имя")
    bar = audit.signed_bar
    assert len(bar.waiting) == 1
    assert not bar.reason.isHidden()
    assert not audit.findChildren(QMessageBox)
    assert field(audit, "name_short").text() == "Новое имя"  # nothing typed is lost
    assert live(audit).enterprise.name_short == before
    qtbot.keyClick(bar.reason, Qt.Key.Key_Return)  # no reason: nothing happens
    settled(qtbot, audit.session)
    assert live(audit).audit.status is AuditStatus.SIGNED
    type_text(bar.reason, "опечатка")
    qtbot.keyClick(bar.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: live(audit).enterprise.name_short == "Новое имя", timeout=WAIT)
    assert bar.isHidden()
    type_into(qtbot, audit, "name_short", "Ещё одно")  # once per revision
    assert live(audit).enterprise.name_short == "Ещё одно"
    assert live(audit).audit.revision == 1


def test_what_waits_is_given_up_only_by_the_person(qtbot: QtBot, audit: Window) -> None:
    sign_now(qtbot, audit)
    audit.show_place(Place("form:F02"))
    before = live(audit).enterprise.name_short
    type_into(qtbot, audit, "name_short", "Новое имя")
    qtbot.mouseClick(audit.signed_bar.drop, Qt.MouseButton.LeftButton)
    settled(qtbot, audit.session)
    assert field(audit, "name_short").text() == before
    assert live(audit).audit.status is AuditStatus.SIGNED
    assert audit.signed_bar.reason.isHidden()


def test_closing_asks_once_while_a_change_waits(qtbot: QtBot, audit: Window) -> None:
    sign_now(qtbot, audit)
    audit.show_place(Place("form:F02"))
    type_into(qtbot, audit, "name_short", "Новое имя")
    assert not audit.close()
    assert audit.isVisible()
    assert len(audit.signed_bar.waiting) == 1
    assert audit.close()


def test_undo_of_an_edit_before_the_signature_asks_too(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("form:F02"))
    before = live(audit).enterprise.name_short
    type_into(qtbot, audit, "name_short", "До подписи")
    sign_now(qtbot, audit)
    audit.undo()
    settled(qtbot, audit.session)
    bar = audit.signed_bar
    assert len(bar.waiting) == 1
    assert live(audit).enterprise.name_short == "До подписи"
    type_text(bar.reason, "не то имя")
    qtbot.mouseClick(bar.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: live(audit).enterprise.name_short == before, timeout=WAIT)
    assert live(audit).audit.status is AuditStatus.DRAFT
    assert len(live(audit).of("signoff")) == 1


# -- what leaves ---------------------------------------------------------------------


def leaving(qtbot: QtBot, window: Window) -> OutgoingPage:
    window.show_place(Place("outgoing"))
    page = window.page
    assert isinstance(page, OutgoingPage)
    qtbot.waitUntil(lambda: page.preview is not None, timeout=WAIT)
    return page


def pick(page: OutgoingPage, fits: Callable[[Any], bool]) -> Any:
    """Put the cursor on the first row that fits; returns what it stands for."""
    index = next(i for i in page._all() if fits(i.data(SHARE)))
    page.tree.setCurrentIndex(index)
    return index.data(SHARE)


def weighed(qtbot: QtBot, page: OutgoingPage, fits: Callable[[Any], bool]) -> None:
    qtbot.waitUntil(lambda: any(fits(g) for g in page.preview.groups), timeout=WAIT)  # type: ignore[union-attr]


def test_a_record_is_kept_here_by_one_key_and_undone(qtbot: QtBot, audit: Window) -> None:
    page = leaving(qtbot, audit)
    ModelTester(None).check(page.model)  # type: ignore[arg-type]
    share = pick(page, lambda x: getattr(x, "entity", "") == "stream" and x.leaves)
    qtbot.keyClick(page.tree, Qt.Key.Key_1)
    weighed(qtbot, page, lambda g: any(r.id == share.id and not r.leaves for r in g.records))
    assert live(audit).get("stream", share.id).confidentiality is Confidentiality.PRIVATE
    assert page._key(page.tree.currentIndex()) == share.id
    audit.session.undo()
    weighed(qtbot, page, lambda g: any(r.id == share.id and r.leaves for r in g.records))


def test_a_field_is_kept_back_by_space(qtbot: QtBot, audit: Window) -> None:
    page = leaving(qtbot, audit)
    form, found = pick(page, lambda x: isinstance(x, tuple) and x[1].may_toggle and x[1].leaves)
    qtbot.keyClick(page.tree, Qt.Key.Key_Space)
    weighed(
        qtbot,
        page,
        lambda g: (
            g.id == form
            and any(f.code == found.code and f.kept_back and not f.leaves for f in g.fields)
        ),
    )
    assert page.keep.text() == "Отдавать поле"


def test_a_consent_is_recorded(qtbot: QtBot, audit: Window) -> None:
    box = leaving(qtbot, audit).consent
    for widget, text in ((box.person, "Иванов И. И."), (box.scope, "платформа")):
        widget.clear()
        type_text(widget, text)
    qtbot.mouseClick(box.record, Qt.MouseButton.LeftButton)
    settled(qtbot, audit.session)
    (consent,) = live(audit).of("consent")
    assert (consent.person, consent.scope, consent.given) == ("Иванов И. И.", "платформа", True)
    assert "Иванов И. И." in box.state.text()


# -- the report ------------------------------------------------------------------------


def built(qtbot: QtBot, window: Window) -> ReportPage:
    window.show_place(Place("report"))
    page = window.page
    assert isinstance(page, ReportPage)
    qtbot.mouseClick(page.build, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.build.isEnabled() and page.pdf is not None, timeout=WAIT)
    return page


def test_the_report_is_printed_whole(qtbot: QtBot, audit: Window, tmp_path: Path) -> None:
    from PySide6.QtPrintSupport import QPrinter

    from symbioaudit.services.drafts import page_sizes

    page = built(qtbot, audit)
    assert page.pdf is not None
    assert "Черновик редакции 1." in page.state.text()
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    page.print_on(printer)
    qtbot.waitUntil(page.build.isEnabled, timeout=WAIT)
    pages = len(page_sizes(page.pdf))
    assert len(page_sizes(tmp_path / "paper.pdf")) == pages
    assert str(pages) in page.state.text()


def test_excel_and_package_say_when_they_are_done(
    qtbot: QtBot, audit: Window, tmp_path: Path
) -> None:
    audit.show_place(Place("report"))
    page = audit.page
    assert isinstance(page, ReportPage)
    for write, name in ((page.write_workbook, "a.xlsx"), (page.write_package, "a.zip")):
        write(tmp_path / name)
        assert not page.busy.isHidden()
        assert not page.save_xlsx.isEnabled()
        qtbot.waitUntil(page.build.isEnabled, timeout=WAIT)
        assert (tmp_path / name).stat().st_size > 1000


def test_a_stopped_workbook_leaves_no_file(qtbot: QtBot, audit: Window, tmp_path: Path) -> None:
    audit.show_place(Place("report"))
    page = audit.page
    assert isinstance(page, ReportPage)
    page.write_workbook(tmp_path / "a.xlsx")
    qtbot.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.build.isEnabled, timeout=WAIT)
    assert not list(tmp_path.glob("*.xlsx"))


@pytest.mark.parametrize("page", ["outgoing", "signing"])
def test_pages_close_without_a_trace(qtbot: QtBot, audit: Window, page: str) -> None:
    audit.show_place(Place(page))
    audit.session.close_audit()
    settled(qtbot, audit.session)
