"""The methodology and a small audit for the intake's tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from symbioaudit.base import ids
from symbioaudit.intake import questionnaire
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.model import records as r
from symbioaudit.model.snapshot import Snapshot
from tests.intake.books import applied, fill


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The methodology whose forms the questionnaire asks."""
    return load_pack()


@pytest.fixture
def empty(pack: Pack, frozen_time: object) -> Snapshot:
    """An audit that knows nothing yet but its period."""
    from symbioaudit.base.ids import new_id

    enterprise = r.Enterprise(id=new_id(), name_short="Завод")
    site = r.Site(id=new_id(), enterprise_id=enterprise.id)
    audit = r.Audit(
        id=new_id(),
        enterprise_id=enterprise.id,
        site_id=site.id,
        pack_id=pack.id,
        pack_version=pack.version,
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
    )
    return Snapshot(enterprise, site, audit)


@pytest.fixture(scope="session")
def made() -> dict[str, bytes]:
    """Questionnaires by audit, written once: to write every field takes its time."""
    return {}


@pytest.fixture
def blank(tmp_path: Path, pack: Pack, empty: Snapshot, made: dict[str, bytes]) -> Path:
    """An empty Russian questionnaire for the audit, every field asked."""
    path = tmp_path / "blank.xlsx"
    if empty.audit.id not in made:
        with ids.seeded(99):  # rows of a kept workbook must not meet ids of this test
            made[empty.audit.id] = questionnaire.render(
                pack, lang="ru", audit=empty.audit, whole=True
            )
    path.write_bytes(made[empty.audit.id])
    return path


SINGLE = {
    "F02": {"name_full": "ООО «Завод № 1»", "inn": 7707083893, "turnover": "~1,2 млрд руб./год"},
    "F03": {
        "shifts_per_day": 2,
        "hours_per_shift": 8,
        "days_per_week": 5,
        "weeks_per_year": 50,
        "weighbridge": "да",
        "site_area": "12 га",
    },
}
GRID = {
    "F05": [{"code": "У1", "name": "Плавка", "hours_year": 4000}],
    "F06": [
        {"name": "Лом стальной", "quantity": "3 т/смену", "to_process": "Плавка"},
        {"name": "Известь", "quantity": 1250.5, "price": "отказ", "substitutable": "не знаю"},
    ],
    "F07": [
        {"name": "Электроэнергия", "carrier": "Электроэнергия", "quantity": "1 200 МВт·ч/год"},
    ],
    "F09": [
        {
            "name": "Шлак",
            "fkko": "3 51 111 12 20 4",
            "quantity": "10–14 т/мес",
            "density": "1,4 т/м³",
            "status_since": "01.09.2024",
            "hazard_properties": "не применимо",
        }
    ],
    "F09.composition": [
        {"@parent": "Шлак", "component": "CaO", "share": "40 %"},
        {"@parent": "Шлак", "component": "SiO2", "share": 0.35, "share@unit": "1"},
    ],
}


@pytest.fixture
def filled(tmp_path: Path, blank: Path, empty: Snapshot, made: dict[str, bytes]) -> Path:
    """The questionnaire as the factory sends it back."""
    path, key = tmp_path / "filled.xlsx", f"filled {empty.audit.id}"
    if key not in made:
        made[key] = fill(blank, path, single=SINGLE, grid=GRID).read_bytes()
    path.write_bytes(made[key])
    return path


@pytest.fixture
def known(filled: Path, pack: Pack, empty: Snapshot) -> Snapshot:
    """The audit after the filled questionnaire was loaded."""
    from symbioaudit.intake import reader
    from symbioaudit.intake.resolve import resolve

    return applied(empty, resolve(reader.read(filled, pack), pack, empty))
