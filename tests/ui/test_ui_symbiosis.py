"""The pages of symbiosis by keys and mouse: find, understand, take into work, move along, print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from symbioaudit.model.enums import Missing
from symbioaudit.services.operations import Update
from symbioaudit.ui.session import Place
from symbioaudit.ui.symbiosis.chains import ChainsPage
from symbioaudit.ui.symbiosis.helper import HelperPage
from symbioaudit.ui.symbiosis.library import LibraryPage
from symbioaudit.ui.symbiosis.matches import MatchesPage
from symbioaudit.ui.symbiosis.nearby import NearbyPage
from symbioaudit.ui.symbiosis.onepage import OnePage
from symbioaudit.ui.symbiosis.pipeline import MIME, PipelinePage
from symbioaudit.ui.symbiosis.scout import scout_of
from symbioaudit.ui.symbiosis.sides import SidesPage
from symbioaudit.ui.symbiosis.technologies import TechnologiesPage
from symbioaudit.ui.window import Window
from tests.ui.driver import WAIT, settled, type_text

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "networks"


def page_of(qtbot: QtBot, window: Window, name: str, kind: type) -> Any:
    """A page of symbiosis with its matches there."""
    window.show_place(Place(name))
    assert isinstance(window.page, kind)
    scout = scout_of(window.session)
    if hasattr(window.page, "scout"):
        qtbot.waitUntil(lambda: scout.found is not None and not scout.behind, timeout=WAIT)
    settled(qtbot, window.session)
    return window.page


def matches(qtbot: QtBot, window: Window) -> MatchesPage:
    page: MatchesPage = page_of(qtbot, window, "matches", MatchesPage)
    assert page.shown
    return page


def test_haves_and_wants_lead_to_their_record_and_their_matches(
    qtbot: QtBot, audit: Window, qtmodeltester: ModelTester
) -> None:
    page = page_of(qtbot, audit, "sides", SidesPage)
    qtmodeltester.check(page.haves.figures)
    names = [row.cells[0].text for row in page.haves.figures.table.rows]
    assert "Диоксид углерода" in names
    page.haves.setCurrentIndex(page.haves.figures.index(names.index("Диоксид углерода"), 0))
    page.haves.setFocus()
    with qtbot.waitSignal(audit.session.go) as went:
        qtbot.keyClick(page.haves, Qt.Key.Key_M)
    record = went.args[0].record
    assert isinstance(audit.page, MatchesPage)
    assert {p.own.id for p in audit.page.shown} == {record}
    back = page_of(qtbot, audit, "sides", SidesPage)
    back.haves.setFocus()
    with qtbot.waitSignal(audit.session.go) as went:
        qtbot.keyClick(back.haves, Qt.Key.Key_Return)
    assert went.args[0].record == record


def test_a_match_goes_into_work_by_one_key_and_one_undo(
    qtbot: QtBot, audit: Window, qtmodeltester: ModelTester
) -> None:
    page = matches(qtbot, audit)
    live = audit.session.live
    assert live is not None
    qtmodeltester.check(page.board.figures)
    chosen = page.prospect()
    assert chosen is not None
    page.board.setFocus()
    qtbot.keyClick(page.board, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: len(live.of("match")) == 1, timeout=WAIT)
    (record,) = live.of("match")
    assert record.partner == chosen.partner.name
    assert "Идея" in [c.text for c in page.board.figures.table.rows[0].cells]
    with qtbot.waitSignal(audit.session.told):
        qtbot.keyClick(page.board, Qt.Key.Key_A)  # a second time adds nothing
    audit.session.undo()
    qtbot.waitUntil(lambda: not live.of("match"), timeout=WAIT)


def test_filters_and_headings_do_what_they_say(qtbot: QtBot, audit: Window) -> None:
    page = matches(qtbot, audit)
    every = len(page.shown)
    page.filters.way.setCurrentIndex(page.filters.way.findData("takes"))
    assert page.shown
    assert len(page.shown) < every
    assert not any(p.gives for p in page.shown)
    page.filters.way.setCurrentIndex(0)
    page.filters.text.setFocus()
    type_text(page.filters.text, "диоксид")
    qtbot.waitUntil(lambda: 0 < len(page.shown) < every, timeout=WAIT)
    page.filters.text.clear()
    qtbot.waitUntil(lambda: len(page.shown) == every, timeout=WAIT)
    header = page.board.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(4) + 8, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    names = [p.partner.name.casefold() for p in page.shown]
    assert names == sorted(names)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [p.partner.name.casefold() for p in page.shown] == sorted(names, reverse=True)


def test_the_detail_explains_and_leads_to_the_field_that_is_missing(
    qtbot: QtBot, audit: Window
) -> None:
    page = matches(qtbot, audit)
    assert page.detail.text.text().startswith("Производство негашёной извести")
    assert len(page.detail.gates.figures.table.rows) == 3
    page.board.setCurrentIndex(page.board.figures.index(0, 0))
    assert "F-65" in page.origin.words()
    gaps = page.detail.gaps.figures.table.rows
    row = next(n for n, r in enumerate(gaps) if r.link and r.link[0] == "site")
    page.detail.setCurrentIndex(4)
    page.detail.gaps.setCurrentIndex(page.detail.gaps.figures.index(row, 0))
    page.detail.gaps.setFocus()
    with qtbot.waitSignal(audit.session.go) as went:
        qtbot.keyClick(page.detail.gaps, Qt.Key.Key_Return)
    assert (went.args[0].entity, went.args[0].field) == ("site", "lat")


def test_matches_are_kept_until_the_data_change(qtbot: QtBot, audit: Window) -> None:
    page = matches(qtbot, audit)
    scout, session = scout_of(audit.session), audit.session
    assert session.live is not None
    before = scout.found
    audit.show_place(Place("overview"))
    audit.show_place(Place("matches"))
    settled(qtbot, session)
    assert scout.found is before
    stream = next(s for s in session.live.of("stream") if s.name == "Диоксид углерода")
    with qtbot.waitSignal(scout.ready, timeout=WAIT):
        session.apply("Change a record", [Update("stream", stream.id, {"name": "Летучая зола"})])
    assert scout.found is not before
    assert any(p.own.name == "Летучая зола" for p in page.shown)


def test_a_catalogue_brings_partners(qtbot: QtBot, audit: Window) -> None:
    page = matches(qtbot, audit)
    with qtbot.waitSignal(scout_of(audit.session).ready, timeout=WAIT):
        page.scout.add_catalogue(EXAMPLES / "rotterdam.yaml")
    page.filters.kind.setCurrentIndex(page.filters.kind.findData("catalogue"))
    assert page.shown
    nearby = page_of(qtbot, audit, "nearby", NearbyPage)
    assert nearby.board.figures.table.rows
    nearby.board.setFocus()
    with qtbot.waitSignal(audit.session.go) as went:
        qtbot.keyClick(nearby.board, Qt.Key.Key_M)
    assert went.args[0].field == nearby.board.figures.table.rows[0].cells[0].text


def test_the_map_draws_partners_on_rings_and_a_click_chooses(qtbot: QtBot, audit: Window) -> None:
    from symbioaudit.services.nearby import radius, rings

    matches(qtbot, audit)
    live = audit.session.live
    assert live is not None
    site = {"lat": 51.95, "lon": 4.14}
    with qtbot.waitSignal(audit.session.changed, timeout=WAIT):
        audit.session.apply("Change a record", [Update("site", live.site.id, site)])
    page = page_of(qtbot, audit, "nearby", NearbyPage)
    with qtbot.waitSignal(page.scout.ready, timeout=WAIT):
        page.scout.add_catalogue(_with_places())
    assert len(page.map.spots) == 2
    assert [round(s.bearing or 0) for s in page.map.spots] == [0, 90]  # north, then east
    around = rings([s.distance or 0.0 for s in page.map.spots])
    assert 0 < radius(page.map.spots[0].distance or 0.0, around) < 1
    other = page.map.spots[1]
    qtbot.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=page.map.place_of(other).toPoint())
    assert page.map.partner == other.id
    page.map.setFocus()
    qtbot.keyClick(page.map, Qt.Key.Key_Right)
    assert page.map.partner == page.map.spots[0].id


def _with_places() -> Path:
    """Two takers of CO₂ due north and due east of the site."""
    import json
    import tempfile

    path = Path(tempfile.mkdtemp()) / "places.json"
    plants = [
        {"id": "n", "name": "Север", "activities": ["20.13"], "lat": 52.0, "lon": 4.14},
        {"id": "e", "name": "Восток", "activities": ["11.07"], "lat": 51.95, "lon": 4.4},
    ]
    wants = [{"id": f"w{p['id']}", "plant": p["id"], "name": "диоксид углерода"} for p in plants]
    head = {"schema": "symbioaudit/catalogue-1.0", "id": "x", "title": {"ru": "x", "en": "x"}}
    content = {**head, "source": "x", "plants": plants, "wants": wants}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_technology_becomes_an_opportunity(qtbot: QtBot, audit: Window) -> None:
    page = page_of(qtbot, audit, "technologies", TechnologiesPage)
    live = audit.session.live
    assert live is not None
    assert page.shown
    assert not any(f.verdict == "fails" for f in page.shown)
    fit = page.fit()
    assert fit is not None
    assert fit.technology.title.render("ru") in page.text.text()
    page.board.setFocus()
    before = len(live.of("opportunity"))
    qtbot.keyClick(page.board, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: len(live.of("opportunity")) == before + 1, timeout=WAIT)
    made = live.of("opportunity")[-1]
    assert made.technology_id == fit.technology.id
    assert made.stream_id == fit.have.id
    assert made.saving_money is None
    few = len(page.shown)
    page.boxes["fails"].setChecked(True)
    assert len(page.shown) >= few
    for kind in ("proven", "innovative", "breakthrough"):
        page.boxes[kind].setChecked(False)
    assert page.shown == []


def taken(qtbot: QtBot, window: Window) -> Any:
    page = matches(qtbot, window)
    live = window.session.live
    assert live is not None
    page.board.setFocus()
    qtbot.keyClick(page.board, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: len(live.of("match")) == 1, timeout=WAIT)
    return live.of("match")[0]


def test_the_pipeline_moves_by_keys_by_dragging_and_refuses_with_a_reason(
    qtbot: QtBot, audit: Window
) -> None:
    record = taken(qtbot, audit)
    live = audit.session.live
    assert live is not None
    page = page_of(qtbot, audit, "pipeline", PipelinePage)

    def status() -> str:
        return str(live.get("match", record.id).status)

    qtbot.keyClick(page.lists["idea"], Qt.Key.Key_N)
    qtbot.waitUntil(lambda: status() == "discussion", timeout=WAIT)
    assert live.get("match", record.id).properties["status_date"]
    qtbot.waitUntil(lambda: page.lists["discussion"].count() == 1, timeout=WAIT)
    _drop(page, record.id, "negotiation")
    qtbot.waitUntil(lambda: status() == "negotiation", timeout=WAIT)
    qtbot.waitUntil(lambda: page.card() == record.id, timeout=WAIT)
    qtbot.keyClick(page.lists["negotiation"], Qt.Key.Key_X)
    assert page.menu is not None
    page.menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: status() == "rejected", timeout=WAIT)
    assert live.get("match", record.id).properties["reject_reason"]
    page.menu.close()
    audit.session.undo()
    qtbot.waitUntil(lambda: status() == "negotiation", timeout=WAIT)
    page.point(record.id)
    with qtbot.waitSignal(audit.session.go) as went:
        qtbot.keyClick(page.lists["negotiation"], Qt.Key.Key_Return)
    assert went.args[0].page == "form:F23"


def _drop(page: PipelinePage, record_id: str, status: str) -> None:
    mime = QMimeData()
    mime.setData(MIME, record_id.encode())
    target = page.lists[status]
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.MoveAction, mime, left, none)
    target.dropEvent(event)


def test_a_shut_gate_holds_a_match_back(qtbot: QtBot, audit: Window) -> None:
    record = taken(qtbot, audit)
    session = audit.session
    fields = {"properties.gate_legal": "fail"}
    with qtbot.waitSignal(session.changed, timeout=WAIT):
        session.apply("Change a record", [Update("match", record.id, fields)])
    page = page_of(qtbot, audit, "pipeline", PipelinePage)
    with qtbot.waitSignal(session.told) as said:
        qtbot.keyClick(page.lists["idea"], Qt.Key.Key_N)
    assert "Право" in said.args[0]
    assert session.live is not None
    assert session.live.get("match", record.id).status == "idea"


def test_sheets_are_shown_and_what_is_shown_is_saved(
    qtbot: QtBot, audit: Window, tmp_path: Path
) -> None:
    record = taken(qtbot, audit)
    page = page_of(qtbot, audit, "onepage", OnePage)
    qtbot.waitUntil(lambda: page.pdf is not None and page.save.isEnabled(), timeout=WAIT)
    assert len(page.sheets.labels) == 1
    first = page.pdf
    audit.show_place(Place("onepage", record=record.id))
    qtbot.waitUntil(lambda: page.pdf != first and page.save.isEnabled(), timeout=WAIT)
    page.save_copy(tmp_path / "card.pdf")
    assert page.pdf is not None
    assert (tmp_path / "card.pdf").read_bytes() == page.pdf.read_bytes()


def test_the_library_is_searched_and_takes_an_entry_of_ones_own(
    qtbot: QtBot, audit: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYMBIOAUDIT_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("symbioaudit.services.own_library.own_folder", lambda: tmp_path / "own")
    page = page_of(qtbot, audit, "known", LibraryPage)
    qtbot.waitUntil(lambda: len(page.board.figures.table.rows) > 50, timeout=WAIT)
    type_text(page.text, "гипс")
    qtbot.waitUntil(lambda: 0 < len(page.board.figures.table.rows) < 50, timeout=WAIT)
    assert "гипс" in page.card.text().casefold()
    page.part.setCurrentIndex(page.part.findData("technologies"))
    page.text.setText("зола")
    qtbot.waitUntil(lambda: "УГТ" in str(page.board.figures.table.rows[:1]) or "TRL" in str(page.board.figures.table.rows[:1]), timeout=WAIT)  # fmt: skip
    page.open_form()
    for code, text in (("donor", "ТЭЦ"), ("receiver", "Завод блоков"), ("name", "Зола-унос")):
        type_text(page.form.lines[code], text)
    with qtbot.waitSignal(audit.session.told, timeout=WAIT) as said:
        qtbot.keyClick(page.form.lines["name"], Qt.Key.Key_Return)
    assert "1" in said.args[0]
    assert not page.form.isVisible()
    settled(qtbot, audit.session)


def test_the_helper_marks_only_blanks_and_plans_measurements(qtbot: QtBot, audit: Window) -> None:
    session = audit.session
    live = session.live
    assert live is not None
    page = page_of(qtbot, audit, "helper", HelperPage)
    qtbot.waitUntil(lambda: bool(page.next.figures.table.rows), timeout=WAIT)
    board = page.next
    rows = board.figures.table.rows
    full = next(n for n, r in enumerate(rows) if r.link and live.get(*r.link[:2]) and getattr(live.get(*r.link[:2]), r.link[2]) is not None)  # fmt: skip
    board.setCurrentIndex(board.figures.index(full, 0))
    link = rows[full].link
    assert link is not None
    before = getattr(live.get(*link[:2]), link[2])
    board.setFocus()
    with qtbot.waitSignal(session.told):
        qtbot.keyClick(board, Qt.Key.Key_M)
    assert getattr(live.get(*link[:2]), link[2]) == before  # a number stays
    actions = len(live.of("action"))
    qtbot.keyClick(board, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: len(live.of("action")) == actions + 1, timeout=WAIT)
    blank = next(s for s in live.of("stream") if s.name == "Диоксид углерода")
    with qtbot.waitSignal(session.results_ready, timeout=WAIT):
        session.apply("Change a record", [Update("stream", blank.id, {"quantity": None})])
    page.tabs.setCurrentWidget(page.proposal)

    def derived() -> list[int]:
        rows = page.proposal.figures.table.rows
        return [n for n, r in enumerate(rows) if r.link and r.link[1] == blank.id]

    qtbot.waitUntil(lambda: bool(derived()) and "—" in str(page.proposal.figures.table.rows[derived()[0]]), timeout=WAIT)  # fmt: skip
    page.proposal.setCurrentIndex(page.proposal.figures.index(derived()[0], 0))
    page.proposal.setFocus()
    qtbot.keyClick(page.proposal, Qt.Key.Key_M)

    def why() -> object:
        record = live.get("stream", blank.id)
        return record.quantity.missing if record.quantity else record.reasons.get("quantity")

    qtbot.waitUntil(lambda: why() == Missing.TO_BE_MEASURED, timeout=WAIT)


def test_chains_wait_for_more_plants_and_say_so(qtbot: QtBot, audit: Window) -> None:
    page = page_of(qtbot, audit, "chains", ChainsPage)
    assert page.chains.figures.table.rows == ()
    assert "предприятия" in page.chains.figures.table.empty
    page.scout.add_catalogue(EXAMPLES / "kalundborg.yaml")
    qtbot.waitUntil(lambda: bool(page.chains.figures.table.rows), timeout=WAIT)
    assert page.graph.layers is not None
    first = page.graph.chosen
    page.chains.setFocus()
    qtbot.keyClick(page.chains, Qt.Key.Key_Down)
    assert page.graph.chosen != first
    plants = list(page.graph.layers.names)
    boxes = [page.graph.box_of(p) for p in plants]
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
