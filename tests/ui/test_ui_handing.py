"""The outbox in the window, against a real hub: dot with words, handing over, reasons that lead to fields."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.base.i18n import set_language
from symbioaudit.base.writing import write_private
from symbioaudit.exchange import keys, receipts
from symbioaudit.exchange.keys import SigningKey, new_key
from symbioaudit.exchange.receipts import Problem, Receipt
from symbioaudit.hub import members
from symbioaudit.hub.app import application
from symbioaudit.hub.folder import init, open_hub, public_keys
from symbioaudit.services import identity, outbox, platforms
from symbioaudit.ui import dialogs
from symbioaudit.ui.handing.courier import courier_of
from symbioaudit.ui.handing.page import OutboxPage
from symbioaudit.ui.session import Place
from symbioaudit.ui.window import Window

WAIT = 20_000
SECRET = "четыре длинных слова"


@dataclass
class Hub:
    url: str
    token: str
    key: SigningKey
    hub_key: SigningKey


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub in a thread, and a consultant with a key that it knows."""
    monkeypatch.setenv("SYMBIOAUDIT_PLATFORM", str(tmp_path / "platform.json"))
    monkeypatch.setenv("SYMBIOAUDIT_IDENTITY", str(tmp_path / "identity.key"))
    folder = tmp_path / "hub"
    init(folder, name="Платформа")
    made, key = open_hub(folder), new_key("Иванова А. П.")
    public = key.public
    token = members.add_key(
        made.database,
        public_key=public.text,
        fingerprint=public.fingerprint,
        name=key.name,
        role="consultant",
    )
    write_private(identity.identity_file(), keys.locked(key, SECRET.encode()))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application(made), log_level="error"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    assert public_keys(folder)
    yield Hub(f"http://127.0.0.1:{listening.getsockname()[1]}", token, key, made.key)
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, hub: Hub) -> None:
    """What the person types when asked."""

    def answer(_parent: object, question: str) -> str:
        return hub.token if "окен" in question else SECRET

    monkeypatch.setattr(dialogs, "ask_password", answer)


def page_of(window: Window) -> OutboxPage:
    window.show_place(Place("outbox"))
    page = window.stack.currentWidget()
    assert isinstance(page, OutboxPage)
    return page


def test_without_a_platform_it_says_so(audit: Window, hub: Hub, qtmodeltester: ModelTester) -> None:
    page = page_of(audit)
    assert audit.top.handing.text() == "○"
    assert "нечего отправлять" in audit.top.handing.toolTip()
    assert "файлом" in page.platform.state.text()
    qtmodeltester.check(page.model)


def test_from_connecting_to_reasons_at_their_fields(
    qtbot: QtBot, audit: Window, hub: Hub, answers: None
) -> None:
    page = page_of(audit)
    page.platform.address.setText(hub.url)
    page.platform.ask.click()
    qtbot.waitUntil(page.platform.agree.isVisible, timeout=WAIT)
    assert hub.hub_key.public.fingerprint in page.platform.state.text()
    assert not platforms.is_connected()
    page.platform.agree.click()
    assert platforms.is_connected()
    page.hand.click()
    courier = courier_of(audit.session)
    qtbot.waitUntil(
        lambda: bool(courier.items) and courier.items[0].state == "rejected", timeout=WAIT
    )
    assert (
        audit.top.handing.text() == "● отклонено: 1"
    )  # the factory of the books has not consented
    item = courier.items[0]
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    assert page.table.selectionModel().hasSelection()
    assert item.problems[0].text_ru in page.told.text()
    problem = next(p for p in item.problems if p.entity == "enterprise" and p.field)
    with qtbot.waitSignal(audit.session.go, timeout=WAIT) as gone:
        page.told.linkActivated.emit(f"{problem.entity}/{problem.id}/{problem.field}")
    assert gone.args[0].field == problem.field


def test_frozen_held_exported_and_answered_by_file(
    qtbot: QtBot, audit: Window, hub: Hub, answers: None, tmp_path: Path
) -> None:
    page, courier = page_of(audit), courier_of(audit.session)
    page.hand.click()
    qtbot.waitUntil(lambda: len(courier.items) == 1, timeout=WAIT)
    qtbot.waitUntil(page.hold.isEnabled, timeout=WAIT)
    assert audit.top.handing.text() == "● 1 ждёт"
    page.hold.click()
    qtbot.waitUntil(lambda: courier.items[0].row.paused, timeout=WAIT)
    assert page.hold.text() == "Отпустить"
    page.hold.click()
    qtbot.waitUntil(lambda: not courier.items[0].row.paused, timeout=WAIT)
    page.export_to(tmp_path / "usb.zip")
    qtbot.waitUntil(lambda: courier.items[0].state == "sent-unconfirmed", timeout=WAIT)
    assert (tmp_path / "usb.zip").stat().st_size == courier.items[0].row.size
    assert not page.cancel.isEnabled()
    answer(courier.items[0], hub, tmp_path / "receipt.json")
    page.take_receipt(tmp_path / "receipt.json")
    qtbot.waitUntil(lambda: courier.items[0].state == "rejected", timeout=WAIT)
    assert "Причина" in page.told.text()


def answer(item: outbox.Item, hub: Hub, path: Path) -> None:
    """What the platform writes onto the stick."""
    from symbioaudit.exchange import trust

    reason = Problem("audit", item.row.audit_id, "SA-9503", "Причина", "A reason")
    receipt = Receipt(
        "r1", str(item.row.package), "", 0, "rejected", {}, "0" * 64,
        "2026-03-05T10:00:00+00:00", "Платформа", (reason,),
    )  # fmt: skip
    path.write_bytes(receipts.dump(receipt, hub.hub_key))
    platforms.trust_keys(trust.TrustStore((hub.hub_key.public,)))


def test_closing_the_window_ends_a_run_that_hears_nothing(
    qtbot: QtBot, audit: Window, hub: Hub, answers: None
) -> None:
    """A server that takes the connection and never answers must not hold the window."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        platforms.connect(platforms.Connection(address, "token"), in_file=True)
        page, courier = page_of(audit), courier_of(audit.session)
        page.hand.click()
        qtbot.waitUntil(lambda: courier.busy, timeout=WAIT)
        assert audit.top.handing.text().startswith("● отправка")
        audit.close()
        assert not [t for t in threading.enumerate() if t.name == "courier"]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_page_can_be_looked_at(
    qtbot: QtBot, audit: Window, hub: Hub, answers: None, lang: str, tmp_path: Path
) -> None:
    set_language(lang)
    page = page_of(audit)
    page.hand.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=WAIT)
    picture = audit.grab()
    assert picture.save(str(tmp_path / f"outbox-{lang}.png"))
    assert picture.width() >= 900
