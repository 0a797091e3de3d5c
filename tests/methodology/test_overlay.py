"""A region's overlay: its own grid factor reaches the result, what it may not touch is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.synthetic import amount, snapshot
from symbioaudit.analysis import analyse
from symbioaudit.base.errors import InputRefused
from symbioaudit.base.paths import user_data_dir
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.enums import Category, Direction, Kind


def test_the_regions_grid_factor_reaches_scope_2() -> None:
    plain, arctic = load_pack(), load_pack(overlay="ru-51-murmansk")
    assert plain.hash != arctic.hash
    shown = snapshot(0)
    power = r.Stream(
        id="e1", audit_id=shown.audit.id, direction=Direction.IN, kind=Kind.ENERGY, category=Category.ENERGY_CARRIER,
        carrier="electricity", quantity=amount(3600.0, "GJ/a", "energy_per_year"),
    )  # fmt: skip
    here = replace(shown, site=replace(shown.site, region="51"), streams=(power,))
    assert analyse(here, plain).ghg_scope2.value == pytest.approx(347.451)
    assert analyse(here, arctic).ghg_scope2.value == pytest.approx(53.51)


def test_a_pack_knows_its_factors_by_year() -> None:
    factors = load_pack().factors
    rates = [factors.find("nvos.rate.III", year=year) for year in (2024, 2025, 2026, 2031)]
    assert [f.value for f in rates if f] == [1751.64, 2003.77, 2177.7, 2177.7]


def test_every_factor_has_its_source_and_a_unit_that_can_be_read() -> None:
    from symbioaudit.units import check_unit

    for versions in load_pack().factors.values():
        for factor in versions:
            assert check_unit(factor.unit).factor > 0, factor.id
            assert factor.source
            assert factor.year
            assert factor.title.ru != factor.title.en
            assert not factor.expired(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("operation", "line", "code"),
    [
        ("{op: remove, path: forms.F09.fkko}", 8, "SA-3105"),
        ("{op: set, path: forms.F09.quantity.export, value: local}", 8, "SA-3105"),
        ("{op: disable, path: forms.F02.inn}", 8, "SA-3105"),
        ("{op: remove, path: forms.F09.fields}", 8, "SA-3105"),
        ("{op: set, path: forms.F99.fkko, value: 1}", 8, "SA-3102"),
        ("{op: set, path: enums.no_such, value: []}", 8, "SA-3102"),
        ("{op: move, path: enums.kinds}", 8, "SA-3102"),
        ("{op: set, path: factors.no.such, value: 1, source: x, year: 2025}", 8, "SA-3102"),
        ("{op: set, path: thresholds.balance.purple, value: 1}", 8, "SA-3102"),
        ("{op: set, path: factors.of.gas, value: many, source: x, year: 2025}", 8, "SA-3102"),
    ],
)
def test_an_overlay_that_oversteps_is_refused_with_its_line(
    tmp_path: Path, operation: str, line: int, code: str
) -> None:
    folder = user_data_dir() / "methodology/overlays/bad"
    folder.mkdir(parents=True)
    head = 'id: bad\nbase: is-screening-ru\nbase_version: "1.0.0"\nversion: "1"\nregion: "24"\n\nops:\n'
    (folder / "overlay.yaml").write_text(f"{head}  - {operation}\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=f"{code}.*overlay.yaml:{line}"):
        load_pack(overlay="bad")
