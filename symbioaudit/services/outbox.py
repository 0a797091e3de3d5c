"""What waits to be handed over: frozen packages, their states, pausing, the urgent first, the way by file.

A package is frozen once: its bytes stay as they are until the platform has accepted them. An audit that
was edited since is a new revision and a package of its own.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from symbioaudit.base import clock
from symbioaudit.base.errors import REGISTRY, SymbioError
from symbioaudit.base.i18n import N_, Message
from symbioaudit.base.ids import new_id
from symbioaudit.base.writing import whole_file
from symbioaudit.exchange.keys import SigningKey
from symbioaudit.exchange.outbox import WAITING, State
from symbioaudit.exchange.receipts import Problem, Receipt
from symbioaudit.services import errors as e
from symbioaudit.services import operations
from symbioaudit.services.deliveries import deliveries, note_built
from symbioaudit.services.packages import Prepared, prepare_package
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage import outbox as store
from symbioaudit.storage.outbox import Row

PIECE: Final = 256 * 1024  # bytes sent at a time: what a cut can cost
IN_MEMORY: Final = 256 << 20
NEXT_REVISION: Final = N_("Begin the next revision of the audit")


@dataclass(frozen=True, slots=True)
class Item:
    """One package on its way out, as people see it."""

    row: Row
    revision: int
    receipt: Receipt | None = None

    @property
    def id(self) -> str:
        """Its own id; the package has none before it is frozen."""
        return self.row.id

    @property
    def state(self) -> State:
        """Where it is."""
        return State(self.row.state)

    @property
    def share(self) -> float:
        """How much of it the platform said it has, 0…1."""
        return self.row.sent / self.row.size if self.row.size else 0.0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why records were not taken."""
        return self.receipt.problems if self.receipt else ()

    @property
    def fault(self) -> SymbioError | None:
        """Why the last try failed."""
        return fault_of(self.row.fault)


def items(workspace: Workspace, audit_id: str | None = None) -> tuple[Item, ...]:
    """Everything in the outbox, or what belongs to an audit: the urgent first."""
    known = {d.sha256: d for d in deliveries(workspace, audit_id)}
    found = []
    for row in store.rows(workspace, audit_id=audit_id):
        delivery = known.get(row.package or "")
        found.append(
            Item(
                row,
                delivery.revision if delivery else 0,
                delivery.receipt if delivery else None,
            )
        )
    return tuple(found)


def find(workspace: Workspace, text: str) -> Item:
    """The item whose id or package hash begins with ``text``.

    Raises:
        SymbioError: SA-8083, none or several.
    """
    fitting = [
        i
        for i in items(workspace)
        if text and (i.id.startswith(text) or (i.row.package or "").startswith(text))
    ]
    if len(fitting) != 1:
        raise e.NO_SUCH_PACKAGE(text=text, n=len(fitting))
    return fitting[0]


def freeze(
    workspace: Workspace,
    audit_id: str,
    *,
    signer: SigningKey | None = None,
    recipients: Sequence[str] = (),
    reports: Mapping[str, Path] | None = None,
    piece: int = PIECE,
) -> Item:
    """Build the package of an audit and keep its bytes; marked as not sent before anything is built.

    The same state again gives the item that is there. Another state under a revision that was frozen
    before becomes the next revision, in an operation of its own.

    Raises:
        SymbioError: what building raises; the item then stays a draft that says why.
    """
    draft = _draft(workspace, audit_id)
    try:
        made = _made(workspace, audit_id, reports, signer)
        known = _known(workspace, made)
        if known is not None:
            store.remove(workspace, draft.id)
            return known
        _keep(workspace, draft, made, recipients, piece)
    except SymbioError as fault:
        store.change(workspace, draft.id, fault=told(fault))
        raise
    return find(workspace, draft.id)


def pause(workspace: Workspace, item_id: str, *, on: bool) -> None:
    """Hold an item back, or let it go on."""
    store.change(workspace, item_id, paused=on)


def put_first(workspace: Workspace, item_id: str) -> None:
    """Send this one before all others."""
    highest = max((row.priority for row in store.rows(workspace)), default=0)
    store.change(workspace, item_id, priority=highest + 1)


def cancel(workspace: Workspace, item_id: str) -> None:
    """Take an item out again; the audit stays as it is.

    Raises:
        SymbioError: SA-8084, the platform may have it already or has answered.
    """
    row = store.row(workspace, item_id)
    if row is None:
        return
    if State(row.state) in {State.UNCONFIRMED, State.ACCEPTED}:
        raise e.TOO_LATE_TO_CANCEL(where=None)
    store.remove(workspace, item_id)


