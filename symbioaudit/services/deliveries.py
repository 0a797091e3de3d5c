"""What became of a package: built, accepted or rejected by the platform, with its reasons per record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from symbioaudit.base import clock
from symbioaudit.base.errors import NOT_FOUND, NOT_READABLE, reason_of
from symbioaudit.exchange import receipts, trust
from symbioaudit.exchange.errors import OTHER_RECEIPT
from symbioaudit.exchange.keys import PublicKey
from symbioaudit.exchange.receipts import Problem, Receipt
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import errors as e
from symbioaudit.services.workspace import Workspace
from symbioaudit.storage import deliveries as store
from symbioaudit.storage.deliveries import Sent

BUILT = "built"  # no answer yet; otherwise the verdict of its newest receipt


@dataclass(frozen=True, slots=True)
class Delivery:
    """One package and its state."""

    sha256: str
    audit_id: str
    revision: int
    file_name: str
    built_at: str
    state: str
    receipt: Receipt | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why records were not taken."""
        return self.receipt.problems if self.receipt else ()


def note_built(workspace: Workspace, shown: Snapshot, sha256: str, file_name: str) -> None:
    """Remember a package that was built, so that its receipt can be told from a stranger's."""
    sent = Sent(
        sha256=sha256,
        audit_id=shown.audit.id,
        revision=shown.audit.revision,
        counts=receipts.counts_of(shown),
        root=receipts.root_of(shown),
        file_name=file_name,
        built_at=clock.now().isoformat("T", "seconds"),
    )
    store.note_built(workspace, sent)


def verify_receipt(file: Path, trusted: trust.TrustStore) -> tuple[Receipt, PublicKey]:
    """Whose receipt a file is and what it says; nothing is kept.

    Raises:
        SymbioError: SA-1001, SA-7020…7021.
    """
    receipt, key, _document = _read(file, trusted)
    return receipt, key


def import_receipt(
    workspace: Workspace, file: Path, trusted: trust.TrustStore
) -> tuple[Receipt, bool]:
    """Keep a receipt of a package that was built here; False when it was known already.

    Raises:
        SymbioError: SA-7020…7022; SA-8063, no package of this workspace has its hash.
    """
    _receipt, _key, document = _read(file, trusted)
    return take_receipt(workspace, document, trusted)


def take_receipt(
    workspace: Workspace, document: bytes, trusted: trust.TrustStore, expected: str | None = None
) -> tuple[Receipt, bool]:
    """Verify a receipt and keep it, however it came; ``expected`` is the package that was asked about.

    Raises:
        SymbioError: SA-7020…7022; SA-8063, no package of this workspace has its hash.
    """
    receipt, _key = receipts.load(document, trusted)
    if expected is not None and receipt.package != expected:
        raise OTHER_RECEIPT(what="package")
    sent = next((s for s in store.built(workspace) if s.sha256 == receipt.package), None)
    if sent is None:
        raise e.NOT_SENT_HERE(sha256=receipt.package)
    _check_ours(receipt, sent)
    fresh = store.note_receipt(
        workspace, receipt.id, receipt.package, receipt.verdict, receipt.received_at, document
    )
    return receipt, fresh


def deliveries(workspace: Workspace, audit_id: str | None = None) -> tuple[Delivery, ...]:
    """The packages of an audit, or of all, the oldest first."""
    return tuple(_delivery(sent) for sent in store.built(workspace, audit_id=audit_id))


def _check_ours(receipt: Receipt, sent: Sent) -> None:
    """A package that the hub could not even read has no counts and no audit: it is refused by its hash."""
    unread = not receipt.accepted and not receipt.counts and not receipt.audit
    if unread:
        return
    if receipt.audit != sent.audit_id:
        raise OTHER_RECEIPT(what="audit")
    receipts.check_ours(receipt, sent.sha256, sent.revision, sent.counts, sent.root)


def _delivery(sent: Sent) -> Delivery:
    receipt = receipts.stored(sent.documents[-1]) if sent.documents else None
    return Delivery(
        sent.sha256,
        sent.audit_id,
        sent.revision,
        sent.file_name,
        sent.built_at,
        receipt.verdict if receipt else BUILT,
        receipt,
    )


def _read(file: Path, trusted: trust.TrustStore) -> tuple[Receipt, PublicKey, bytes]:
    if not file.is_file():
        raise NOT_FOUND(path=file)
    try:
        with file.open("rb") as handle:
            document = handle.read(receipts.MAX_BYTES + 1)
    except OSError as fault:
        raise NOT_READABLE(path=file, reason=reason_of(fault)) from fault
    receipt, key = receipts.load(document, trusted)
    return receipt, key, document
