"""Two visits as readable text; the same audit compared with itself says nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from symbioaudit.base.i18n import translate
from symbioaudit.forms import FormDef
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import compare, intakes, operations
from symbioaudit.services.cloning import clone_audit
from symbioaudit.services.entries import Desk, edits_for, new_record, read_entry
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.wording import Words, words_for
from symbioaudit.services.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parents[2]
PACK = load_pack("is-screening-ru")


def words(one: Snapshot, two: Snapshot, lang: str = "ru") -> Words:
    return words_for(PACK, (*one.all_records(), *two.all_records()), lang)


def typed(
    workspace: Workspace, audit_id: str, form: FormDef, code: str, text: str, record: r.Record
) -> None:
    desk = Desk(LiveAudit(load_snapshot(workspace, audit_id)), PACK, "ru")
    entry = read_entry(desk, form, code, text, record)
    assert entry.ok, entry.findings
    operations.apply_batch(workspace, "Change a field", [edits_for(record, code, entry)])


def water(workspace: Workspace) -> tuple[Snapshot, r.Stream]:
    proposal = intakes.diff(workspace, intakes.stage(ROOT / "examples" / "quicklime.xlsx"))
    intakes.apply(workspace, proposal)
    audit_id = proposal.snapshot.audit.id
    form = PACK.forms["F08"]
    fields = {"name": "Вода оборотная"}
    create = new_record(form, "0190b3a0-0000-7000-8000-000000000001", audit_id, fields)
    operations.apply_batch(workspace, "Add a row", [create])
    stream = create.record
    typed(workspace, audit_id, form, "quantity", "12 тыс. м3/год", stream)
    snapshot = load_snapshot(workspace, audit_id)
    found = next(s for s in snapshot.streams if s.name == "Вода оборотная")
    measured = replace(found.quantity, basis="measured")  # type: ignore[type-var]
    operations.record(workspace, "stream", found.id, {"quantity": measured})
    snapshot = load_snapshot(workspace, audit_id)
    return snapshot, next(s for s in snapshot.streams if s.id == found.id)


def test_the_clone_differs_by_what_was_typed_since(tmp_path: Path) -> None:
    with open_workspace(tmp_path / "w.symbio") as workspace:
        old, _stream = water(workspace)
        clone = clone_audit(workspace, old.audit.id)
        fresh = load_snapshot(workspace, clone.id)
        same = compare.compare(old, fresh)
        assert {d.entity for d in same.differences} <= {"audit"}
        copy = next(s for s in fresh.streams if s.name == "Вода оборотная")
        typed(workspace, clone.id, PACK.forms["F08"], "quantity", "9 тыс. м3/год", copy)
        again = load_snapshot(workspace, clone.id)
        now = next(s for s in again.streams if s.id == copy.id)
        measured = replace(now.quantity, basis="measured")  # type: ignore[type-var]
        operations.record(workspace, "stream", now.id, {"quantity": measured})
        after = load_snapshot(workspace, clone.id)
        found = compare.compare(old, after)
        text = compare.text_of(found, words(old, after))
        plain = text.replace("\u00a0", " ")
        assert "Вода оборотная: 12 → 9 тыс. м³/год, измерено" in plain
        english = compare.text_of(found, words(old, after, "en"))
        assert "Вода оборотная: 12 → 9" in english
        assert "measured" in english
        assert compare.as_json(found, words(old, after))


def test_records_without_an_origin_are_matched_by_code_and_name() -> None:
    from tests.services.matching import plant, stream

    one = plant(stream("Шлам", fkko="35111101204"), stream("Зола", fkko="61140001204"))
    two = plant(
        stream("зола ", fkko="61140001204"), stream("Шлам", fkko="35111101204"), stream("Пыль")
    )
    found = compare.compare(one, two)
    names = {
        item.kind: item.new["name"]
        for item in found.differences
        if item.entity == "stream" and item.new
    }
    assert names.get("added") == "Пыль"
    assert len(found.pairs) == 5


def test_two_of_one_name_are_not_guessed() -> None:
    from tests.services.matching import plant, stream

    one = plant(stream("Шлам"), stream("Шлам"))
    two = plant(stream("Шлам"))
    kinds = [d.kind for d in compare.compare(one, two).differences if d.entity == "stream"]
    assert sorted(kinds) == ["added", "removed", "removed"]


def test_an_audit_equals_itself(audit: Snapshot) -> None:
    found = compare.compare(audit, audit)
    assert not found.differences
    assert compare.text_of(found, words(audit, audit)) == translate("Nothing differs.", "ru")


def test_every_field_of_the_pack_has_words(tmp_path: Path) -> None:
    """No label, value or name of a loaded audit shows a bare code where a form has a text."""
    with open_workspace(tmp_path / "w.symbio") as workspace:
        old, _stream = water(workspace)
    blank = plant_like(old)
    text = compare.text_of(compare.compare(blank, old), words(blank, old))
    assert "properties." not in text
    assert "{" not in text


def plant_like(full: Snapshot) -> Snapshot:
    return Snapshot(
        r.Enterprise(id=full.enterprise.id),
        r.Site(id=full.site.id, enterprise_id=full.enterprise.id),
        replace(full.audit, period_start=None),
    )
