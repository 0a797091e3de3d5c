"""Search in the library: what people type finds the code that they mean among the first five."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbioaudit.base.errors import InputRefused
from symbioaudit.model.codes import print_fkko
from symbioaudit.services import library

WHOLE = ("fkko.csv", "okpd2.csv", "okved2.csv", "ewc.csv", "okei.csv", "ru_regions.csv")
FIRST = 5
# What an ecologist, an engineer, a buyer types → the code that must be among the first five.
QUERIES = [
    ("шлак доменный", "fkko", "35111101204"),
    ("доменный шлак гранул", "fkko", "35111111494"),
    ("ШЛАК КОНВЕРТЕРНЫЙ", "fkko", "35121002204"),
    ("окалина прокатного производства", "fkko", "35150101393"),
    ("стружка черных металлов", "fkko", "36121203225"),
    ("стружка чёрных металлов", "fkko", "36121203225"),
    ("стружка алюминиевая", "fkko", "36121207225"),
    ("алюминиевой стружки", "fkko", "36121207225"),
    ("лом черных металлов", "fkko", "46101001205"),
    ("металлолом", "fkko", "46101001205"),
    ("лом меди", "fkko", "46211099203"),
    ("лом алюминия", "fkko", "46220003215"),
    ("опилки", "fkko", "30523001435"),
    ("опилки древесные", "fkko", "30523001435"),
    ("горбыль", "fkko", "30522001215"),
    ("кора", "fkko", "30510001214"),
    ("поддоны", "fkko", "40414000515"),
    ("паллеты", "fkko", "40414000515"),
    ("макулатура", "fkko", "40512202605"),
    ("гофра", "fkko", "40518301605"),
    ("пленка полиэтиленовая", "fkko", "43411002295"),
    ("стрейч", "fkko", "43411002295"),
    ("пэт", "fkko", "43418101515"),
    ("ПНД тара", "fkko", "43411004515"),
    ("стеклобой", "fkko", "34190101205"),
    ("бой стекла", "fkko", "34190101205"),
    ("зола угля", "fkko", "61110001404"),
    ("зшо", "fkko", "61140001204"),
    ("золошлаковая смесь", "fkko", "61140001204"),
    ("фосфогипс", "fkko", "31224112394"),
    ("красный шлам", "fkko", "35522111495"),
    ("формовочная смесь", "fkko", "35715001494"),
    ("горелая земля", "fkko", "35715001494"),
    ("отработка", "fkko", "40611001313"),
    ("отработка моторное масло", "fkko", "40611001313"),
    ("масло гидравлическое", "fkko", "40612001313"),
    ("нефтешлам", "fkko", "91120002393"),
    ("ветошь", "fkko", "91920401603"),
    ("шины", "fkko", "92111001504"),
    ("покрышки с металлокордом", "fkko", "92113002504"),
    ("акб", "fkko", "92011001532"),
    ("лампы ртутные", "fkko", "47110101521"),
    ("навоз крс", "fkko", "11211001334"),
    ("помет куриный", "fkko", "11271101333"),
    ("барда", "fkko", "30121101395"),
    ("дробина", "fkko", "30124005295"),
    ("жом свекловичный", "fkko", "30118113395"),
    ("лузга подсолнечная", "fkko", "30114121495"),
    ("сыворотка молочная", "fkko", "30115321315"),
    ("ил избыточный", "fkko", "72220001394"),
    ("тко офис", "fkko", "73310001724"),
    ("смет с территории", "fkko", "73339001714"),
    ("пищевые отходы", "fkko", "73610001305"),
    ("бой кирпича", "fkko", "34321001205"),
    ("лом бетона", "fkko", "82220101215"),
    ("огарки электродов", "fkko", "91910001205"),
    ("пыль цементная", "fkko", "34510011423"),
    ("вскрыша песчаная", "fkko", "20012002405"),
    ("антифриз", "fkko", "92121001313"),
    ("спецодежда", "fkko", "40231201624"),
    ("цемент", "okved2", "23.51"),
    ("производство стекла", "okved2", "23.11"),
    ("кокс", "okved2", "19.10"),
    ("чугун и сталь", "okved2", "24.10"),
    ("пар и горячая вода", "okpd2", "35.30.11"),
    ("вторичное сырье черные металлы", "okpd2", "38.32.22"),
    ("стеклянное вторсырье", "okpd2", "38.32.31"),
    ("slag unprocessed", "ewc", "100202"),
    ("sawdust", "ewc", "030105"),
    ("опилки", "ewc", "030105"),
    ("шлак непереработанный", "ewc", "100202"),
    ("стеклобой", "ewc", "101112"),
    ("зола-унос", "ewc", "100102"),
    ("отработанные шины", "ewc", "160103"),
    ("компостирование", "rd", "R3"),
    ("захоронение на полигоне", "rd", "D1"),
    ("тонна", "okei", "168"),
    ("Гкал", "okei", "233"),
    ("квт·ч", "okei", "245"),
    ("вологодская", "regions", "35"),
    ("москв", "regions", "77"),
]
CODES = [
    ("3 51 111 01 20 4", "fkko", "35111101204"),
    ("35111101204", "fkko", "35111101204"),
    ("3\u00a051\u00a0111\u00a001", "fkko", "35111101204"),
    ("351111", "fkko", "35111101204"),
    ("3 51 1", "fkko", "35110000000"),
    ("24.10", "okved2", "24.10"),
    ("24.1", "okved2", "24.1"),
    ("24,10.", "okpd2", "24.10"),
    ("10 02 02", "ewc", "100202"),
    ("100202", "ewc", "100202"),
    ("R5", "rd", "R5"),
    ("r 5", "rd", "R5"),
    ("168", "okei", "168"),
    ("51", "regions", "51"),
    ("C", "okved2", "C"),
    ("351 шлак доменный", "fkko", "35111101204"),
]


@pytest.fixture(scope="module")
def whole(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.LibraryFile]:
    """The library with the whole catalogues of the reference data."""
    path = tmp_path_factory.mktemp("library") / "library.sqlite"
    with library.open_library(path) as opened:
        for name in WHOLE:
            library.import_file(opened, shared / "data" / name, as_of=date(2026, 3, 25))
        yield opened


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[library.LibraryFile]:
    """The library as it is shipped."""
    path = tmp_path_factory.mktemp("library") / "library.sqlite"
    with library.open_library(path) as opened:
        yield opened


@pytest.mark.parametrize(("text", "system", "code"), QUERIES)
def test_words_find_the_code_that_is_meant(
    whole: library.LibraryFile, text: str, system: str, code: str
) -> None:
    found = library.search(whole, text, system=system, limit=FIRST)
    assert code in [x.code for x in found], [(x.code, x.name) for x in found]


@pytest.mark.parametrize(("text", "system", "code"), CODES)
def test_a_code_or_its_beginning_finds_it(
    whole: library.LibraryFile, text: str, system: str, code: str
) -> None:
    found = library.search(whole, text, limit=10)
    assert (system, code) in [(x.system, x.code) for x in found], [
        (x.system, x.code) for x in found
    ]


@pytest.mark.parametrize(
    ("text", "system", "code"), [q for q in QUERIES if q[1] in {"fkko", "ewc"}]
)
def test_the_shipped_core_alone_answers_too(
    bare: library.LibraryFile, text: str, system: str, code: str
) -> None:
    found = library.search(bare, text, system=system, limit=FIRST)
    assert code in [x.code for x in found], [(x.code, x.name) for x in found]


def test_a_whole_code_stands_first_and_kinds_before_headings(whole: library.LibraryFile) -> None:
    assert library.search(whole, "35111111494")[0].code == "35111111494"
    found = library.search(whole, "шлак доменный", system="fkko", limit=50)
    headings = [x.code.endswith("0") for x in found]
    assert headings == sorted(headings)
    assert any(headings)


@pytest.mark.parametrize(
    "text", ["м", "ма", "мак", "маку", "макул", "макулат", "макулатур", "макулатура"]
)
def test_something_is_found_while_a_word_is_being_typed(
    whole: library.LibraryFile, text: str
) -> None:
    assert library.search(whole, text, system="fkko")


def test_the_order_of_words_does_not_matter(whole: library.LibraryFile) -> None:
    one = library.search(whole, "отработанные масла моторные ", system="fkko")
    other = library.search(whole, "моторные отработанные масла ", system="fkko")
    assert one
    assert {x.code for x in one} == {x.code for x in other}


def test_a_system_that_does_not_exist_is_refused(bare: library.LibraryFile) -> None:
    with pytest.raises(InputRefused) as refused:
        library.search(bare, "шлак", system="тнвэд")
    assert refused.value.code == "SA-8040"


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=60) | st.sampled_from(['"', "a OR b", "NEAR(", "шлак*", "^", "' --", "stems:x", "-", "()", "\0"]))  # fmt: skip
def test_no_text_breaks_the_search(bare: library.LibraryFile, text: str) -> None:
    library.search(bare, text)


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_every_entry_is_found_by_its_own_code_and_by_its_own_name(
    bare: library.LibraryFile, data: st.DataObject
) -> None:
    x = data.draw(st.sampled_from(bare.core_entries("fkko")))
    assert library.search(bare, print_fkko(x.code))[0].code == x.code
    named = library.search(bare, x.name, system="fkko", limit=10)
    assert any(y.name.casefold() == x.name.casefold() for y in named)


def test_the_core_is_as_large_as_promised_and_its_codes_are_sound(
    bare: library.LibraryFile,
) -> None:
    held = {c.system: c for c in library.catalogues(bare)}
    assert held["fkko"].rows >= 400
    assert held["okpd2"].rows >= 150
    assert held["okved2"].rows >= 400
    assert held["ewc"].rows >= 120
    assert held["regions"].rows == 89
    assert all(c.source for c in held.values())
    for pair in bare.core_entries("fkko_ewc"):
        assert library.entry_of(bare, "fkko", pair.code) is not None, pair.code
        assert library.entry_of(bare, "ewc", pair.variant) is not None, pair.variant


def test_the_core_says_what_the_catalogues_say(
    bare: library.LibraryFile, whole: library.LibraryFile
) -> None:
    for system in ("fkko", "okpd2", "okved2", "ewc", "okei", "regions"):
        for x in bare.core_entries(system):
            published = library.entry_of(whole, system, x.code)
            assert published is not None, (system, x.code)
            assert published.name.split() == x.name.split(), (system, x.code)


def test_what_is_met_every_day_is_in_the_core(bare: library.LibraryFile) -> None:
    for info in library.systems().values():
        for code in info.common:
            assert library.entry_of(bare, info.system, code) is not None, (info.system, code)


def test_names_for_a_report(whole: library.LibraryFile) -> None:
    assert library.name_of(whole, "fkko", "35121002204") == "Шлак конвертерный"
    assert library.name_of(whole, "okved2", "24.10").startswith("Производство чугуна")
    assert library.name_of(whole, "fkko", "99999999994") == ""


def test_a_name_in_the_other_language_where_the_core_has_one(whole: library.LibraryFile) -> None:
    slag = library.entry_of(whole, "ewc", "100202")
    assert slag is not None
    assert (slag.title("en"), slag.title("ru")) == ("Unprocessed slag", "Непереработанный шлак")
    region = library.entry_of(whole, "regions", "35")
    assert region is not None
    assert region.title("en") == "Vologda Oblast"
