"""Quick capture, photos by paste, drop and folder, the inbox: through real keys, clipboards and drops."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from symbioaudit.services.workspace import open_workspace
from symbioaudit.storage.reader import records
from symbioaudit.ui.capture.drops import target_at
from symbioaudit.ui.capture.inbox import ID, MIME, InboxPage
from symbioaudit.ui.capture.intake import taker_of
from symbioaudit.ui.capture.photos import PhotosPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, field, settled, type_text


def photo(path: Path, shade: int = 40, side: int = 64) -> Path:
    """A JPEG of one shade."""
    from PIL import Image

    Image.new("RGB", (side, side), (shade % 256, 90, shade // 256)).save(path, "JPEG")
    return path


def stored(qtbot: QtBot, window: Window) -> None:
    """Wait until nothing is being taken in any more."""
    taker = taker_of(window.session)
    qtbot.waitUntil(lambda: taker.waiting == 0, timeout=WAIT)
    settled(qtbot, window.session)


def evidence(window: Window) -> tuple:
    assert window.session.live is not None
    return window.session.live.of("evidence")


def open_stream(window: Window) -> str:
    """The card of the first waste; returns its id."""
    assert window.session.live is not None
    assert window.session.pack is not None
    form = window.session.pack.forms["F09"]
    record = next(x for x in window.session.live.of("stream") if form.takes(x))
    window.show_place(Place("form:F09", "stream", record.id, "quantity"))
    return str(record.id)


def drop(widget: QWidget, at: QPointF, mime: QMimeData) -> QDropEvent:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, mime, left, none)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    event = QDropEvent(at, Qt.DropAction.CopyAction, mime, left, none)
    QApplication.sendEvent(widget, event)
    return event


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def catch(qtbot: QtBot, window: Window, text: str, amount: str = "") -> None:
    window.actions_by_id["capture"].trigger()
    panel = window.capture.panel
    type_text(panel.note, text)
    type_text(panel.amount, amount)
    qtbot.keyClick(panel.note, Qt.Key.Key_Return)
    settled(qtbot, window.session)


def test_a_note_is_caught_while_a_field_is_half_typed(qtbot: QtBot, audit: Window) -> None:
    audit.show_place(Place("form:F02", field="inn"))
    editor = field(audit, "inn")
    editor.setFocus()
    editor.selectAll()
    type_text(editor, "77070")
    qtbot.keyClick(editor, Qt.Key.Key_F8)
    panel = audit.capture.panel
    assert panel.isVisible()
    type_text(panel.note, "у пилы лужа масла")
    qtbot.keyClick(panel.note, Qt.Key.Key_Return)
    settled(qtbot, audit.session)
    assert not panel.isVisible()
    assert QApplication.focusWidget() is editor
    assert editor.text() == "77070"
    assert audit.session.live is not None
    assert audit.session.live.enterprise.inn is None
    (note,) = audit.session.live.of("finding")
    assert note.text == "у пилы лужа масла"
    assert note.properties["inbox"] is True
    assert audit.capture_buttons[1].text().endswith("1")


def test_a_note_is_tied_to_what_is_in_front(qtbot: QtBot, audit: Window) -> None:
    stream = open_stream(audit)
    settled(qtbot, audit.session)
    audit.session.focused.emit(Place("form:F09", "stream", stream, "quantity"))
    catch(qtbot, audit, "пыль на весах")
    assert audit.session.live is not None
    (note,) = audit.session.live.of("finding")
    assert note.stream_id == stream
    assert note.properties["place"] == f"stream/{stream}/quantity"


def test_a_picture_of_the_clipboard_goes_to_the_inbox_and_cells_do_not(
    qtbot: QtBot, audit: Window
) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    mime = QMimeData()
    mime.setImageData(image)
    mime.setText("1\t2")  # what a spreadsheet puts there
    QApplication.clipboard().setMimeData(mime)
    audit.paste_photo()
    assert taker_of(audit.session).waiting == 0
    QApplication.clipboard().setImage(image)
    audit.paste_photo()
    stored(qtbot, audit)
    (one,) = evidence(audit)
    assert one.media_type == "image/png"
    assert one.properties["inbox"] is True


def test_a_file_dropped_on_a_field_is_tied_to_it_and_undone(
    qtbot: QtBot, audit: Window, tmp_path: Path
) -> None:
    audit.show_place(Place("form:F04"))
    settled(qtbot, audit.session)
    stream = open_stream(audit)
    page = audit.page
    page._show_card()  # type: ignore[attr-defined]
    settled(qtbot, audit.session)
    editor = field(audit, "quantity")
    QApplication.processEvents()
    page.card_area.ensureWidgetVisible(editor)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not editor.visibleRegion().isEmpty(), timeout=2000)
    at = editor.mapTo(audit, editor.visibleRegion().boundingRect().center())
    assert target_at(audit, at) == f"stream/{stream}/quantity"
    assert drop(audit, QPointF(at), files(photo(tmp_path / "a.jpg"))).isAccepted()
    stored(qtbot, audit)
    (one,) = evidence(audit)
    assert one.links == (f"stream/{stream}/quantity",)
    assert "inbox" not in one.properties
    assert page.card.rows["quantity"].clip.text().endswith("1")  # type: ignore[attr-defined]
    audit.undo()
    settled(qtbot, audit.session)
    assert evidence(audit) == ()
    assert page.card.rows["quantity"].clip.text() == ""  # type: ignore[attr-defined]


def test_the_same_photo_twice_is_one(qtbot: QtBot, audit: Window, tmp_path: Path) -> None:
    taker = taker_of(audit.session)
    taker.take([photo(tmp_path / "a.jpg"), photo(tmp_path / "b.jpg")])
    stored(qtbot, audit)
    assert len(evidence(audit)) == 1


def test_the_watched_folder_waits_for_a_slow_copy(
    qtbot: QtBot, audit: Window, tmp_path: Path
) -> None:
    folder = tmp_path / "phone"
    folder.mkdir()
    photo(folder / "old.jpg", 7)
    audit.session.settings.set("watched_folder", str(folder))
    watch = audit.capture.watch
    watch.timer.setInterval(10_000_000)  # the test looks itself
    whole = photo(tmp_path / "whole.jpg", 99, 400).read_bytes()
    slow = folder / "new.jpg"
    slow.write_bytes(whole[:500])
    watch.look()
    slow.write_bytes(whole[:900])
    watch.look()
    assert taker_of(audit.session).waiting == 0
    slow.write_bytes(whole)
    watch.look()
    watch.look()
    stored(qtbot, audit)
    watch.look()
    watch.look()
    stored(qtbot, audit)
    (one,) = evidence(audit)
    assert one.file_name == "new.jpg"
    assert one.size == len(whole)


def test_an_item_is_dragged_to_a_process_and_undone(qtbot: QtBot, audit: Window) -> None:
    catch(qtbot, audit, "свищ в паропроводе")
    audit.show_place(Place("inbox"))
    page = audit.page
    assert isinstance(page, InboxPage)
    line = page.tree.topLevelItem(0)
    assert line is not None
    target = line.data(0, ID)
    mime = page.list.mimeData([page.list.item(0)])
    assert mime.hasFormat(MIME)
    centre = page.tree.visualItemRect(line).center()
    drop(page.tree.viewport(), QPointF(centre), mime)
    settled(qtbot, audit.session)
    assert audit.session.live is not None
    (note,) = audit.session.live.of("finding")
    assert "inbox" not in note.properties
    assert note.properties["place"] == target
    qtbot.waitUntil(lambda: page.list.count() == 0, timeout=WAIT)
    audit.undo()
    settled(qtbot, audit.session)
    qtbot.waitUntil(lambda: page.list.count() == 1, timeout=WAIT)


@pytest.mark.parametrize("key", [ord("S"), ord("Ы")], ids=["latin", "russian"])
def test_a_note_becomes_a_waste_by_one_key(qtbot: QtBot, audit: Window, key: int) -> None:
    catch(qtbot, audit, "Q: 3 т/сут опилки")
    audit.show_place(Place("inbox"))
    page = audit.page
    assert isinstance(page, InboxPage)
    page.list.setFocus()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        stroke = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, chr(key))
        QApplication.sendEvent(page.list, stroke)
    settled(qtbot, audit.session)
    assert audit.session.live is not None
    stream = audit.session.live.of("stream")[-1]
    assert stream.name == "опилки"
    assert stream.quantity.text.startswith("3 т/сут")
    assert stream.quantity.canonical_unit == "t/a"
    (note,) = audit.session.live.of("finding")
    assert note.stream_id == stream.id


def test_many_large_photos_never_stop_the_window(
    qtbot: QtBot, audit: Window, tmp_path: Path
) -> None:
    import os

    base = photo(tmp_path / "base.jpg", side=800).read_bytes()
    paths = []
    for n in range(120):
        path = tmp_path / f"{n}.jpg"
        path.write_bytes(base + os.urandom(2_000_000))
        paths.append(path)
    taker_of(audit.session).take(paths)
    longest, before = 0.0, time.perf_counter()
    taker = taker_of(audit.session)
    while taker.waiting:
        QApplication.processEvents()
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
        assert now < before + WAIT
    stored(qtbot, audit)
    assert len(evidence(audit)) == 120
    assert longest < 0.5  # seconds between two moments at which the window could answer


def test_a_file_that_cannot_be_read_is_told_and_the_next_is_taken(
    qtbot: QtBot, audit: Window, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.jpg"
    empty.touch()
    taker = taker_of(audit.session)
    with qtbot.waitSignal(taker.refused, timeout=WAIT):
        taker.take([empty, photo(tmp_path / "good.jpg")])
    stored(qtbot, audit)
    assert [x.file_name for x in evidence(audit)] == ["good.jpg"]


@pytest.mark.parametrize("page", ["inbox", "interview", "photos"])
def test_everything_has_a_name(audit: Window, page: str) -> None:
    from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListWidget, QTreeWidget

    audit.show_place(Place(page))
    for kind in (QAbstractButton, QLineEdit, QListWidget, QTreeWidget):
        for widget in (*audit.page.findChildren(kind), *audit.capture.panel.findChildren(kind)):
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, widget


def test_a_photo_is_tied_captioned_and_rotated(qtbot: QtBot, audit: Window, tmp_path: Path) -> None:
    stream = open_stream(audit)
    taker_of(audit.session).take([photo(tmp_path / "a.jpg", side=300)])
    stored(qtbot, audit)
    audit.show_place(Place("photos"))
    page = audit.page
    assert isinstance(page, PhotosPage)
    before = page.covered.text()
    (one,) = evidence(audit)
    page.tie_to(one.id, Place("form:F09", "stream", stream, "quantity"))
    settled(qtbot, audit.session)
    qtbot.waitUntil(lambda: page.covered.text() != before, timeout=WAIT)
    qtbot.keyClick(page.list, Qt.Key.Key_R)
    settled(qtbot, audit.session)
    page.caption.setFocus()
    type_text(page.caption, "бункер у пилы")
    qtbot.keyClick(page.caption, Qt.Key.Key_Return)
    settled(qtbot, audit.session)
    (one,) = evidence(audit)
    assert (one.links, one.caption) == ((f"stream/{stream}/quantity",), "бункер у пилы")
    assert one.properties["turn"] == 1
    assert "inbox" not in one.properties
    qtbot.waitUntil(lambda: bool(page.scene.items()), timeout=WAIT)


def test_nothing_or_all_of_a_photo_is_written(
    qtbot: QtBot, audit: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symbioaudit.services import evidence as service
    from symbioaudit.storage import evidence_files, journal

    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    path = photo(tmp_path / "a.jpg")
    with monkeypatch.context() as patch:
        patch.setattr(journal, "append", full)
        with qtbot.waitSignal(audit.session.failed, timeout=WAIT):
            taker_of(audit.session).take([path])
    stored(qtbot, audit)
    sizes: list[dict[str, int]] = []
    audit.session.read(evidence_files.sizes, sizes.append)
    settled(qtbot, audit.session)
    assert sizes == [{}]
    assert evidence(audit) == ()
    taker_of(audit.session).take([path])
    stored(qtbot, audit)
    assert len(evidence(audit)) == 1
    assert service.SOURCE not in evidence(audit)[0].properties


def test_a_note_outlives_its_unreadable_photo(qtbot: QtBot, audit: Window, tmp_path: Path) -> None:
    live = audit.session.live
    assert live is not None
    before = len(live.of("finding"))
    audit.actions_by_id["capture"].trigger()
    panel = audit.capture.panel
    panel.add([tmp_path / "исчезло.jpg"])
    type_text(panel.note, "течёт насос у печи")
    qtbot.keyClick(panel.note, Qt.Key.Key_Return)
    stored(qtbot, audit)
    assert len(live.of("finding")) == before + 1
    assert live.of("finding")[-1].text == "течёт насос у печи"
    assert not evidence(audit)


def pictures(n: int) -> list[QImage]:
    """Pictures as a clipboard gives them: they exist nowhere else."""
    made = [QImage(300, 300, QImage.Format.Format_RGB32) for _n in range(n)]
    for shade, image in enumerate(made):
        image.fill(shade * 1000 + 7)
    return made


def test_pasted_pictures_are_stored_when_the_audit_is_closed_early(
    qtbot: QtBot, audit: Window
) -> None:
    live = audit.session.live
    assert live is not None
    taker_of(audit.session).take(pictures(6))
    audit.session.close_audit()
    stored(qtbot, audit)
    with qtbot.waitSignal(audit.session.audit_opened, timeout=WAIT):
        audit.session.open_audit(live.audit_id)
    assert len(evidence(audit)) == 6


def test_pasted_pictures_are_stored_when_the_window_is_closed_at_once(
    qtbot: QtBot, audit: Window, workspace_file: Path
) -> None:
    taker_of(audit.session).take(pictures(6))
    audit.close()
    with open_workspace(workspace_file, read_only=True) as workspace:
        assert len(records(workspace, "evidence")) == 6
