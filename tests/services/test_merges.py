"""Two workspaces edited apart and merged in both directions; packages and audit.json too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.ids import new_id
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.codec import to_json
from symbioaudit.model.enums import ClaimStatus
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import claims, evidence, merges, operations, packages
from symbioaudit.services.entries import Desk
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.mergetext import conflict_line, question, taken_line
from symbioaudit.services.snapshots import load_snapshot, save_snapshot
from symbioaudit.services.wording import words_for
from symbioaudit.services.workspace import Workspace, open_workspace
from tests.services.matching import plant, stream

PACK = load_pack("is-screening-ru")


@pytest.fixture
def apart(workspace: Workspace, audit: Snapshot, tmp_path: Path) -> tuple[Path, Path]:
    """Anna's file and Boris's copy of it, each edited on its own laptop."""
    anna, boris = tmp_path / "anna.symbio", tmp_path / "boris.symbio"
    workspace.close()
    for path in (anna, boris):
        shutil.copy(workspace.path, path)
    one, two, three = audit.streams[:3]
    with open_workspace(anna, actor="Анна") as mine:
        operations.record(mine, "stream", one.id, {"name": "Шлам Анны"})
        operations.record(mine, "stream", two.id, {"fkko": "35111101204"})
        operations.create(mine, r.Process(id=new_id(), audit_id=audit.audit.id, name="Сушка"))
    with open_workspace(boris, actor="Борис") as theirs:
        operations.record(theirs, "stream", one.id, {"name": "Шлам Бориса"})
        operations.record(theirs, "stream", two.id, {"name": "Зола"})
        operations.delete(theirs, "stream", three.id)
        operations.create(theirs, r.Process(id=new_id(), audit_id=audit.audit.id, name="Обжиг"))
    return anna, boris


def content(snapshot: Snapshot) -> list[object]:
    return [to_json(record) for record in snapshot.all_records() if record.entity != "claim"]


def test_one_sided_edits_come_in_and_the_rest_is_asked(
    apart: tuple[Path, Path], audit: Snapshot
) -> None:
    anna, boris = apart
    one, two, three = audit.streams[:3]
    with open_workspace(anna, actor="Анна") as mine:
        before = load_snapshot(mine, audit.audit.id)
        proposal = merges.look_at(mine, boris)
        assert proposal.ancestor
        assert {c.key for c in proposal.conflicts} == {(one.id, "name"), (three.id, "*")}
        words = words_for(PACK, before.all_records())
        asked = next(c for c in proposal.conflicts if c.id == one.id)
        shown = question(proposal, asked, words)
        assert (shown.mine.text, shown.theirs.text) == ("Шлам Анны", "Шлам Бориса")
        assert shown.mine.who.startswith("Анна, ")
        assert shown.theirs.who.startswith("Борис, ")
        assert "Шлам Бориса" in conflict_line(proposal, asked, words)
        assert any("Зола" in taken_line(proposal, t, words) for t in proposal.plan.taken)
        merges.merge_in(mine, proposal)
        after = load_snapshot(mine, audit.audit.id)
        assert {p.name for p in after.processes} >= {"Сушка", "Обжиг"}
        found = {s.id: s for s in after.streams}
        assert found[one.id].name == "Шлам Анны"
        assert (found[two.id].name, found[two.id].fkko) == ("Зола", "35111101204")
        assert three.id in found
        claim = after.claims[0]
        assert (claim.target_id, claim.text) == (one.id, "Шлам Бориса")
        assert "Борис" in (claim.source or "")
        # the same file once more: everything is here or answered
        assert {c.id for c in merges.look_at(mine, boris).conflicts} <= {three.id}
        operations.undo(mine)
        assert load_snapshot(mine, audit.audit.id) == before


def test_both_directions_end_alike(
    apart: tuple[Path, Path], audit: Snapshot, tmp_path: Path
) -> None:
    anna, boris = apart
    kept = Path(shutil.copy(anna, tmp_path / "anna as it was.symbio"))
    with open_workspace(anna) as mine:
        merges.merge_in(mine, merges.look_at(mine, boris), {}, "mine")
        here = load_snapshot(mine, audit.audit.id)
    with open_workspace(boris) as theirs:
        merges.merge_in(theirs, merges.look_at(theirs, kept), {}, "theirs")
        there = load_snapshot(theirs, audit.audit.id)
    assert content(here) == content(there)


def test_a_merge_after_a_merge_asks_only_what_is_new(
    apart: tuple[Path, Path], audit: Snapshot
) -> None:
    anna, boris = apart
    with open_workspace(anna) as mine:
        merges.merge_in(mine, merges.look_at(mine, boris), {}, "theirs")
        assert merges.look_at(mine, boris).empty


def test_an_audit_file_without_a_journal(
    apart: tuple[Path, Path], audit: Snapshot, tmp_path: Path
) -> None:
    anna, boris = apart
    one, two, three = audit.streams[:3]
    file = tmp_path / "audit.json"
    with open_workspace(boris) as theirs:
        packages.export_audit(theirs, audit.audit.id, file)
    with open_workspace(anna) as mine:
        proposal = merges.look_at(mine, file)
        assert not proposal.ancestor
        assert {c.key for c in proposal.conflicts} == {(one.id, "name")}
        merges.merge_in(mine, proposal)
        found = {s.id: s for s in load_snapshot(mine, audit.audit.id).streams}
    assert (found[two.id].name, found[two.id].fkko) == ("Зола", "35111101204")
    assert three.id in found


def test_a_package_does_not_take_away(
    apart: tuple[Path, Path], audit: Snapshot, tmp_path: Path
) -> None:
    anna, boris = apart
    file = tmp_path / "package.zip"
    with open_workspace(anna) as mine:
        operations.record(mine, "stream", audit.streams[4].id, {"note": "только для нас"})
    with open_workspace(boris) as theirs:
        packages.build_package(theirs, audit.audit.id, file)
    with open_workspace(anna) as mine:
        before = {r.id for r in load_snapshot(mine, audit.audit.id).all_records()}
        merges.merge_in(mine, merges.look_at(mine, file), {}, "theirs")
        after = load_snapshot(mine, audit.audit.id)
    assert before <= {r.id for r in after.all_records()}
    assert next(s for s in after.streams if s.id == audit.streams[4].id).note == "только для нас"


def test_a_stale_plan_is_refused(apart: tuple[Path, Path], audit: Snapshot) -> None:
    anna, boris = apart
    with open_workspace(anna) as mine:
        proposal = merges.look_at(mine, boris)
        operations.record(mine, "stream", audit.streams[1].id, {"name": "позже"})
        with pytest.raises(SymbioError, match="SA-8032"):
            merges.merge_in(mine, proposal)


def test_an_audit_of_its_own_is_brought_under_our_ids(tmp_path: Path) -> None:
    """Both began alone at the same plant: what is the same by code and name is one record."""
    mine = plant(stream("Шлам", fkko="35111101204"), stream("Зола"))
    theirs = plant(stream("шлам", fkko="35111101204", origin="virgin"), stream("Пыль"))
    other = tmp_path / "other.symbio"
    with open_workspace(other, actor="Борис") as second:
        save_snapshot(second, theirs)
    with open_workspace(tmp_path / "mine.symbio", actor="Анна") as first:
        save_snapshot(first, mine)
        with pytest.raises(SymbioError, match="SA-8031"):
            merges.look_at(first, other)
        merges.merge_in(first, merges.look_at(first, other, mine.audit.id))
        after = load_snapshot(first, mine.audit.id)
    names = [s.name for s in after.streams]
    assert sorted(names) == ["Зола", "Пыль", "Шлам"]
    sludge = next(s for s in after.streams if s.name == "Шлам")
    assert sludge.id == mine.streams[0].id
    assert sludge.origin == "virgin"


def test_claims_are_accepted_and_rejected_as_one_step(
    apart: tuple[Path, Path], audit: Snapshot
) -> None:
    anna, boris = apart
    with open_workspace(anna) as mine:
        merges.merge_in(mine, merges.look_at(mine, boris))
        live = LiveAudit(load_snapshot(mine, audit.audit.id))
        words = words_for(PACK, tuple(live))
        found = claims.open_claims(live, words)
        assert [(c.mine, c.theirs) for c in found] == [("Шлам Анны", "Шлам Бориса")]
        operations.apply_batch(mine, claims.ACCEPT, claims.accepting(Desk(live, PACK), found))
        after = load_snapshot(mine, audit.audit.id)
        assert after.by_id[audit.streams[0].id].name == "Шлам Бориса"  # type: ignore[attr-defined]
        assert after.claims[0].status is ClaimStatus.ACCEPTED
        operations.undo(mine)
        operations.apply_batch(mine, claims.REJECT, claims.rejecting(found))
        after = load_snapshot(mine, audit.audit.id)
        assert after.by_id[audit.streams[0].id].name == "Шлам Анны"  # type: ignore[attr-defined]
        assert after.claims[0].status is ClaimStatus.REJECTED
        assert not claims.open_claims(LiveAudit(after), words)


def test_evidence_comes_along_with_its_file(
    apart: tuple[Path, Path], audit: Snapshot, tmp_path: Path
) -> None:
    anna, boris = apart
    photo = tmp_path / "счётчик.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0 meter")
    with open_workspace(boris) as theirs:
        evidence.add(theirs, audit.audit.id, [photo], links=[f"stream/{audit.streams[0].id}"])
    with open_workspace(anna) as mine:
        merges.merge_in(mine, merges.look_at(mine, boris))
        kept = evidence.listed(mine, audit.audit.id)
        assert [item.present for item in kept] == [True]
        assert evidence.content(mine, kept[0].record) == photo.read_bytes()
        operations.undo(mine)
        assert not evidence.listed(mine, audit.audit.id)
