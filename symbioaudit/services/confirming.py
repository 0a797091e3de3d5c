"""Values taken over from last year's audit stay marked until somebody confirms their record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from symbioaudit.base.i18n import N_
from symbioaudit.model.records import Record
from symbioaudit.services.cloning import CARRIED
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Edit, Update

CONFIRM: Final = N_("Confirm values of the last visit")


def is_carried(record: Record | None) -> bool:
    """True while nobody has confirmed a record that was taken over."""
    return record is not None and CARRIED in record.properties


def unconfirmed(live: LiveAudit) -> list[Record]:
    """The records that still wait for a confirmation, in the order of entry."""
    return [record for record in live if is_carried(record)]


def confirming(records: Iterable[Record]) -> list[Edit]:
    """The edits that confirm records; those that need none are passed over."""
    return [
        Update(record.entity, record.id, {f"properties.{CARRIED}": None})
        for record in records
        if is_carried(record)
    ]
