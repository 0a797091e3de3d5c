"""A scripted day on site: the real session and its worker write edits until they are done or the process is killed.

``python -m tests.ui.day FILE SETTINGS AUDIT`` goes on from where the workspace stands. Each edit is an
operation of its own; its number is printed when the session says that it is saved. Every so often a photo is
taken through the queue of the window (read, stripped, hashed, stored), and the edit follows when it is stored.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

EDITS: Final = 2000
NOTES: Final = 120  # and as many photos
EVERY: Final = EDITS // NOTES  # edits between two notes of the walk
STREAMS: Final = 40


def value(n: int) -> str:
    """What the n-th edit writes."""
    return f"Поток, правка {n}"


def target(n: int, streams: list[str]) -> str:
    """Which stream the n-th edit concerns."""
    return streams[(n * 7) % len(streams)]


def note(n: int) -> str | None:
    """The note that is taken together with the n-th edit, if any."""
    return f"Заметка {n}" if n % EVERY == 0 and n // EVERY < NOTES else None


def picture(n: int) -> bytes:
    """The photo that is taken before the n-th edit; no two are alike, and the same n gives the same bytes."""
    import io

    from PIL import Image

    data = io.BytesIO()
    shade = n // EVERY
    Image.effect_noise((96, 64), 0).point(lambda _value: shade).convert("RGB").save(data, "PNG")
    return data.getvalue()


def photos_after(edits: int) -> set[str]:
    """Hashes of all photos after so many edits."""
    return {sha256(picture(n)).hexdigest() for n in range(edits) if note(n)}


def names_after(streams: list[str], edits: int) -> dict[str, str]:
    """Stream → its name after so many edits."""
    return {target(n, streams): value(n) for n in range(edits)}


def notes_after(edits: int) -> list[str]:
    """All notes after so many edits, sorted."""
    return sorted(text for n in range(edits) if (text := note(n)))


def done_so_far(names: Iterable[str | None]) -> int:
    """How many edits a workspace holds, by the names of its streams."""
    numbers = [int(name.split()[-1]) for name in names if name and "правка" in name]
    return max(numbers, default=-1) + 1


def main() -> None:
    """Open, find out how far the day is, go on."""
    from PySide6.QtCore import QCoreApplication, Qt

    from symbioaudit.base.settings import Settings
    from symbioaudit.ui.capture.intake import taker_of
    from symbioaudit.ui.session import Session

    app = QCoreApplication([])
    session = Session(Settings(Path(sys.argv[2])))
    photos = Path(sys.argv[1]).with_name("снимки")
    photos.mkdir(exist_ok=True)
    session.failed.connect(lambda _error: os._exit(3))
    session.crashed.connect(lambda _error: os._exit(4))

    def step(n: int) -> None:
        if n >= EDITS:
            session.close()
            app.quit()
            return
        if note(n):
            snap(n, lambda: edit(n))
        else:
            edit(n)

    def snap(n: int, then: Callable[[], None]) -> None:
        file = photos / f"{n}.png"
        file.write_bytes(picture(n))
        taker = taker_of(session)
        taker.finished.connect(then, Qt.ConnectionType.SingleShotConnection)
        taker.take([file])

    def edit(n: int) -> None:
        session.apply("Change a field", edits_of(session.live, n), then=lambda _changes: saved(n))

    def saved(n: int) -> None:
        os.write(1, f"{n}\n".encode())
        step(n + 1)

    def begin() -> None:
        assert session.live is not None
        session.recomputing.switch(on=False)  # results are not what is proved here
        step(done_so_far(stream.name for stream in session.live.of("stream")))

    sys.excepthook = lambda *fault: (
        sys.__excepthook__(*fault),
        os._exit(5),
    )  # no day waits for ever
    session.opened.connect(lambda _path: session.open_audit(sys.argv[3], begin))
    session.open(Path(sys.argv[1]))
    app.exec()


def edits_of(live: Any, n: int) -> list[Any]:
    """The n-th edit: a field, and now and then a note of the walk as a record of its own."""
    from symbioaudit.base.ids import new_id
    from symbioaudit.model.records import Finding
    from symbioaudit.services.operations import Create, Update

    streams = sorted(record.id for record in live.of("stream"))
    edits: list[Any] = [Update("stream", target(n, streams), {"name": value(n)})]
    text = note(n)
    if text:
        edits.append(Create(Finding(id=new_id(), audit_id=live.audit_id, text=text)))
    return edits


if __name__ == "__main__":
    main()
