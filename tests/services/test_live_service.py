"""An audit in memory stays equal to the file through every kind of operation."""

from __future__ import annotations

from pathlib import Path

from symbioaudit.base.ids import new_id
from symbioaudit.forms import FormDef
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Missing
from symbioaudit.services import audits, intakes, operations
from symbioaudit.services.cloning import CARRIED, clone_audit
from symbioaudit.services.entries import (
    Desk,
    edits_for,
    new_record,
    read_entry,
    shown,
    with_reconverted,
)
from symbioaudit.services.incoming import look_at, take_in
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.overview import progress_by_form
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[2]


def opened(tmp_path: Path, example: str = "quicklime") -> tuple[Workspace, LiveAudit, Pack]:
    workspace = open_workspace(tmp_path / "w.symbio")
    proposal = intakes.diff(workspace, intakes.stage(ROOT / "examples" / f"{example}.xlsx"))
    intakes.apply(workspace, proposal)
    live = LiveAudit(load_snapshot(workspace, proposal.snapshot.audit.id))
    return workspace, live, load_pack(live.audit.pack_id)


def same(workspace: Workspace, live: LiveAudit) -> bool:
    return live.snapshot() == load_snapshot(workspace, live.audit_id)


def typed(
    workspace: Workspace,
    live: LiveAudit,
    pack: Pack,
    form: FormDef,
    code: str,
    text: str,
    record: object,
) -> None:
    entry = read_entry(Desk(live, pack, "ru"), form, code, text, record)  # type: ignore[arg-type]
    assert entry.ok, entry.findings
    edits = with_reconverted(workspace, live.audit_id, [edits_for(record, code, entry)], pack, "ru")  # type: ignore[arg-type]
    live.apply(operations.apply_batch(workspace, "Change a field", edits), workspace.actor)


def test_memory_equals_the_file_through_edits_undo_and_the_bin(tmp_path: Path) -> None:
    workspace, live, pack = opened(tmp_path)
    with workspace:
        form = pack.forms["F09"]
        create = new_record(form, new_id(), live.audit_id, {"name": "Шлам"})
        live.apply(operations.apply_batch(workspace, "Add a row", [create]), workspace.actor)
        stream = live.get("stream", create.record.id)
        typed(workspace, live, pack, form, "quantity", "~12 т/мес", stream)
        assert same(workspace, live)
        assert live.get("stream", stream.id).quantity.number == 144
        live.apply(operations.delete(workspace, "stream", stream.id), workspace.actor)
        assert same(workspace, live)
        assert live.get("stream", stream.id) is None
        for step in (
            operations.undo,
            operations.undo,
            operations.redo,
            operations.undo,
            operations.undo,
        ):
            live.apply(step(workspace), workspace.actor)
            assert same(workspace, live)


def test_records_of_another_audit_stay_outside(tmp_path: Path) -> None:
    workspace, live, pack = opened(tmp_path)
    with workspace:
        other = audits.new_audit(workspace, name="Другой")
        foreign = new_record(pack.forms["F09"], new_id(), other.id, {"name": "чужой"})
        assert not live.apply(operations.apply_batch(workspace, "Add a row", [foreign]))
        assert same(workspace, live)


def test_a_later_density_converts_the_volume(tmp_path: Path) -> None:
    workspace, live, pack = opened(tmp_path)
    with workspace:
        water, waste = pack.forms["F10"], pack.forms["F09"]
        create = new_record(water, new_id(), live.audit_id, {"name": "Промывные воды"})
        live.apply(operations.apply_batch(workspace, "Add a row", [create]), workspace.actor)
        typed(workspace, live, pack, water, "sludge", "100 м3/год", create.record)
        before = live.get("stream", create.record.id)
        assert before.properties["sludge"].number is None
        assert before.properties["sludge"].gap == "density"
        typed(workspace, live, pack, waste, "density", "1,2 т/м3", before)
        assert live.get("stream", create.record.id).properties["sludge"].number == 120
        live.apply(operations.undo(workspace), workspace.actor)
        assert live.get("stream", create.record.id).properties["sludge"].number is None
        assert same(workspace, live)


