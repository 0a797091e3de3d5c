"""An encrypted workspace in the window: the password is asked for, a wrong one is asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from symbioaudit.services import vault
from symbioaudit.storage import cipher
from symbioaudit.ui import dialogs
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.window import Window

pytest.importorskip("sqlcipher3")
PASSWORD = "четыре длинных слова"


@pytest.fixture
def closed(workspace_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(cipher, "ROUNDS", 1000)
    vault.encrypt(workspace_file, PASSWORD)
    cipher.forget()
    yield workspace_file
    cipher.forget()


def test_the_window_asks_until_the_password_fits(
    qtbot: QtBot, session: Session, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter(["не тот пароль", PASSWORD])

    def answer(_parent: object, question: str) -> str:
        asked.append(question)
        return next(answers)

    monkeypatch.setattr(dialogs, "ask_password", answer)
    window = Window(session)
    qtbot.addWidget(window)
    window.show_place(Place("home"))
    window.show()
    with qtbot.waitSignal(session.opened, timeout=20_000):
        session.open(closed)
    assert len(asked) == 2
    assert "зашифрован" in asked[0]
    assert "не открывает" in asked[1]
    found: list[int] = []
    session.read(lambda workspace: len(workspace.path.name), found.append)
    qtbot.waitUntil(lambda: bool(found))
    window.close()


def test_no_answer_leaves_the_file_closed(
    qtbot: QtBot, session: Session, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = closed.read_bytes()
    monkeypatch.setattr(dialogs, "ask_password", lambda *_words: "")
    window = Window(session)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(session.failed, timeout=20_000):
        session.open(closed)
    assert closed.read_bytes() == before
    window.close()
