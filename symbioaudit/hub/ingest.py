"""From a finished upload to a receipt: verify, judge, register once, or put into quarantine with reasons."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from symbioaudit.base import clock
from symbioaudit.base.errors import SymbioError
from symbioaudit.base.ids import new_id
from symbioaudit.exchange import package, receipts, sealing
from symbioaudit.exchange.errors import TOO_LARGE
from symbioaudit.exchange.keys import SigningKey
from symbioaudit.exchange.package import Verdict
from symbioaudit.exchange.receipts import Problem, Receipt
from symbioaudit.hub import errors as e
from symbioaudit.hub import judging, registry
from symbioaudit.hub.database import Database
from symbioaudit.hub.listing import Listing
from symbioaudit.hub.reasons import of_fault
from symbioaudit.hub.registry import Refused, Taken
from symbioaudit.hub.settings import HubSettings

BUFFER: Final = 1 << 20
NOTHING: Final = "0" * 64
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Ingest:
    """What is needed to take a package in."""

    settings: HubSettings
    database: Database
    key: SigningKey
    identities: bytes | None  # opens packages that are closed for this hub
    listing: Listing

    def take(self, data: Path, sender: str, metadata: Mapping[str, str]) -> bytes:
        """Take a finished upload in and return its receipt; the same package gets the same receipt.

        ``metadata`` is what the sender announced: ``package`` names what cannot be read, ``sha256`` tells
        a file that was damaged on its way. The file is kept before anything is said of it: a stop in
        between leaves a file that nobody knows, never a receipt without its file.
        """
        content = hash_of(data)
        known = registry.receipt_by_content(self.database, content, sender)
        if known is not None:
            return known
        try:
            self._check_file(data, content, metadata)
            verdict = package.read(data, self.identities)
            self._check_name(verdict, metadata)
        except SymbioError as fault:
            return self._refuse(data, content, sender, metadata.get("package"), fault)
        return self._register(data, content, sender, verdict)

    def _check_file(self, data: Path, content: str, metadata: Mapping[str, str]) -> None:
        announced = metadata.get("sha256") or content
        if announced != content:
            raise e.DAMAGED(announced=announced[:64], found=content)
        limit = self.settings.max_sealed
        if data.stat().st_size > limit and sealing.is_sealed(data):
            raise TOO_LARGE(where=None, what="age", limit=f"{limit >> 20} MiB")

    def _check_name(self, verdict: Verdict, metadata: Mapping[str, str]) -> None:
        announced = metadata.get("package") or verdict.sha256
        if announced != verdict.sha256:
            raise e.OTHER_PACKAGE(announced=announced[:64], found=verdict.sha256)

    def _refuse(
        self, data: Path, content: str, sender: str, claimed: str | None, fault: SymbioError
    ) -> bytes:
        """Quarantine: nothing of it is believed, it is kept for the operator."""
        named = claimed if claimed and _HASH.fullmatch(claimed) else content
        problem = of_fault(fault, "package", named)
        size = data.stat().st_size
        self._keep(data, self.settings.quarantine / f"{content}.zip")
        receipt = self._receipt(named, "", 0, (problem,), {}, NOTHING)
        refused = Refused(content, sender, named, "", size, problem.code, receipt)
        return registry.put_into_quarantine(self.database, refused)

    def _register(self, data: Path, content: str, sender: str, verdict: Verdict) -> bytes:
        shown, audit = verdict.snapshot, verdict.snapshot.audit
        problems = tuple(judging.problems(self.database, verdict, sender))
        counts, root = receipts.counts_of(shown), receipts.root_of(shown)
        rows = () if problems else tuple(self.listing.rows(shown))
        taken = Taken(
            content=content,
            size=data.stat().st_size,
            sender=sender,
            verdict=verdict,
            root=root,
            receipt=lambda found: self._receipt(
                verdict.sha256, audit.id, audit.revision, found, counts, root
            ),
            problems=problems,
            rows=rows,
        )
        self._keep(data, self.settings.packages / f"{verdict.sha256}.zip")
        kept = registry.register(self.database, taken)
        if judging.withdrawn(shown):
            self.forget_files(audit.id)
        return kept

    def forget_files(self, audit: str) -> None:
        """Remove the stored packages of an audit whose enterprise withdrew its consent."""
        for name in registry.packages_of(self.database, audit):
            (self.settings.packages / f"{name}.zip").unlink(missing_ok=True)

    def _receipt(
        self,
        named: str,
        audit: str,
        revision: int,
        problems: tuple[Problem, ...],
        counts: dict[str, int],
        root: str,
    ) -> bytes:
        receipt = Receipt(
            id=new_id(),
            package=named,
            audit=audit,
            revision=revision,
            verdict="rejected" if problems else "accepted",
            counts=counts,
            root=root,
            received_at=clock.now().isoformat(),
            hub=self.settings.name,
            problems=problems[: receipts.MAX_PROBLEMS],
        )
        return receipts.dump(receipt, self.key)

    def _keep(self, data: Path, place: Path) -> None:
        """A second name for the bytes that are on the disk already: it takes no room and cannot be half."""
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.link(data, place)


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while piece := handle.read(BUFFER):
            yield piece