def test_shifts_of_the_site_convert_what_was_typed_per_shift(tmp_path: Path) -> None:
    workspace, live, pack = opened(tmp_path)
    with workspace:
        form = pack.forms["F09"]
        create = new_record(form, new_id(), live.audit_id, {"name": "Пыль"})
        live.apply(operations.apply_batch(workspace, "Add a row", [create]), workspace.actor)
        typed(workspace, live, pack, form, "quantity", "2 т/смену", create.record)
        site = pack.forms["F03"]
        for code, text in (
            ("shifts_per_day", "2"),
            ("days_per_week", "5"),
            ("weeks_per_year", "50"),
        ):
            typed(workspace, live, pack, site, code, text, live.site)
        assert live.get("stream", create.record.id).quantity.number == 1000


def test_what_an_editor_shows_can_be_typed_again(tmp_path: Path) -> None:
    workspace, live, pack = opened(tmp_path, "planer_mill")
    with workspace:
        desk = Desk(live, pack, "ru")
        checked = 0
        for form in pack.forms.values():
            for record in live.of(form.entity):
                if not form.takes(record):
                    continue
                for item in form.fields:
                    if item.type in {"table", "files", "auto", "months", "multi"}:
                        continue
                    value = getattr(record, item.code, None) or record.properties.get(item.code)
                    if value is None:
                        continue
                    text = shown(pack, form, item.code, record, "ru", live)
                    again = read_entry(desk, form, item.code, text, record)
                    assert again.ok, (form.id, item.code, text, again.findings)
                    number = value.number if isinstance(value, Amount) else None
                    if number is not None:
                        assert again.value.number == number, (item.code, text)
                    checked += 1
        assert checked > 50


def test_a_blank_with_a_reason_is_not_a_zero(tmp_path: Path) -> None:
    workspace, live, pack = opened(tmp_path)
    with workspace:
        form = pack.forms["F02"]
        typed(workspace, live, pack, form, "employees", "не знаю", live.enterprise)
        assert live.enterprise.employees is None
        assert live.enterprise.reasons["employees"] is Missing.UNKNOWN


def test_next_years_audit_has_the_records_and_fresh_ids(tmp_path: Path) -> None:
    workspace, live, _pack = opened(tmp_path, "planer_mill")
    with workspace:
        old = live.snapshot()
        new = load_snapshot(workspace, clone_audit(workspace, live.audit_id).id)
        assert [s.name for s in new.streams] == [s.name for s in old.streams]
        assert not {r.id for r in new.streams} & {r.id for r in old.streams}
        assert all(s.properties[CARRIED] == old.audit.id for s in new.streams)
        processes = {p.id for p in new.processes}
        assert all(s.to_process in processes for s in new.streams if s.to_process)
        assert new.audit.revision == 0
        assert new.enterprise == old.enterprise
        assert len(audits.list_audits(workspace)) == 2
        operations.undo(workspace)
        assert len(audits.list_audits(workspace)) == 1


def test_a_file_is_shown_before_it_is_taken_in(tmp_path: Path) -> None:
    workspace, live, _pack = opened(tmp_path)
    with workspace:
        again = look_at(workspace, ROOT / "examples" / "quicklime.xlsx")
        assert again.empty
        assert again.audit_id == live.audit_id
        fresh = look_at(workspace, ROOT / "examples" / "coke.xlsx")
        assert not fresh.empty
        assert dict(fresh.counts)["added"] > 5
        take_in(workspace, fresh)
        assert look_at(workspace, ROOT / "examples" / "coke.xlsx").empty


def test_progress_counts_required_answers(tmp_path: Path) -> None:
    workspace, live, pack = opened(tmp_path)
    with workspace:
        before = progress_by_form(live.snapshot(), pack)["F02"]
        typed(workspace, live, pack, pack.forms["F02"], "inn", "7707083893", live.enterprise)
        after = progress_by_form(live.snapshot(), pack)["F02"]
        assert (after.answered, after.wanted) == (before.answered + 1, before.wanted)
