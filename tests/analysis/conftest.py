"""A small plant to compute on: records made of typed texts, as a person would type them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from symbioaudit.analysis import Results, analyse
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot
from symbioaudit.units import parse

MONEY = {"cost", "revenue", "amount", "saving_money", "opex_change"}
DIMENSIONS = {
    "price": "price",
    "capex": "money",
    "ncv": ("specific_energy", "energy_density"),
    "temperature": "temperature",
    "stock_open": "mass",
    "stock_close": "mass",
    "unit_mass": "mass",
    "density": "density",
    "saving_mass": "mass_per_year",
    "saving_energy": "energy_per_year",
    "saving_co2": "ghg_mass_per_year",
    "saving_water": "volume_per_year",
}
QUANTITY = {
    Kind.MATERIAL: ("mass_per_year", "volume_per_year"),
    Kind.WATER: "volume_per_year",
    Kind.ENERGY: ("energy_per_year", "volume_per_year", "mass_per_year"),
}
KIND_OF = {
    Category.ENERGY_CARRIER: Kind.ENERGY,
    Category.WASTE_HEAT: Kind.ENERGY,
    Category.WATER: Kind.WATER,
    Category.WASTEWATER: Kind.WATER,
}


@dataclass
class Plant:
    """Collects records; texts of amounts are parsed as the forms would."""

    records: dict[str, list[Any]] = field(default_factory=dict)
    audit: dict[str, Any] = field(default_factory=dict)
    site: dict[str, Any] = field(default_factory=dict)

    def add(self, cls: type[r.Record], **values: Any) -> str:
        known = {
            "id": f"{cls.entity}-{len(self.records.get(cls.entity, [])) + 1:06d}",
            "audit_id": "audit-1",
        }
        typed = {k: self._typed(k, v, values) for k, v in values.items()}
        record = cls(**(known | typed))
        self.records.setdefault(cls.entity, []).append(record)
        return record.id

    def _typed(self, name: str, value: Any, values: dict[str, Any]) -> Any:
        if not isinstance(value, str):
            return value
        if name in MONEY:
            return parse(value, locale="point", dimension=("money_per_year", "money"))
        if name in {"quantity", "output"}:
            wanted = (
                QUANTITY[values["kind"]]
                if name == "quantity"
                else ("mass_per_year", "count_per_year")
            )
            return parse(value, locale="point", dimension=wanted)
        if name in DIMENSIONS:
            return parse(value, locale="point", dimension=DIMENSIONS[name])
        return value

    def stream(
        self, name: str, quantity: str | Amount | None, category: Category, **values: Any
    ) -> str:
        out = {
            Category.WASTE,
            Category.BY_PRODUCT,
            Category.WASTEWATER,
            Category.EMISSION,
            Category.WASTE_HEAT,
        }
        return self.add(
            r.Stream,
            **(
                {
                    "name": name,
                    "quantity": quantity,
                    "category": category,
                    "kind": KIND_OF.get(category, Kind.MATERIAL),
                    "direction": Direction.OUT
                    if category in out | {Category.LOSS}
                    else Direction.IN,
                }
                | values
            ),
        )

    def product(self, name: str, output: str, **values: Any) -> str:
        return self.add(r.Product, name=name, output=output, kind="product", **values)

    def snapshot(self) -> Snapshot:
        pack = load_pack()
        head = Snapshot(
            r.Enterprise(id="enterprise-1", region="24"),
            r.Site(id="site-1", enterprise_id="enterprise-1", **self.site),
            r.Audit(
                **(
                    {
                        "id": "audit-1", "enterprise_id": "enterprise-1", "site_id": "site-1",
                        "pack_id": pack.id, "pack_version": pack.version,
                        "period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31),
                    }
                    | self.audit
                )
            ),
        )  # fmt: skip
        for entity, items in self.records.items():
            assert entity in COLLECTIONS
            head = head.with_records(entity, tuple(items))
        return head

    def results(self) -> Results:
        return analyse(self.snapshot(), load_pack())


@pytest.fixture
def plant() -> Plant:
    return Plant()


@pytest.fixture
def new_plant() -> type[Plant]:
    return Plant