def export(workspace: Workspace, item_id: str, path: Path) -> None:
    """Write the frozen bytes to a file, for a USB stick; from then on they may have arrived.

    Raises:
        SymbioError: SA-8085, it is not frozen or its bytes are gone; SA-1003.
    """
    row = store.row(workspace, item_id)
    if row is None or State(row.state) not in WAITING | {State.REJECTED}:
        raise e.NO_BYTES(where=None)
    digest = hashlib.sha256()
    with whole_file(path) as handle:
        for content in pieces(workspace, row):
            digest.update(content)
            handle.write(content)
        if digest.hexdigest() != row.sha256:
            raise e.BYTES_CHANGED(where=None)
    if State(row.state) is State.FROZEN:
        store.change(workspace, item_id, state=State.UNCONFIRMED.value)


def pieces(workspace: Workspace, row: Row) -> Iterator[bytes]:
    """The frozen bytes one piece after another.

    Raises:
        SymbioError: SA-8085, they are gone: a later revision was accepted.
    """
    for n in range(count(row)):
        try:
            yield store.piece(workspace, row.id, n)
        except KeyError as fault:
            raise e.NO_BYTES(where=None) from fault


def count(row: Row) -> int:
    """How many pieces the bytes have."""
    return -(-row.size // row.piece) if row.piece else 0


def told(fault: SymbioError) -> dict[str, Any]:
    """A fault as it is kept, so that it can be read later in either language."""
    return {"code": fault.code, "params": {k: _kept(v) for k, v in fault.params.items()}}


def fault_of(kept: Mapping[str, Any] | None) -> SymbioError | None:
    """The fault that was kept; None for none, or one of a newer program."""
    if not kept or kept.get("code") not in REGISTRY:
        return None
    params = {k: _message(v) for k, v in dict(kept.get("params", {})).items()}
    return REGISTRY[kept["code"]](**params)


def _draft(workspace: Workspace, audit_id: str) -> Row:
    """The draft of the audit, a new one where there is none."""
    for row in store.rows(workspace, audit_id=audit_id):
        if State(row.state) is State.DRAFT:
            return row
    row = Row(new_id(), audit_id, State.DRAFT.value, clock.now().isoformat("T", "seconds"))
    store.add(workspace, row)
    return row


def _made(
    workspace: Workspace,
    audit_id: str,
    reports: Mapping[str, Path] | None,
    signer: SigningKey | None,
) -> Prepared:
    """The package; of the next revision when this one was frozen with other contents."""
    made = prepare_package(workspace, audit_id, reports=reports, signer=signer)
    audit = made.bag.shown.audit
    frozen = [
        item
        for item in items(workspace, audit_id)
        if item.state is not State.DRAFT and item.revision >= audit.revision
    ]
    if not frozen or any(item.row.package == made.bag.sha256 for item in frozen):
        return made
    newest = max(item.revision for item in frozen)
    operations.record(workspace, "audit", audit_id, {"revision": newest + 1}, name=NEXT_REVISION)
    return prepare_package(workspace, audit_id, reports=reports, signer=signer)


def _known(workspace: Workspace, made: Prepared) -> Item | None:
    return next((i for i in items(workspace) if i.row.package == made.bag.sha256), None)


def _keep(
    workspace: Workspace, draft: Row, made: Prepared, recipients: Sequence[str], piece: int
) -> None:
    bag = made.bag
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as handle:
        bag.pour(handle, recipients)  # type: ignore[arg-type]  # it reads, writes and seeks
        size = handle.tell()
        digest = hashlib.sha256()
        for content in _parts(handle, piece):
            digest.update(content)
        name = f"{bag.shown.audit.number or bag.shown.audit.id}-r{bag.shown.audit.revision}.zip"
        note_built(workspace, bag.shown, bag.sha256, name)
        values = {
            "package": bag.sha256,
            "state": State.FROZEN.value,
            "size": size,
            "piece": piece,
            "sha256": digest.hexdigest(),
            "fault": None,
        }
        store.freeze(workspace, draft.id, _parts(handle, piece), values)


def _parts(handle: IO[bytes], piece: int) -> Iterator[bytes]:
    handle.seek(0)
    while content := handle.read(piece):
        yield content


def _kept(value: object) -> Any:
    if isinstance(value, Message):
        return {"msgid": value.msgid, "params": {k: _kept(v) for k, v in value.params.items()}}
    return value if isinstance(value, int | float | str) else str(value)


def _message(value: Any) -> Any:
    if isinstance(value, dict):
        params = {k: _message(v) for k, v in dict(value.get("params", {})).items()}
        return Message(str(value.get("msgid", "")), params)
    return value
