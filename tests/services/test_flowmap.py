"""The map of processes without a window: what it shows and what its gestures write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from symbioaudit.base.i18n import set_language
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.model.enums import Category, Direction
from symbioaudit.model.records import Stream
from symbioaudit.services import flowmap, flows, operations
from symbioaudit.services.analyses import analyse_snapshot
from symbioaudit.services.audits import list_audits
from symbioaudit.services.flowmap import OUTSIDE
from symbioaudit.services.intakes import apply, diff, stage
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.operations import Create, Delete, Edit
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace
from tests.services.plant import plant_records

ROOT = Path(__file__).resolve().parents[2]


class Plant:
    """An audit of the test plant in a file."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        apply(workspace, diff(workspace, stage(ROOT / "examples" / "quicklime.xlsx")))
        self.audit_id = list_audits(workspace)[0].id
        live = self.live
        old = [Delete(r.entity, r.id) for e in ("stream", "product", "cost") for r in live.of(e)]
        made = plant_records(self.audit_id)
        self.write([*old, *map(Create, made)])
        self.ids = {str(record.name): record.id for record in made}

    @property
    def live(self) -> LiveAudit:
        return LiveAudit(load_snapshot(self.workspace, self.audit_id))

    @property
    def pack(self) -> Pack:
        return load_pack(self.live.audit.pack_id)

    def write(self, edits: list[Edit]) -> None:
        operations.apply_batch(self.workspace, "Test", edits)

    def stream(self, name: str) -> Stream:
        return self.live.get("stream", self.ids[name])


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Plant]:
    set_language("ru")
    with open_workspace(tmp_path / "p.symbio") as workspace:
        yield Plant(workspace)
    set_language(None)


def test_the_graph_tells_border_from_open_end(plant: Plant) -> None:
    graph, ids = flowmap.graph_of(plant.live), plant.ids
    assert {n.name for n in graph.nodes.values()} == {"Дробление", "Обжиг", "Гашение", "Упаковка"}
    assert graph.arrows[ids["Известняк"]].source == OUTSIDE
    assert graph.arrows[ids["Щебень"]].ends == (ids["Дробление"], ids["Обжиг"])
    assert graph.arrows[ids["Лом"]].target is None
    assert graph.arrows[ids["Известь в мешках"]].target == OUTSIDE
    assert graph.arrows[ids["Отсев"]].estimated
    assert graph.arrows[ids["Стоки"]].amount is None


def test_width_follows_the_order_of_magnitude_within_a_unit(plant: Plant) -> None:
    widths, ids = flowmap.width_classes(flowmap.graph_of(plant.live)), plant.ids
    assert widths[ids["Известняк"]] == 4
    assert widths[ids["Отсев"]] == 3
    assert widths[ids["Пыль возвратная"]] == 2
    assert widths[ids["Лом"]] == 1
    assert widths[ids["Вода техническая"]] == 4  # the largest in cubic metres
    assert widths[ids["Стоки"]] == 0


@pytest.mark.parametrize(
    ("source", "target", "first", "absent"),
    [("", "p", "Сырьё", "Отход"), ("p", "", "Отход", "Сырьё"), ("p", "q", "Полупродукт", "Отход")],
)
def test_the_pack_says_what_a_flow_may_be(
    plant: Plant, source: str, target: str, first: str, absent: str
) -> None:
    labels = [c.label for c in flowmap.choices(plant.pack, source, target)]
    assert labels[0].startswith(first)
    assert not any(label == absent for label in labels)
    assert flowmap.choices(plant.pack, "p", "p") == []


def test_every_choice_makes_a_record_that_its_form_takes(plant: Plant) -> None:
    pack, one, other = plant.pack, plant.ids["Обжиг"], plant.ids["Гашение"]
    for ends in ((OUTSIDE, one), (one, OUTSIDE), (one, other)):
        found = flowmap.choices(pack, *ends)
        assert found
        for choice in found:
            made = flowmap.new_flow(pack, plant.audit_id, choice, " Новый ", ends)
            plant.write([made])
            record = plant.live.get(made.record.entity, made.record.id)
            assert record.name == "Новый"
            assert pack.forms[choice.form].takes(record)


def test_retying_to_the_border_makes_an_output_of_an_inner_flow(plant: Plant) -> None:
    plant.write(flowmap.reconnected(plant.pack, plant.stream("Щебень"), "target", OUTSIDE))
    stream = plant.stream("Щебень")
    assert (stream.direction, stream.to_process) == (Direction.OUT, None)
    assert stream.category is Category.WASTE  # the first that a form takes there
    assert any(form.takes(stream) for form in plant.pack.forms.values())


