"""From a finished upload to a receipt: verify, judge, register once, or put into quarantine with reasons."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from symbioaudit.base import clock
from symbioaudit.base.errors import SymbioError
from symbioaudit.base.ids import new_id
from symbioaudit.exchange import package, receipts
from symbioaudit.exchange.keys import SigningKey
from symbioaudit.exchange.package import Verdict
from symbioaudit.exchange.receipts import Problem, Receipt
from symbioaudit.hub import judging, registry
from symbioaudit.hub.database import Database
from symbioaudit.hub.reasons import of_fault
from symbioaudit.hub.registry import Taken
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

    def take(self, data: Path, sender: str, claimed: str | None = None) -> bytes:
        """Take a finished upload in and return its receipt; the same package gets the same receipt.

        ``claimed`` is the package hash that the sender announced: a package that cannot be read has no
        other name. The file is moved away only after the answer is in the database.
        """
        content = _hash(data)
        known = registry.receipt_by_content(self.database, content, sender)
        if known is not None:
            return known
        try:
            verdict = package.read(data, self.identities)
        except SymbioError as fault:
            return self._refuse(data, content, sender, claimed, fault)
        return self._register(data, content, sender, verdict)

    def _refuse(
        self, data: Path, content: str, sender: str, claimed: str | None, fault: SymbioError
    ) -> bytes:
        """Quarantine: nothing of it is believed, it is kept for the operator."""
        named = claimed if claimed and _HASH.fullmatch(claimed) else content
        problem = of_fault(fault, "package", named)
        receipt = self._receipt(named, "", 0, (problem,), {}, NOTHING)
        kept = registry.put_into_quarantine(
            self.database, content, sender, data.stat().st_size, problem, receipt
        )
        self._keep(data, self.settings.quarantine / f"{content}.{sender[:12]}.zip")
        return kept

    def _register(self, data: Path, content: str, sender: str, verdict: Verdict) -> bytes:
        shown, audit = verdict.snapshot, verdict.snapshot.audit
        problems = tuple(judging.problems(self.database, verdict, sender))
        counts, root = receipts.counts_of(shown), receipts.root_of(shown)
        taken = Taken(
            content=content,
            size=data.stat().st_size,
            sender=sender,
            verdict=verdict,
            root=root,
            receipt=lambda extra: self._receipt(
                verdict.sha256, audit.id, audit.revision, (*problems, *extra), counts, root
            ),
            accepted=not problems,
        )
        kept = registry.register(self.database, taken)
        self._keep(data, self.settings.packages / f"{verdict.sha256}.zip")
        return kept

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
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            shutil.copyfile(data, place.with_suffix(".part"))
            place.with_suffix(".part").replace(place)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while piece := handle.read(BUFFER):
            yield piece
