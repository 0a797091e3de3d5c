"""Charts, tables, the report and ``analyse --json`` tell the same numbers of the published cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from symbioaudit.analysis.results import Quantity, Results
from symbioaudit.base.paths import data_room
from symbioaudit.cli import program
from symbioaudit.reports.chapters.calculations import MOST_INPUTS
from symbioaudit.reports.document import build
from symbioaudit.reports.tree import Document, Number, Table, Words
from symbioaudit.services import intakes
from symbioaudit.services.analyses import analyse_audit
from symbioaudit.services.bearing import bearing_of
from symbioaudit.services.chart_parts import LEAD, REST
from symbioaudit.services.charts import MAKERS, charts_of
from symbioaudit.services.derivations import last_typed, tree_of
from symbioaudit.services.figures import View
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.reporting import dossier_of
from symbioaudit.services.workspace import open_workspace

CASES = ("mfca_printing", "coke", "quicklime")
Case = tuple[View, Document, dict[str, Any], dict[Any, str]]


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The pages, the report, the JSON and the journal's word on every typed field."""
    path = tmp_path_factory.mktemp("pages") / "w.symbio"
    with open_workspace(path, actor="Анна") as ws:
        found = intakes.diff(ws, intakes.stage(data_room("examples") / f"{request.param}.xlsx"))
        intakes.apply(ws, found)
        audit = found.snapshot.audit.id
        snapshot, pack, results = analyse_audit(ws, audit)
        document = build(dossier_of(ws, audit, lang="ru"))
        view = View(results, LiveAudit(snapshot), pack, "ru")
        typed = {
            leaf.link
            for q in quantities(results)
            for leaf in tree_of(q, view).leaves()
            if leaf.link is not None
        }
        who = dict(last_typed(ws, typed))
    words = ["--workspace", str(path), "analyse", str(snapshot.audit.number), "--json"]
    done = CliRunner().invoke(program, words)
    assert done.exit_code == 0, done.output
    return view, document, json.loads(done.stdout), who


def quantities(value: Any) -> Iterator[Quantity]:
    from symbioaudit.reports.derivations import quantities as every

    assert isinstance(value, Results)
    yield from (q for _owner, _field, q in every(value))


def test_a_page_shows_what_analyse_prints(case: Case) -> None:
    view, _document, data, _who = case
    told = {
        q["value"]
        for key in ("balances", "energy", "losses", "ghg", "heat", "hot_spots", "indicators")
        for row in data[key]
        for q in row.values()
        if isinstance(q, dict) and "value" in q
    }
    told |= {
        q["value"] for q in (*data["waste_by_class"].values(), *data["waste_by_route"].values())
    }
    seen = 0
    for page in sorted(MAKERS):
        for chart in charts_of(page, view):
            for segment in (s for row in chart.rows for s in row.segments):
                split = segment.quantity and segment.quantity.derivation and segment.quantity.derivation.expression.startswith(("λ", "Q −"))  # fmt: skip
                if segment.quantity is not None and not split:
                    assert segment.value in told, (page, segment)
                    seen += 1
    assert seen


def test_the_parts_of_the_cost_of_losses_add_up(case: Case) -> None:
    view = case[0]
    for chart in charts_of("losses", view):
        for row in chart.rows:
            drawn = [s for s in row.segments if s.series != LEAD]
            assert all(s.series != REST for s in drawn)
        if chart.title.startswith("Из чего"):
            *parts, whole = chart.rows
            added = sum(s.value or 0.0 for row in parts for s in row.segments if s.series != LEAD)
            assert added == pytest.approx(whole.segments[-1].value)
            assert whole.segments[-1].value == view.results.losses[-1].loss_total.value


def test_every_number_ends_in_a_field_somebody_typed_or_a_factor(case: Case) -> None:
    view, who = case[0], case[3]
    typed = 0
    for quantity in quantities(view.results):
        if quantity.value is None or quantity.derivation is None:
            continue
        for leaf in tree_of(quantity, view).leaves():
            if leaf.link is not None:
                assert "Анна" in who[leaf.link]
                typed += 1
    assert typed


def test_the_annex_refers_to_the_calculations_inside_and_tells_each_once(case: Case) -> None:
    document = case[1]
    tables = [b for s in document.sections for b in s.blocks if isinstance(b, Table)]
    table = next(t for t in tables if t.id == "calculations")
    numbers = {f"[{row.cells[0].text}]" for row in table.rows}  # type: ignore[union-attr]
    inputs = [row.cells[-1].text for row in table.rows if isinstance(row.cells[-1], Words)]
    referred = {part for text in inputs for part in numbers if part in text}
    assert referred
    whole = [row.cells[1].text + row.cells[-1].text for row in table.rows]  # type: ignore[union-attr]
    assert all(text.count(";") <= MOST_INPUTS for text in inputs)
    assert len(document.derived) == len(table.rows)
    assert len(whole) == len(table.rows)
    values = {row.cells[2].value for row in table.rows if isinstance(row.cells[2], Number)}
    site = next(
        b for b in case[0].results.balances if b.process is None and b.total_in.value is not None
    )
    assert site.total_in.value in values


def test_a_record_knows_its_balances_and_remarks(case: Case) -> None:
    view = case[0]
    balance = next(b for b in view.results.balances if b.process is None and b.lines)
    line = next(one for one in balance.lines if one.record and one.side == "in")
    assert line.record is not None
    told = bearing_of(view, *line.record)
    assert any(one.page == "balances" for one in told)
    remarks = [p for p in view.results.problems if p.record and p.record[1] == line.record[1]]
    assert sum(one.link is not None for one in told) == min(len(remarks), 6)
    assert bearing_of(view, "stream", "нет такого") == ()


def test_what_is_unknown_is_referred_to_by_nobody(case: Case) -> None:
    document = case[1]
    tables = [b for s in document.sections for b in s.blocks if isinstance(b, Table)]
    rows = next(t for t in tables if t.id == "calculations").rows
    blank = {
        f"[{row.cells[0].text}]"  # type: ignore[union-attr]
        for row in rows
        if isinstance(row.cells[2], Number) and row.cells[2].value is None
    }
    assert blank
    for row in rows:
        told = row.cells[-1].text  # type: ignore[union-attr]
        assert not [mark for mark in blank if mark in told], told
