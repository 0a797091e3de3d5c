"""What the platform asks of a package beyond its integrity: who signed, consent, the mandatory core.

Reasons go back per record and field. What is a matter of judgement (a poor grade, a wide balance) is not
refused here: it stays visible in the data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from symbioaudit.base.i18n import Text
from symbioaudit.exchange.keys import public_from_text
from symbioaudit.exchange.package import Verdict
from symbioaudit.exchange.receipts import Problem
from symbioaudit.hub import errors as e
from symbioaudit.hub.database import Database
from symbioaudit.hub.members import public_key_of
from symbioaudit.hub.reasons import refusal
from symbioaudit.model.amount import Amount
from symbioaudit.model.identifiers import is_inn, is_kpp
from symbioaudit.model.records import Record
from symbioaudit.model.snapshot import Snapshot

NAMES: Final = {"inn": Text("ИНН", "INN"), "kpp": Text("КПП", "KPP")}
MOST: Final = 1e12  # t, GJ or m³ of one stream in a year: no plant moves more


def problems(database: Database, verdict: Verdict, sender: str) -> Iterator[Problem]:
    """Everything against a package that was read."""
    yield from _of_signature(database, verdict, sender)
    if not withdrawn(verdict.snapshot):
        yield from _of_consent(verdict.snapshot)
        yield from _of_core(verdict.snapshot)
        yield from _of_numbers(verdict.snapshot)


def withdrawn(shown: Snapshot) -> bool:
    """True for a package whose only news is that the enterprise took its consent back."""
    return bool(shown.consents) and not any(c.given for c in shown.consents)


def _of_signature(database: Database, verdict: Verdict, sender: str) -> Iterator[Problem]:
    audit = verdict.snapshot.audit
    known = public_key_of(database, sender)
    if verdict.signer is None:
        yield refusal(e.NOT_SIGNED, "audit", audit.id)
    elif known is None or public_from_text(known[0]).raw != verdict.signer.raw:
        yield refusal(
            e.NOT_THE_SENDER,
            "audit",
            audit.id,
            name=verdict.signer.name or "—",
            fingerprint=verdict.signer.fingerprint,
        )


def _of_consent(shown: Snapshot) -> Iterator[Problem]:
    told = shown.audit.properties.get("consent_platform_upload")
    if not (any(c.given for c in shown.consents) or told in {True, "yes"}):
        yield refusal(e.NO_CONSENT, "audit", shown.audit.id, "consent_platform_upload")


def _of_core(shown: Snapshot) -> Iterator[Problem]:
    """What tells enterprises, regions and years apart."""
    plant, audit = shown.enterprise, shown.audit
    region = shown.site.region or plant.region
    wanted: tuple[tuple[Record, str, object], ...] = (
        (plant, "inn", plant.inn),
        (plant, "region", region),
        (audit, "period_start", audit.period_start),
        (audit, "period_end", audit.period_end),
    )
    for record, field, value in wanted:
        if not value:
            yield refusal(e.NO_VALUE, record.entity, record.id, field)
    for field, value, good in (("inn", plant.inn, is_inn), ("kpp", plant.kpp, is_kpp)):
        if value and not good(value):
            names = {"value": value, "name": NAMES[field]}
            yield refusal(e.BAD_IDENTIFIER, plant.entity, plant.id, field, **names)


def _of_numbers(shown: Snapshot) -> Iterator[Problem]:
    records: tuple[Record, ...] = (*shown.streams, *shown.wants, *shown.resources, *shown.products)
    for record in records:
        for field in ("quantity", "amount", "output"):
            amount = getattr(record, field, None)
            if isinstance(amount, Amount) and not _possible(amount.number):
                shown_value = f"{amount.number:g}" if amount.number is not None else ""
                yield refusal(e.BAD_NUMBER, record.entity, record.id, field, value=shown_value)


def _possible(number: float | None) -> bool:
    return number is None or (math.isfinite(number) and 0 <= number <= MOST)
