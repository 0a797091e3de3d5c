"""Synthetic audits of any size for the benchmarks: seeded, plausible, never shown to anybody."""

from __future__ import annotations

import random
from datetime import date

from symbioaudit.base.ids import new_id
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount, Span
from symbioaudit.model.enums import Basis, Category, Direction, Kind
from symbioaudit.model.snapshot import Snapshot

FKKO = ("35111101204", "61140001204", "30522001214", "40518301605", "46101001205", "30531201294")
NAMES = ("Шлак гранулированный", "Зола уноса", "Обрезь", "Бумага и картон", "Лом чёрных металлов")


def amount(value: float, unit: str, dimension: str, basis: Basis = Basis.MEASURED) -> Amount:
    """An amount as entry would have made it."""
    span = Span(value, value, value)
    return Amount(
        text=f"{value:.3f}".replace(".", ","),
        value=span,
        unit=unit.split("/", maxsplit=1)[0],
        basis=basis,
        dimension=dimension,
        canonical=span,
        canonical_unit=unit,
    )


def snapshot(streams: int, seed: int = 1) -> Snapshot:
    """An audit with ``streams`` streams over one process per hundred of them."""
    rng = random.Random(seed)
    enterprise = r.Enterprise(
        id=new_id(), name_full="Завод для измерений", inn="7707083893", region="24"
    )
    site = r.Site(
        id=new_id(),
        enterprise_id=enterprise.id,
        name="Площадка 1",
        region="24",
        shifts_per_day=2,
        hours_per_shift=8,
        days_per_week=5,
        weeks_per_year=50,
    )
    audit = r.Audit(
        id=new_id(),
        enterprise_id=enterprise.id,
        site_id=site.id,
        number="B-1",
        pack_id="is-screening-ru",
        pack_version="1.0.0",
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
    )
    processes = tuple(
        r.Process(
            id=new_id(), audit_id=audit.id, code=f"P{i}", name=f"Участок {i}", quantity_centre=True
        )
        for i in range(max(1, streams // 100))
    )
    product = r.Product(
        id=new_id(),
        audit_id=audit.id,
        name="Изделие",
        is_reference=True,
        output=amount(streams * 40.0, "t/a", "mass_per_year"),
    )
    return Snapshot(
        enterprise=enterprise,
        site=site,
        audit=audit,
        processes=processes,
        products=(product,),
        streams=tuple(
            _stream(i, audit.id, processes[i % len(processes)].id, rng) for i in range(streams)
        ),
    )


def _stream(i: int, audit_id: str, process: str, rng: random.Random) -> r.Stream:
    mass = round(rng.uniform(1, 200), 3)
    if i % 3:
        return r.Stream(
            id=new_id(),
            audit_id=audit_id,
            direction=Direction.IN,
            kind=Kind.MATERIAL,
            category=Category.RAW_MATERIAL,
            name=f"Сырьё {i}",
            to_process=process,
            quantity=amount(mass, "t/a", "mass_per_year"),
            price=amount(1000 + i % 7, "RUB/t", "price"),
        )
    return r.Stream(
        id=new_id(),
        audit_id=audit_id,
        direction=Direction.OUT,
        kind=Kind.MATERIAL,
        category=Category.WASTE,
        name=f"{NAMES[i % len(NAMES)]} {i}",
        from_process=process,
        fkko=FKKO[i % len(FKKO)],
        route="landfill_third_party",
        quantity=amount(mass, "t/a", "mass_per_year", Basis.ESTIMATED if i % 2 else Basis.MEASURED),
        cost=amount(mass * 1500, "RUB/a", "money_per_year"),
    )
