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
from symbioaudit.forms import FieldDef, FormSession
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount, Span
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


# ── operations on every part ──────────────────────────────────────────────────────────────


def laid(operations: str, name: str = "mine", base_version: str = "1.0.x") -> Pack:
    """The shipped pack with an overlay of these operations."""
    folder = user_data_dir() / "methodology/overlays" / name
    folder.mkdir(parents=True, exist_ok=True)
    head = f'id: {name}\nbase: is-screening-ru\nbase_version: "{base_version}"\nversion: "2.0.0"\nregion: "24"\nops:\n'
    (folder / "overlay.yaml").write_text(head + operations, encoding="utf-8")
    return load_pack(overlay=name)


def field(pack: Pack, form: str, code: str) -> FieldDef:
    found = pack.forms[form].field(code)
    assert found is not None
    return found


def test_a_field_gets_another_label_help_and_requirement() -> None:
    pack = laid(
        "  - {op: set, path: forms.F09.moisture.label, value: {ru: Влага, en: Water}}\n"
        "  - {op: set, path: forms.F09.moisture.help.ru, value: Взвесьте и высушите.}\n"
        "  - {op: set, path: forms.F09.moisture.required, value: R}\n"
    )
    moisture = field(pack, "F09", "moisture")
    assert moisture.label.en == "Water"
    assert moisture.help
    assert moisture.help.ru == "Взвесьте и высушите."
    assert moisture.required
    assert set(moisture.required.values()) == {True}
    assert field(load_pack(), "F09", "moisture").label.en != "Water"


def test_a_field_is_added_removed_and_disabled() -> None:
    new = "{code: frost, label: {ru: Смерзание, en: Freezing}, type: bool, required: S}"
    pack = laid(
        f"  - {{op: add, path: forms.F09.fields, value: {new}}}\n"
        "  - {op: remove, path: forms.F09.viscosity}\n"
        "  - {op: disable, path: forms.F09.flash_point}\n"
    )
    assert field(pack, "F09", "frost").type == "bool"
    assert pack.forms["F09"].field("viscosity") is None
    gone = field(pack, "F09", "flash_point")
    record = r.Stream(
        id="s", audit_id="a", direction=Direction.OUT, kind=Kind.MATERIAL, category=Category.WASTE
    )
    session = FormSession(pack.forms["F09"], record)
    assert not session.visible(gone.code)
    assert not session.required(gone.code)


def test_lists_weights_thresholds_gates_questions_and_report_texts_change() -> None:
    pack = laid(
        "  - {op: add, path: enums.packagings, value: {value: sledge, ru: Сани, en: Sledge}}\n"
        "  - {op: disable, path: enums.packagings.drum}\n"
        "  - {op: set, path: enums.packagings.bulk.ru, value: Россыпь}\n"
        "  - {op: set, path: scoring.priority.weights, value: {economy: 20, environment: 35, feasibility: 20, risk: 15, readiness: 10}}\n"
        "  - {op: remove, path: scoring.match.gates.quality}\n"
        "  - {op: set, path: thresholds.balance.orange, value: 0.25}\n"
        "  - {op: remove, path: questions.Q7}\n"
        "  - {op: set, path: report.technology_classes.proven.title.ru, value: обычная}\n"
        "  - {op: remove, path: steps.S02.completion.2}\n"
        "  - {op: disable, path: indicators.landfill_diversion}\n"
    )
    values = [x.value for x in pack.offered("packagings")]
    assert "sledge" in values
    assert "drum" not in values
    assert pack.text("packagings", "drum") == load_pack().text("packagings", "drum")
    assert pack.text("packagings", "bulk").ru == "Россыпь"
    assert pack.scoring["priority"]["weights"]["environment"] == 35
    assert set(pack.scoring["match"]["gates"]) == {"legal", "safety"}
    assert pack.thresholds["balance"]["orange"] == 0.25
    assert "Q7" not in {q["id"] for q in pack.questions}
    assert pack.report["technology_classes"][0]["title"]["ru"] == "обычная"
    assert "connected_graph" not in {c.get("kind") for c in pack.steps[2].data["completion"]}
    assert "landfill_diversion" not in {i["id"] for i in pack.indicators}
    assert load_pack().thresholds["balance"]["orange"] == 0.20


def test_a_removed_factor_is_no_more_and_another_year_is_added() -> None:
    pack = laid(
        "  - {op: remove, path: factors.cp.thermal_oil}\n"
        "  - {op: set, path: factors.cp.water, value: 4.19, source: протокол, year: 2025}\n"
    )
    assert pack.factors.find("cp.thermal_oil") is None
    own, federal = pack.factors.find("cp.water", region="24"), pack.factors.find("cp.water")
    assert own
    assert federal
    assert (own.value, own.region, federal.value) == (4.19, "24", 4.186)


@pytest.mark.parametrize(
    ("base_version", "taken"),
    [("1.0.0", True), ("1.0.x", True), ("1.x", True), ("1.1.x", False), ("2.x", False), ("1.0.1", False)],
)  # fmt: skip
def test_an_overlay_loads_only_over_its_base(base_version: str, taken: bool) -> None:
    name = f"v{base_version.replace('.', '-')}"
    if taken:
        assert laid("  []\n", name, base_version).overlay == name
    else:
        with pytest.raises(InputRefused, match="SA-3104"):
            laid("  []\n", name, base_version)


def test_the_charge_of_an_arctic_region_is_doubled_and_says_why() -> None:
    shown = snapshot(0)
    share = Amount(text="100 %", canonical=Span(1.0, 1.0, 1.0), canonical_unit="1")
    waste = r.Stream(
        id="w1", audit_id=shown.audit.id, direction=Direction.OUT, kind=Kind.MATERIAL, category=Category.WASTE,
        fkko="35111101204", quantity=amount(100.0, "t/a", "mass_per_year"), route="landfill_third_party",
        properties={"current_route": ({"route": "landfill_third_party", "share": share},)},
    )  # fmt: skip
    here = replace(shown, site=replace(shown.site, region="51"), streams=(waste,))
    plain, arctic = (analyse(here, p) for p in (load_pack(), load_pack(overlay="ru-51-murmansk")))
    assert plain.nvos_total.value
    assert arctic.nvos_total.value == pytest.approx(2 * plain.nvos_total.value)
    derivation = arctic.waste[0].nvos.derivation
    assert derivation
    used = {s.factor: s.value for s in derivation.leaves()}
    assert used["nvos.k_region"] == 2
