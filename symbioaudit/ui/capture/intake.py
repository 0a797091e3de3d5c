"""Takes photos and files in, one after another: read in the pool, written whole in the workspace's thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QImage

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import N_, _, plural
from symbioaudit.ui.capture.thumbs import SIDE, decode, thumbs_of
from symbioaudit.ui.session import Session

if TYPE_CHECKING:
    from symbioaudit.services.evidence import Given
    from symbioaudit.services.operations import Create


KEPT: Final = N_("Keep a note")


@dataclass(frozen=True)
class _Job:
    audit_id: str
    source: Path | QImage
    links: tuple[str, ...]
    beside: tuple[Create, ...] = ()


class Taker(QObject):
    """A queue of files; the window stays free, and so does the workspace between two files."""

    taken = Signal(object)  # the Evidence
    refused = Signal(str, str)  # name, why
    finished = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.setObjectName("taker")
        self.session = session
        self._jobs: deque[_Job] = deque()
        self._reading: _Job | None = None
        self._writing = False
        self._count = 0
        session.leaving.connect(self.flush)

    @property
    def waiting(self) -> int:
        """Files that are not stored yet."""
        return len(self._jobs) + self._busy

    @property
    def _busy(self) -> bool:
        return self._writing or self._reading is not None

    def take(
        self,
        sources: Sequence[Path | QImage],
        links: Sequence[str] = (),
        beside: Sequence[Create] = (),
    ) -> None:
        """Queue files and pictures; without a link they go to the inbox.

        ``beside`` are records made together with the first of them, in the same operation.
        """
        if self.session.live is None or self.session.read_only:
            return
        for n, source in enumerate(sources):
            own = tuple(beside) if n == 0 else ()
            self._jobs.append(_Job(self.session.live.audit_id, source, tuple(links), own))
        self._next()

    def _next(self) -> None:
        if self._busy or not self._jobs:
            return
        job, policy = self._jobs.popleft(), self.session.settings["exif"]
        self._reading = job

        def read() -> tuple[Given, QImage]:
            item = _read(job, policy)
            return item, decode(item.content, SIDE)

        self.session.pool.submit(
            read, lambda found: self._write(job, *found), lambda why: self._failed(job, why)
        )

    def _write(self, job: _Job, item: Given, thumb: QImage) -> None:
        if self._reading is not job:
            return  # flushed meanwhile
        self._reading, self._writing = None, True
        found: list[Any] = []

        def call(workspace: Any) -> Any:
            return _stored(workspace, job, item, found)

        def done(_changes: object) -> None:
            if found[0].sha256:
                thumbs_of(self.session).put(found[0].sha256, thumb)
            self._count += 1
            self.taken.emit(found[0])
            self._after()

        self.session.write(call, then=done, failed=lambda why: self._failed(job, why))

    def flush(self) -> None:
        """Hand everything that waits to the workspace's thread, before it leaves this workspace."""
        waiting = [self._reading, *self._jobs] if self._reading else list(self._jobs)
        self._reading = None
        self._jobs.clear()
        policy = self.session.settings["exif"]
        for job in waiting:
            try:
                item = _read(job, policy)
            except (SymbioError, OSError):
                self._keep_beside(job)
                continue
            self.session.write(partial(_stored, job=job, item=item, found=[]))

    def _keep_beside(self, job: _Job) -> None:
        """What was typed with a picture that cannot be taken stays."""
        if job.beside:
            self.session.apply(KEPT, job.beside)

    def _failed(self, job: _Job, why: BaseException) -> None:
        if not self._writing and self._reading is not job:
            return  # flushed meanwhile
        self._keep_beside(job)
        name = job.source.name if isinstance(job.source, Path) else _("picture")
        text = why.what.render() if isinstance(why, SymbioError) else str(why)
        self.refused.emit(name, text)
        self.session.told.emit(text)
        self._after()

    def _after(self) -> None:
        self._reading, self._writing = None, False
        if self._jobs:
            self._next()
            return
        if self._count:
            self.session.told.emit(
                plural("{n} file is stored", "{n} files are stored", self._count)
            )
        self._count = 0
        self.finished.emit()


def _stored(workspace: Any, job: _Job, item: Given, found: list[Any]) -> Any:
    """One operation: the file with its record and what was typed beside it."""
    from symbioaudit.services.evidence import take

    record, changes = take(workspace, job.audit_id, item, links=job.links, beside=job.beside)
    found.append(record)
    return changes


def _read(job: _Job, policy: Any) -> Given:
    from symbioaudit.services.evidence import given, given_file
    from symbioaudit.services.inbox import INBOX

    if isinstance(job.source, Path):
        item = given_file(job.source, policy)
    else:
        item = given(_png(job.source), "picture.png", policy)
    if not job.links and not job.beside:
        from dataclasses import replace

        item = replace(item, properties={**item.properties, INBOX: True})
    return item


def _png(image: QImage) -> bytes:
    """The bytes of a pasted picture: PNG with little effort, for it waits on a person."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 80)  # type: ignore[call-overload]
    return bytes(data.data())


def sources_of(mime: QMimeData | None) -> list[Path | QImage]:
    """The files or the picture that lie in a clipboard or a drag; cells and texts are neither."""
    if mime is None:
        return []
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    files = [file for file in files if file.is_file()]
    if files:
        return list(files)
    if mime.hasImage() and not mime.hasText() and not mime.hasHtml():
        image = QImage(mime.imageData())
        return [] if image.isNull() else [image]
    return []


def taker_of(session: Session) -> Taker:
    """The queue of a session, made when first wanted."""
    found = session.findChild(Taker, "taker")
    return found if isinstance(found, Taker) else Taker(session)
