"""A small plant for tests of drawings: four processes, flows of all kinds between and around them."""

from __future__ import annotations

from typing import Any

from symbioaudit.base.ids import new_id
from symbioaudit.model.enums import Basis, Category, Direction, Kind
from symbioaudit.model.records import Process, Product, Record, Stream
from symbioaudit.units import parse

NAMES = ("Дробление", "Обжиг", "Гашение", "Упаковка")


def plant_records(audit_id: str) -> list[Any]:
    """Processes, streams and a product."""
    steps = [Process(id=new_id(), audit_id=audit_id, name=name) for name in NAMES]
    crush, kiln, slake, pack = (step.id for step in steps)
    made: list[Record] = [*steps]

    def stream(
        name: str, ends: tuple[str | None, str | None], amount: str, category: Category, kind: Kind
    ) -> None:
        source, target = ends
        direction = Direction.OUT if source else Direction.IN
        if source and target:
            direction = Direction.INTERNAL
        typed = parse(amount, locale="ru", basis=Basis.MEASURED) if amount else None
        made.append(
            Stream(
                id=new_id(), audit_id=audit_id, name=name, direction=direction, kind=kind,
                category=category, from_process=source, to_process=target, quantity=typed,
            )
        )  # fmt: skip

    solid, water, energy = Kind.MATERIAL, Kind.WATER, Kind.ENERGY
    stream("Известняк", (None, crush), "100000 т/год", Category.RAW_MATERIAL, solid)
    stream("Щебень", (crush, kiln), "95000 т/год", Category.INTERMEDIATE, solid)
    stream("Отсев", (crush, None), "~4800 т/год", Category.WASTE, solid)
    stream("Углекислый газ", (kiln, None), "38000 т/год", Category.EMISSION, solid)
    stream("Известь комовая", (kiln, slake), "50000 т/год", Category.INTERMEDIATE, solid)
    stream("Пыль возвратная", (slake, kiln), "900 т/год", Category.INTERMEDIATE, solid)
    stream("Вода техническая", (None, slake), "20000 м3/год", Category.WATER, water)
    stream("Стоки", (slake, None), "", Category.WASTEWATER, water)
    stream("Пушонка", (slake, pack), "60000 т/год", Category.INTERMEDIATE, solid)
    stream("Мешки бумажные", (None, pack), "~250 т/год", Category.PACKAGING, solid)
    stream("Тепло печи", (kiln, None), "90000 ГДж/год", Category.WASTE_HEAT, energy)
    stream("Лом", (None, None), "12 т/год", Category.AUXILIARY, solid)
    output = parse("60100 т/год", locale="ru", basis=Basis.BILLED)
    made.append(
        Product(
            id=new_id(), audit_id=audit_id, name="Известь в мешках", process_id=pack, output=output
        )
    )
    return made
