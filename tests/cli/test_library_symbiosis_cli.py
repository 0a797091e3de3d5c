"""``library precedents|technologies|sectors`` and ``status-advice`` from the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symbioaudit.base.errors import Exit
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.methodology import load_pack
from symbioaudit.methodology.own import own_folder
from symbioaudit.services.own_library import activity_code

HEAD = "exchange_id,donor,donor_business,donor_nace,receiver,receiver_business,receiver_nace,waste,ewc,treatment,final_use,status,country,reference\n"


def cli(*args: str) -> int:
    return run(program, list(args))


def printed(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    capsys.readouterr()
    assert cli(*args, "--json") == Exit.DONE
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("part", "words", "wanted"),
    [
        ("precedents", ["гипс"], "kalundborg_fgd_gypsum"),
        ("precedents", ["gypsum", "plasterboard"], "kalundborg_fgd_gypsum"),
        ("precedents", ["теплице"], "wissington_greenhouse_co2"),
        ("technologies", ["шин"], "tyre_pyrolysis"),
        ("technologies", ["struvite"], "struvite"),
        ("sectors", ["пивоварня"], "brewery_distillery"),
        ("sectors", ["brewing"], "brewery_distillery"),
        ("resources", ["зола-унос"], "fly_ash"),
        ("resources", ["351111"], "blast_furnace_slag"),
    ],
)
def test_search_by_words_in_both_languages_and_by_codes(
    capsys: pytest.CaptureFixture[str], part: str, words: list[str], wanted: str
) -> None:
    found = printed(capsys, "library", part, "search", *words)
    assert wanted in [x["id"] for x in found]


def test_search_by_sector(capsys: pytest.CaptureFixture[str]) -> None:
    every = printed(capsys, "library", "precedents", "search", "пар")
    paper = printed(capsys, "library", "precedents", "search", "пар", "--sector", "17.12")
    assert {x["id"] for x in paper} < {x["id"] for x in every}
    assert all("17" in json.dumps([x["donor"], x["receiver"]]) for x in paper)


def test_nothing_found_is_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli("library", "precedents", "search", "абракадабра") == Exit.DONE
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err


def test_show_names_the_class_and_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "library", "technologies", "show", "foam_glass")
    assert found["class"] == "proven"
    assert found["source"]
    assert cli("--lang", "ru", "library", "precedents", "show", "naestved_cullet") == Exit.DONE
    shown = capsys.readouterr().out
    assert "Стеклобой" in shown
    assert "ressourcecity.dk" in shown


def test_what_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli("library", "precedents", "show", "atlantis") != Exit.DONE
    assert "atlantis" in capsys.readouterr().err


def test_an_own_precedent_is_found_again_and_replaced_by_its_like(
    capsys: pytest.CaptureFixture[str],
) -> None:
    add = ("library", "precedents", "add", "--donor", "Пекарня", "--donor-nace", "10.71", "--receiver", "Ферма",
           "--name", "Хлебные отходы", "--use", "Корм", "--amount", "1 250,5", "--unit", "т/год")  # fmt: skip
    first = printed(capsys, *add)
    assert (first["added"], first["replaced"]) == (1, 0)
    second = printed(capsys, *add, "--source", "Договор 2026")
    assert (second["added"], second["replaced"]) == (0, 1)
    (found,) = printed(capsys, "library", "precedents", "search", "пекарня", "хлебные")
    assert (found["origin"], found["resource"]) == ("own", "bakery_confectionery")
    assert found["figures"][0]["value"] == 1250.5
    assert found["source"] == "Договор 2026"


def test_a_published_table_is_imported_row_by_row(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "exchanges.csv"
    file.write_text(
        HEAD
        + '"9,1,1",Alfa,Power plant,3511,Beta,Cement works,2351,Fly ash,100102,NA,Cement,Implemented,Italy,Paper 2016\n'
        + '"9,1,2",Alfa,Power plant,energy,Gamma,Farm,0113,Warm water,,NA,Greenhouse,Planned,Italy,Paper 2016\n'
        + '"9,1,3",Alfa,Power plant,3511,NA,,,Ash,,NA,NA,Implemented,Italy,Paper 2016\n'
        + '"9,1,4",Alfa,Power plant,3511,Delta,Shop,4711,Good wishes,,NA,Joy,Implemented,Italy,Paper 2016\n',
        encoding="utf-8",
    )
    done = printed(capsys, "library", "precedents", "import", str(file))
    assert (done["added"], done["replaced"]) == (3, 0)
    told = {(f["place"], f["severity"]) for f in done["findings"]}
    assert ("4", "error") in told  # no receiver: left out
    assert ("3", "warning") in told  # "energy" is no code
    assert ("5", "warning") in told  # no class of resources
    assert all(f["ru"] != f["en"] for f in done["findings"])
    own = {p.id: p for p in load_pack().symbiosis.precedents if p.origin == "own"}
    assert own["own_9_1_1"].resource == "fly_ash"
    assert own["own_9_1_1"].donor.nace == "35.11"
    assert own["own_9_1_1"].donor.name.en == "Alfa (Power plant)"
    assert own["own_9_1_2"].status == "planned"
    assert own["own_9_1_2"].donor.nace is None
    again = printed(capsys, "library", "precedents", "import", str(file))
    assert (again["added"], again["replaced"]) == (0, 3)
    assert cli("library", "precedents", "import", str(file), "--strict") == Exit.WARNINGS


def test_a_file_with_own_entries_is_imported_as_it_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "- {id: a, donor: {name: Дом}, receiver: {name: Сад}, name: Зола, use: Удобрение, resource: biomass_ash}\n"
        "- {id: b, donor: {name: Дом}}\n",
        encoding="utf-8",
    )
    done = printed(capsys, "library", "precedents", "import", str(file))
    assert done["ids"] == ["a"]
    assert [(f["severity"], f["place"]) for f in done["findings"]] == [("error", "mine.yaml:2")]


def test_a_table_without_its_columns_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    assert cli("library", "precedents", "import", str(file)) == Exit.REFUSED
    assert not own_folder().exists()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("3511", "35.11"), ("35.11", "35.11"), ("241", "24.1"), ("2410; 2351", "24.10"), ("24.10.13", "24.10.13"),
     ("NACE", None), ("1", None), ("35111111494", None)],
)  # fmt: skip
def test_activity_codes_as_lists_write_them(text: str, wanted: str | None) -> None:
    assert activity_code(text) == wanted


def test_the_odd_cases_of_a_published_library_are_taken_in(
    capsys: pytest.CaptureFixture[str], shared: Path
) -> None:
    file = shared / "cases/networks/maestri_exchanges_odd_cases.csv"
    done = printed(capsys, "library", "precedents", "import", str(file))
    refused = [f for f in done["findings"] if f["severity"] == "error"]
    unknown = [f for f in done["findings"] if "No class of resources" in f["en"]]
    assert done["added"] + len(refused) == 206
    assert done["added"] >= 195
    assert len(unknown) < done["added"] * 0.4
