"""What the shipped pack knows of symbiosis: whole, sourced, lazy; overlays and the user's own entries on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbioaudit.base.errors import InputRefused
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.methodology.check_symbiosis import never
from symbioaudit.methodology.loader import folder_hash, laid_over, pack_folders
from symbioaudit.methodology.own import own_folder, read_own
from symbioaudit.methodology.symbiosis import Technology
from symbioaudit.methodology.technologies import technology_class

PACK = pack_folders()["is-screening-ru"]
HEAD = """\
id: trial
base: is-screening-ru
base_version: "1.0.x"
version: "1.0.0"
region: "51"
ops:
"""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def test_the_libraries_have_what_the_method_promises(pack: Pack) -> None:
    library = pack.symbiosis
    assert len(library.resources) >= 120
    assert len(library.technologies) == 60
    assert len(library.sectors) >= 18
    kalundborg = [p for p in library.precedents if p.network == "kalundborg"]
    assert len(kalundborg) >= 16
    gypsum = next(p for p in kalundborg if p.id == "kalundborg_fgd_gypsum")
    assert [(f.value, f.year) for f in gypsum.figures] == [
        (150000, 2010),
        (200000, None),
        (250, None),
    ]
    assert all(f.source for f in gypsum.figures)


def test_every_class_can_be_found_in_both_languages_and_lies_on_a_scale(pack: Pack) -> None:
    distances = pack.scoring["match"]["distances"]
    for each in pack.symbiosis.resources.values():
        assert each.words["ru"], each.id
        assert each.words["en"], each.id
        assert each.group in distances


def test_what_is_verified_has_a_source_and_what_is_from_memory_is_not(pack: Pack) -> None:
    library = pack.symbiosis
    for entry in (*library.precedents, *library.technologies, *library.substitutions):
        assert entry.source, entry.id
        if "без документа" in entry.source:
            assert not entry.verified, entry.id
    for factor_id, versions in pack.factors.items():
        if factor_id.startswith("replaced."):
            assert all("по памяти" not in f.source or not f.verified for f in versions)


def test_every_class_is_taken_or_given_by_somebody(pack: Pack) -> None:
    """A class without uses is one that the law or sense keeps from use."""
    without = {r.id for r in pack.symbiosis.resources.values() if not r.uses}
    assert without == {"asbestos_waste", "cement_clinker"}


def test_loading_a_pack_reads_nothing_of_symbiosis() -> None:
    code = (
        "import sys; from symbioaudit.methodology import load_pack; load_pack(); "
        "print(sorted(m for m in sys.modules if m.endswith(('libraries', '.own', 'snowballstemmer'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_hash_of_a_pack_covers_its_libraries(tmp_path: Path) -> None:
    room = tmp_path / "symbiosis"
    room.mkdir()
    (room / "technologies.yaml").write_text("[]\n")
    before = folder_hash([tmp_path])
    (room / "technologies.yaml").write_text("[ ]\n")
    assert folder_hash([tmp_path]) != before


def overlay(tmp_path: Path, ops: str) -> Pack:
    file = tmp_path / "overlay.yaml"
    file.write_text(HEAD + ops, encoding="utf-8")
    return laid_over(PACK, file)


def test_an_overlay_adds_changes_and_removes_entries(tmp_path: Path, pack: Pack) -> None:
    changed = overlay(
        tmp_path,
        """\
  - {op: disable, path: technologies.orc}
  - {op: set, path: resources.fly_ash.group, value: metal}
  - op: add
    path: precedents
    value:
      id: murmansk_slag
      network: murmansk
      donor: {name: {ru: "Завод", en: "Works"}, nace: "24.45"}
      receiver: {name: {ru: "Стройка", en: "Site"}}
      resource: nonferrous_slag
      name: {ru: "Шлак", en: "Slag"}
      use: {ru: "Отсыпка", en: "Fill"}
""",
    )
    names = {t.id for t in changed.symbiosis.technologies}
    assert "orc" not in names
    assert "foam_glass" in names
    assert changed.symbiosis.resources["fly_ash"].group == "metal"
    assert pack.symbiosis.resources["fly_ash"].group == "mineral"
    added = next(p for p in changed.symbiosis.precedents if p.id == "murmansk_slag")
    assert added.donor.okved2 == "24.45"
    assert changed.hash != pack.hash


def test_an_operation_on_an_entry_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        overlay(tmp_path, "  - {op: disable, path: technologies.perpetual}\n").symbiosis  # noqa: B018
    assert refused.value.code == "SA-3102"


def test_own_entries_stand_beside_and_a_faulty_one_is_told_of(pack: Pack) -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "mine.yaml").write_text(
        "precedents:\n"
        "  - {id: mine, donor: {name: Пекарня}, receiver: {name: Ферма}, name: Хлеб, use: Корм, resource: feed}\n"
        "  - {id: broken, donor: {name: Пекарня}}\n"
        "resources:\n"
        "  - {id: feed, title: {ru: Моё, en: Mine}, group: organic}\n",
        encoding="utf-8",
    )
    library = pack.symbiosis
    mine = next(p for p in library.precedents if p.id == "mine")
    assert (mine.origin, mine.network, mine.name.en) == ("own", "own", "Хлеб")
    assert library.resources["feed"].title.en == "Mine"
    assert library.resources["fly_ash"].origin == "pack"
    assert [(f.code, f.where) for f in read_own().findings] == [("SA-3203", "mine.yaml:3")]
    (own_folder() / "mine.yaml").unlink()
    assert all(p.id != "mine" for p in pack.symbiosis.precedents)
    assert pack.symbiosis.resources["feed"].title.en == "Animal feed"


def test_an_unreadable_own_file_does_not_stop_the_rest(pack: Pack) -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "bad.yaml").write_text("precedents: [", encoding="utf-8")
    (own_folder() / "list.yaml").write_text("[1, 2]", encoding="utf-8")
    (own_folder() / "other.yaml").write_text("wishes: []\n", encoding="utf-8")
    assert len(pack.symbiosis.technologies) == 60
    assert [f.where for f in read_own().findings] == ["bad.yaml", "list.yaml:1", "other.yaml:1"]


@pytest.mark.parametrize(
    ("technology", "wanted"),
    [
        ("foam_glass", "proven"), ("gas_fermentation", "innovative"), ("red_mud_metals", "breakthrough"),
        ("mobile_heat_storage", "breakthrough"), ("orc", "innovative"), ("hot_absorber", "innovative"),
        ("high_temperature_heat_pump", "innovative"),
    ],
)  # fmt: skip
def test_the_class_follows_from_trl_and_use_in_russia(
    pack: Pack, technology: str, wanted: str
) -> None:
    known: dict[str, Technology] = {t.id: t for t in pack.symbiosis.technologies}
    assert technology_class(known[technology], pack.scoring["technology"]) == wanted


@given(st.integers(-50, 50), st.integers(-50, 50))
def test_limits_that_leave_a_value_are_not_called_impossible(low: int, high: int) -> None:
    text = f"moisture >= {low} and moisture <= {high}".replace("-", "0 - ")
    if low >= 0 and high >= 0:
        assert (never(text) is None) == (low <= high)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a > 1 and (b > 0 and a < 1)", "a"), ("x == 'p' and x == 'q'", "x"), ("a > 1 or a < 1", None),
        ("a == 2 and a == 3", "a"), ("not (a > 1) and a > 1", None), ("a > 1", None),
    ],
)  # fmt: skip
def test_impossible_conditions_are_seen(text: str, name: str | None) -> None:
    assert never(text) == name
