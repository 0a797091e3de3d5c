"""Small audits made by hand, each with ids of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symbioaudit.base.ids import new_id
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.snapshot import Snapshot


def stream(name: str, **fields: Any) -> r.Stream:
    """A waste stream that belongs to no audit yet."""
    return r.Stream(
        id=new_id(),
        audit_id="",
        direction=Direction.OUT,
        kind=Kind.MATERIAL,
        category=Category.WASTE,
        name=name,
        **fields,
    )


def plant(*streams: r.Stream, name: str = "Завод") -> Snapshot:
    """An audit with these streams."""
    enterprise = r.Enterprise(id=new_id(), name_short=name)
    site = r.Site(id=new_id(), enterprise_id=enterprise.id)
    audit = r.Audit(
        id=new_id(),
        enterprise_id=enterprise.id,
        site_id=site.id,
        pack_id="is-screening-ru",
        pack_version="1.0.0",
    )
    own = tuple(replace(one, audit_id=audit.id) for one in streams)
    return Snapshot(enterprise, site, audit, streams=own)
