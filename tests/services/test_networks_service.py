"""Real networks: files, recall, totals, a workspace out of them, and the commands."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from symbioaudit.analysis.symbiosis import recall
from symbioaudit.analysis.symbiosis.rules import Rules
from symbioaudit.base.errors import SymbioError
from symbioaudit.cli import program
from symbioaudit.methodology import load_pack
from symbioaudit.services import matching, network_totals, networks
from symbioaudit.services.network_planting import take_in
from symbioaudit.services.workspace import open_workspace

EXAMPLES = Path(__file__).resolve().parents[2] / "examples/networks"
PACK = load_pack()


def run(*words: str) -> str:
    """Output of a command that succeeds."""
    result = CliRunner().invoke(program, ["--lang", "en", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def known() -> list[recall.Network]:
    """The shipped networks."""
    return networks.read_networks(sorted(EXAMPLES.glob("*.yaml")))


def test_shipped_networks_reach_the_aim_without_their_own_precedents(
    known: list[recall.Network],
) -> None:
    rows = {t.way: t.found for t in networks.tested(known, PACK, pool=False)}
    assert rows["matching"].recall[10] >= 0.8
    assert rows["matching"].recall[1] > 2 * rows["lot"].recall[1]
    assert rows["matching"].reciprocal > 2 * rows["code"].reciprocal


def test_rows_of_another_library_reach_the_aim_too(shared: Path) -> None:
    rows = networks.read_networks([shared / "cases/networks/maestri_exchanges_odd_cases.csv"])
    assert len(rows) == 21
    assert sum(len(n.links) for n in rows) == 206
    found = {t.way: t.found for t in networks.tested(rows, PACK, pool=False)}
    assert found["matching"].recall[10] >= 0.8
    assert found["matching"].recall[1] > 1.5 * found["lot"].recall[1]


def test_precedents_of_the_place_are_left_out(known: list[recall.Network]) -> None:
    for network in known:
        left = recall.without(PACK.symbiosis, [network])
        assert not {network.id, *network.aliases} & {p.network for p in left.precedents}
    kalundborg = next(n for n in known if n.id == "kalundborg")
    assert any(p.network == "kalundborg" for p in PACK.symbiosis.precedents)
    assert recall.without(PACK.symbiosis, [kalundborg]).precedents


def test_a_place_named_by_a_plant_or_cited_by_its_case_is_left_out(shared: Path) -> None:
    rows = networks.read_networks([shared / "cases/networks/maestri_exchanges_odd_cases.csv"])
    by_id = {n.id: n for n in rows}
    for case, place in (
        ("maestri-27", "norrkoping"),
        ("maestri-7", "rizhao"),
        ("maestri-41", "stenungsund"),
    ):
        assert place in {p.network for p in PACK.symbiosis.precedents}
        left = recall.without(PACK.symbiosis, [by_id[case]])
        assert place not in {p.network for p in left.precedents}


def test_names_of_plants_and_hidden_links_do_not_matter(known: list[recall.Network]) -> None:
    """The ranking sees activities and what is given: other names of plants change nothing."""
    from dataclasses import replace

    network = next(n for n in known if n.id == "kalundborg")
    renamed = replace(
        network,
        market=replace(
            network.market,
            parties={
                k: replace(p, name=f"#{n}")
                for n, (k, p) in enumerate(network.market.parties.items())
            },
        ),
    )
    library, rules = recall.without(PACK.symbiosis, [network]), Rules.of(PACK)
    one, two = (recall.rankings(n, library, rules, uses=False) for n in (network, renamed))
    assert all(np.array_equal(a.scores, b.scores) for a, b in zip(one, two, strict=True))


def test_equal_plants_are_drawn_by_lot() -> None:
    even = recall.Ranking("h", np.zeros(4), (2,))
    assert even.in_top(2, 1) == 0.25
    assert even.in_top(2, 5) == 1
    assert even.reciprocal == pytest.approx(1 / 2.5)
    first = recall.Ranking("h", np.array([0.1, 0.9, 0.5]), (1, 2))
    assert (first.in_top(1, 1), first.in_top(2, 1), first.in_top(2, 5)) == (1, 0, 1)
    found = recall.summed([first])
    assert found.recall == {1: 0.5, 5: 1.0, 10: 1.0}
    assert found.reciprocal == 1


def test_published_totals_stand_beside_the_computed_and_are_not_fitted(
    known: list[recall.Network],
) -> None:
    by_id = {n.id: network_totals.totals(n, PACK) for n in known}
    glass = by_id["naestved"]
    values = [(p.figure.value, p.figure.high) for p in glass.published]
    assert (125000, 150000) in values
    assert (15000, 18000) in values
    cullet = next(p for p in glass.parts if p.link.have == "cullet")
    factor = PACK.factors.find("replaced.glass_batch").value
    assert cullet.worth.quantity == 125000
    assert cullet.worth.avoided.high <= 125000 * 1.2 * factor
    assert any("0.120 to 0.144" in n.render("en") for n in glass.notes)
    whole = by_id["kalundborg"]
    assert 635000 in [p.figure.value for p in whole.published]
    assert whole.avoided.high < 635000
    assert any("Without a published amount" in n.render("en") for n in whole.notes)
    counted = [p.worth.avoided for p in whole.parts if p.worth.avoided]
    assert whole.avoided.low == pytest.approx(sum(r.low for r in counted))


def test_a_network_becomes_a_workspace_whose_plants_match(tmp_path: Path) -> None:
    path = str(tmp_path / "k.symbio")
    run("--workspace", path, "network", "--load", str(EXAMPLES / "kalundborg.yaml"))
    graph = json.loads(run("network", "--workspace", path, "--json"))
    assert len(graph["nodes"]) == 13
    names = {n["id"]: n["name"] for n in graph["nodes"]}
    pairs = {(names[e["from"]], e["name"], names[e["to"]]) for e in graph["edges"]}
    assert any(a == "Statoil refinery" and b == "Asnæs power station" for a, _w, b in pairs)
    assert graph["chains"]
    assert graph["joint"]
    svg = run("network", "--workspace", path, "--svg")
    assert svg.startswith("<svg")
    assert "Asnæs power station" in svg
    text = run("--workspace", path, "match", "pair", "Asnæs", "Gyproc", "--explain")
    assert "gypsum from flue gas desulphurisation" in text
    found = json.loads(run("--workspace", path, "match", "--all", "--json", "--top", "1"))
    assert all(set(m["text"]) == {"ru", "en"} and m["text"]["ru"] != m["text"]["en"] for m in found)
    one = json.loads(run("--workspace", path, "match", "2026-001", "--json", "--top", "2"))
    plants = {m["have"]["plant"] for m in one} | {m["want"]["plant"] for m in one}
    assert one
    assert all("Asnæs power station" in {m["have"]["plant"], m["want"]["plant"]} for m in one), (
        plants
    )


def test_taking_a_network_in_is_undone_plant_by_plant(
    tmp_path: Path, known: list[recall.Network]
) -> None:
    network = next(n for n in known if n.id == "naestved")
    with open_workspace(tmp_path / "n.symbio") as workspace:
        made = take_in(workspace, network)
        place = matching.open_market(workspace)
    assert len(made) == 4
    cullet = next(h for h in place.market.haves if h.name == "glass cullet")
    assert (cullet.amount.low, cullet.amount.high) == (125000, 150000)
    best = next(m for m in place.matches(most=1) if m.have.name == "glass cullet")
    assert best.receiver.name in {"Ardagh Glass Holmegaard", "Dansk Celleglas"}


def test_a_catalogue_joins_the_market(tmp_path: Path) -> None:
    path = str(tmp_path / "k.symbio")
    run("--workspace", path, "network", "--load", str(EXAMPLES / "naestved.yaml"))
    file = tmp_path / "wants.json"
    plant = {
        "id": "x",
        "name": "Foam glass works",
        "activities": ["23.99"],
        "lat": 55.2,
        "lon": 11.8,
    }
    want = {"id": "xw", "plant": "x", "name": "glass cullet", "amount": 5000, "unit": "t/a"}
    file.write_text(
        json.dumps({"schema": "symbioaudit/catalogue-1.0", "plants": [plant], "wants": [want]})
    )
    found = json.loads(
        run("--workspace", path, "match", "--all", "--json", "--catalogue", str(file))
    )
    assert any(m["want"]["id"] == "xw" and m["have"]["name"] == "glass cullet" for m in found)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.json", "{", "SA-7040"),
        ("a.json", "[]", "SA-7040"),
        ("a.yaml", "a: [", "SA-7040"),
        ("a.yaml", "!!python/object/apply:os.system ['true']", "SA-7040"),
        ("a.csv", "a,b\n1,2\n", "SA-7040"),
        ("a.json", '{"schema": "symbioaudit/catalogue-1.0", "plants": [], "haves": [{"id": "h", "plant": "p", "name": "x"}]}', "SA-7041"),
        ("a.json", '{"schema": "symbioaudit/catalogue-1.0", "plants": [{"id": "p"}], "links": [{"have": "h", "to": "p"}]}', "SA-7041"),
        ("a.json", '{"schema": "symbioaudit/catalogue-1.0", "plants": [{"id": "p", "lat": 100}]}', "SA-7040"),
    ],
)  # fmt: skip
def test_a_bad_catalogue_is_refused_with_a_reason(
    tmp_path: Path, name: str, text: str, code: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SymbioError) as refused:
        networks.read_networks([path])
    assert refused.value.code == code


def test_a_plain_list_of_exchanges_is_a_network(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text(
        "donor,receiver,waste\nPower station,Cement works,fly ash\nBrewery,Pig farm,spent grain\n"
    )
    (network,) = networks.read_networks([path])
    assert len(network.market.parties) == 4
    rows = {t.way: t.found for t in networks.tested([network], PACK, pool=True)}
    assert rows["matching"].recall[1] == 1.0
    assert rows["lot"].recall[1] == pytest.approx(1 / 3)


def test_wants_of_a_file_are_shown_to_the_test_only_with_its_uses(tmp_path: Path) -> None:
    data = {
        "schema": "symbioaudit/catalogue-1.0",
        "plants": [{"id": n, "activities": ["26.20"]} for n in "abc"],
        "haves": [{"id": "h", "plant": "a", "name": "glass cullet"}],
        "wants": [{"id": "w", "plant": "c", "name": "glass cullet"}],
        "links": [{"have": "h", "to": "c"}],
    }
    path = tmp_path / "n.json"
    path.write_text(json.dumps(data))
    rows = {
        t.way: t.found for t in networks.tested(networks.read_networks([path]), PACK, pool=False)
    }
    assert rows["matching"].recall[1] == 0.5
    assert rows["with_uses"].recall[1] == 1.0


def test_wrong_words_are_wrong_usage(tmp_path: Path) -> None:
    for words in (["match"], ["match", "pair", "a"], ["match", "x", "--all"]):
        assert CliRunner().invoke(program, ["--lang", "en", *words]).exit_code == 2
    assert (
        CliRunner().invoke(program, ["network", "--recall", str(tmp_path / "no.csv")]).exit_code
        != 0
    )