def test_retying_keeps_the_category_while_it_fits(plant: Plant) -> None:
    pack, to = plant.pack, plant.ids["Упаковка"]
    plant.write(flowmap.reconnected(pack, plant.stream("Лом"), "target", to))
    assert plant.stream("Лом").to_process == to
    assert plant.stream("Лом").category is Category.AUXILIARY
    assert flowmap.reconnected(pack, plant.stream("Лом"), "target", to) == []
    assert flowmap.reconnected(pack, plant.stream("Лом"), "target", OUTSIDE) == []
    loop = flowmap.reconnected(pack, plant.stream("Щебень"), "target", plant.ids["Дробление"])
    assert loop == []


def test_a_removed_process_takes_only_the_links_with_it(plant: Plant) -> None:
    kiln, before = plant.ids["Обжиг"], plant.live
    plant.write(flowmap.removed(before, [kiln]))
    live = plant.live
    assert live.get("process", kiln) is None
    assert len(live.of("stream")) == len(before.of("stream"))
    assert plant.stream("Щебень").to_process is None
    assert flowmap.graph_of(live).arrows[plant.ids["Щебень"]].target is None  # open, not "outside"
    operations.undo(plant.workspace)
    assert plant.stream("Щебень").to_process == kiln


def test_places_that_were_only_shown_are_kept_with_those_moved(plant: Plant) -> None:
    graph = flowmap.graph_of(plant.live)
    shown = {key: (float(n), 10.0) for n, key in enumerate(graph.nodes)}
    edits = flowmap.placed(graph, shown, [next(iter(graph.nodes))])
    assert len(edits) == 4
    plant.write(edits)
    again = flowmap.graph_of(plant.live)
    assert {key: node.at for key, node in again.nodes.items()} == shown
    moved = {**shown, plant.ids["Обжиг"]: (99.0, 99.0)}
    assert [e.id for e in flowmap.placed(again, moved, moved)] == [plant.ids["Обжиг"]]


def test_the_diagram_of_the_site_and_of_one_process(plant: Plant) -> None:
    live, pack = plant.live, plant.pack
    results = analyse_snapshot(live.snapshot(), pack)
    whole = flows.picture(results, live, pack, "mass", None, "ru")
    assert {node.kind for node in whole.nodes} == {"in", "process", "out", "unknown"}
    kiln = plant.ids["Обжиг"]
    own = flows.picture(results, live, pack, "mass", kiln, "ru")
    kinds = {node.label: node.kind for node in own.nodes}
    assert kinds["Дробление"] == "in"
    assert kinds["Обжиг"] == "process"
    assert [n.kind for n in own.nodes if n.label == "Гашение"] == ["in", "out"]  # dust comes back
    into = sum(r.value for r in own.ribbons if r.target == kiln)
    assert into == pytest.approx(95_900)
    out = sum(r.value for r in own.ribbons if r.source == kiln)
    assert out == pytest.approx(into)  # with what is not accounted for


def test_a_ribbon_leads_to_what_was_typed_and_by_whom(plant: Plant) -> None:
    live, pack = plant.live, plant.pack
    results = analyse_snapshot(live.snapshot(), pack)
    whole = flows.picture(results, live, pack, "mass", None, "ru")
    screenings = next(r for r in whole.ribbons if r.group == "waste")
    (found,) = flows.derived(results, live, whole, screenings, "ru")
    assert found.name == "Отсев"
    (origin,) = found.origins
    assert origin.typed == "~4800 т/год"
    assert origin.estimated
    assert origin.author == (live.author(plant.ids["Отсев"]) or "")


def test_empty_diagrams_say_what_is_missing(plant: Plant) -> None:
    live, pack = plant.live, plant.pack
    results = analyse_snapshot(live.snapshot(), pack)
    assert "считаются" in flows.picture(None, live, pack, "mass", None, "ru").empty
    crush = plant.ids["Дробление"]
    assert "не привязан" in flows.picture(results, live, pack, "water", crush, "ru").empty
    plant.write([Delete("stream", plant.ids["Вода техническая"])])
    results = analyse_snapshot(plant.live.snapshot(), pack)
    found = flows.picture(results, plant.live, pack, "water", None, "ru")
    assert "Стоки" in found.empty
