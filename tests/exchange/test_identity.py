"""export ∘ import = identity for every entity and property; the bytes do not depend on where they are made."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import snapshot
from symbioaudit.exchange import audit_json
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount, Span
from symbioaudit.model.codec import field_types
from symbioaudit.model.enums import AmountKind
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot

BASE = snapshot(1)
HEAD_LINKS = {"enterprise_id", "site_id", "audit_id"}
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False)
whole = st.integers(-(2**53), 2**53)


def of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that a field with this hint may hold, blanks included."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return st.one_of(*(of(arm) for arm in typing.get_args(hint)))
    if hint is type(None):
        return st.none()
    if typing.get_origin(hint) is tuple:
        return st.lists(of(typing.get_args(hint)[0]), max_size=3).map(tuple)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: texts, bool: st.booleans(), int: whole, float: numbers, date: st.dates(),
    }  # fmt: skip
    return amounts if hint is Amount else plain[hint]


amounts = st.builds(
    Amount, text=texts, kind=st.sampled_from(AmountKind), unit=st.none() | texts,
    value=st.none() | st.builds(Span, best=st.none() | numbers, low=numbers, high=numbers),
)  # fmt: skip
cells = st.booleans() | whole | numbers | texts | amounts | st.lists(texts, max_size=2).map(tuple)
rows = st.lists(st.dictionaries(texts, cells, min_size=1, max_size=3), min_size=1, max_size=3)
properties = st.dictionaries(texts, cells | rows.map(tuple), max_size=3)


def record(cls: type[r.Record], **fixed: Any) -> st.SearchStrategy[Any]:
    """A record with every field filled or blank; links only where ``fixed`` says."""
    parts: dict[str, st.SearchStrategy[Any]] = {}
    for name, hint in field_types(cls).items():
        if name in fixed:
            parts[name] = st.just(fixed[name])
        elif name in audit_json.REFERENCES:
            parts[name] = st.none()
        elif name == "properties":
            parts[name] = properties
        elif typing.get_origin(hint) is Mapping or "Mapping" in str(hint):
            parts[name] = st.dictionaries(texts, of(typing.get_args(hint)[1]), max_size=2)
        else:
            parts[name] = of(hint)
    return st.builds(cls, **parts)


def audit_with(entity: str) -> st.SearchStrategy[Snapshot]:
    """An audit whose one record of an entity is anything it may be."""
    heads = {"enterprise": BASE.enterprise, "site": BASE.site, "audit": BASE.audit}
    if entity in heads:
        links = {n: getattr(heads[entity], n) for n in HEAD_LINKS if hasattr(heads[entity], n)}
        made = record(r.ENTITIES[entity], id=heads[entity].id, **links)
        return made.map(lambda head: Snapshot(**{**heads, entity: head}))
    made = record(r.ENTITIES[entity], id=f"{entity}-1", audit_id=BASE.audit.id)
    return made.map(lambda item: Snapshot(**heads, **{COLLECTIONS[entity]: (item,)}))


@pytest.mark.parametrize("entity", list(r.ENTITIES))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_export_then_import_is_the_same_audit(entity: str, data: st.DataObject) -> None:
    audit = data.draw(audit_with(entity))
    written = audit_json.dump(audit)
    back = audit_json.load(written)
    assert back == audit
    assert audit_json.dump(back) == written


PROBE = """
import hashlib, sys
from pathlib import Path
from benchmarks.synthetic import snapshot
from symbioaudit.base import clock, ids
from symbioaudit.exchange import package
from symbioaudit.methodology import load_pack
from datetime import UTC, datetime
with clock.frozen(datetime(2026, 3, 5, tzinfo=UTC)), ids.seeded(7):
    audit = snapshot(5)
forms = tuple(load_pack("is-screening-ru").forms.values())
package.build(Path(sys.argv[1]), audit, forms, files={"reports/я.pdf": b"x", "reports/a.pdf": b"y"})
"""


def test_the_same_bytes_in_every_surroundings(tmp_path: Path) -> None:
    """Other processes, time zones, locales, hash seeds, umasks."""
    surroundings = [
        {"TZ": "Asia/Kamchatka", "LC_ALL": "C", "PYTHONHASHSEED": "1", "SYMBIOAUDIT_LANG": "en"},
        {
            "TZ": "America/Lima",
            "LC_ALL": "C.UTF-8",
            "PYTHONHASHSEED": "77",
            "SYMBIOAUDIT_LANG": "ru",
        },
    ]
    sums = set()
    for n, env in enumerate(surroundings):
        path = tmp_path / f"{n}.zip"
        subprocess.run(
            [sys.executable, "-c", PROBE, str(path)],
            check=True, env={**os.environ, **env}, umask=0o077 if n else 0o022,
            cwd=Path(__file__).resolve().parents[2],
        )  # fmt: skip
        sums.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(sums) == 1
