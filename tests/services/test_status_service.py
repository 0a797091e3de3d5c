"""Status, overrides, pins and proofs through the services and the command line, as a person meets them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.paths import data_room, user_data_dir
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.services import operations, pins
from symbioaudit.services.audits import new_audit
from symbioaudit.services.methodologies import differences, listed, prove, prove_all
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.status import audit_status, override_step
from symbioaudit.services.workspace import Workspace, open_workspace


def cli(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = run(program, list(args))
    said = capsys.readouterr()
    return code, said.out, said.err


def printed(capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    code, out, err = cli(capsys, *args)
    assert code == 0, err
    return json.loads(out)


def own_copy(name: str = "is-screening-ru") -> Path:
    """The shipped pack copied into the user's folder, where it comes before the shipped one."""
    folder = user_data_dir() / "methodology" / name
    shutil.copytree(data_room("methodology") / "is-screening-ru", folder)
    return folder


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# ── where an audit stands ─────────────────────────────────────────────────────────────────


def test_hot_spots_and_weights_come_from_the_analysis(
    workspace: Workspace, audit: Snapshot
) -> None:
    found = audit_status(workspace, audit.audit.id)
    done, counted = found.status.progress
    assert counted == 11
    assert done < counted
    spots = next(s for s in found.status.steps if s.step.id == "S06").unmet[-1]
    assert {p.entity for p in spots.points} == {"stream"}
    weights = [gap.weight for gap in found.status.lists.onsite]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] > 0.05


def test_an_offered_stream_needs_its_access_reviewed(workspace: Workspace, audit: Snapshot) -> None:
    stream = next(s for s in audit.streams if s.category.value == "waste")
    operations.record(workspace, "stream", stream.id, {"offer": "now", "confidentiality": None})
    before = audit_status(workspace, audit.audit.id).status.lists.upload
    assert any(
        g.point and (g.point.id, g.point.field) == (stream.id, "confidentiality") for g in before
    )
    operations.record(
        workspace, "stream", stream.id, {"confidentiality": Confidentiality.MATCHABLE}
    )
    after = audit_status(workspace, audit.audit.id).status.lists.upload
    assert not any(
        g.point and (g.point.id, g.point.field) == (stream.id, "confidentiality") for g in after
    )


def test_an_override_is_kept_shown_and_taken_back(workspace: Workspace, audit: Snapshot) -> None:
    override_step(workspace, audit.audit.id, "5", "счётчик в поверке")
    step = audit_status(workspace, audit.audit.id).status.steps[5]
    assert step.complete
    assert step.override
    assert (step.override.reason, step.override.who) == ("счётчик в поверке", "Анна")
    override_step(workspace, audit.audit.id, "S05", None)
    assert audit_status(workspace, audit.audit.id).status.steps[5].override is None
    operations.undo(workspace)
    assert audit_status(workspace, audit.audit.id).status.steps[5].override


def test_a_step_that_is_not_there_is_refused(workspace: Workspace, audit: Snapshot) -> None:
    with pytest.raises(SymbioError, match="SA-8010"):
        override_step(workspace, audit.audit.id, "S99", "why not")


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "Before you leave the plant"), ("ru", "До отъезда с завода")]
)
def test_the_command_prints_steps_and_lists(
    capsys: pytest.CaptureFixture[str], workspace: Workspace, audit: Snapshot, path: Path, lang: str, word: str
) -> None:  # fmt: skip
    workspace.close()
    code, out, _err = cli(
        capsys, "--lang", lang, "--workspace", str(path), "audit", "status", "B-1"
    )
    assert code == 0
    assert word in out
    assert out.count("✗") + out.count("✓") == 11
    data = printed(capsys, "--workspace", str(path), "audit", "status", "B-1", "--json")
    assert data["audit"] == audit.audit.id
    assert {"draft", "final", "upload", "onsite"} <= set(data)
    assert all(
        rule["points"] or rule["met"] for s in data["steps"] for rule in s["rules"] if s["applies"]
    )
    shown = printed(capsys, "--workspace", str(path), "audit", "show", "B-1", "--json")
    assert shown["status"]["steps"] == data["steps"]


def test_override_by_the_command_needs_a_reason(
    capsys: pytest.CaptureFixture[str], workspace: Workspace, path: Path
) -> None:
    workspace.close()
    where = ("--workspace", str(path), "audit")
    assert cli(capsys, *where, "override", "B-1", "S05")[0] == 2
    assert cli(capsys, *where, "override", "B-1", "S05", "--reason", "no meter")[0] == 0
    data = printed(capsys, *where, "status", "B-1", "--json")
    assert data["steps"][5]["override"]["reason"] == "no meter"
    assert cli(capsys, *where, "override", "B-1", "S05", "--withdraw")[0] == 0


# ── pins ──────────────────────────────────────────────────────────────────────────────────


def test_a_new_audit_is_pinned_to_pack_and_overlay(workspace: Workspace) -> None:
    audit = new_audit(workspace, name="Комбинат", overlay="ru-51-murmansk")
    pin = pins.pin_of(audit)
    assert (pin.overlay, pin.overlay_version) == ("ru-51-murmansk", "1.1.0")
    assert pins.preview(workspace, audit.id).same


def test_moving_to_an_overlay_shows_factors_fields_and_results(workspace: Workspace) -> None:
    audit = new_audit(workspace, name="Комбинат", region="51")
    preview = pins.preview(workspace, audit.id, "ru-51-murmansk")
    kinds = {c.kind for c in preview.changes}
    assert kinds == {"factor", "field"}  # without streams no result changes
    assert "F03.winter_closed_months" in {str(c.name) for c in preview.changes}
    assert load_snapshot(workspace, audit.id).audit.overlay_id is None
    pins.repin(workspace, audit.id, "ru-51-murmansk")
    moved = load_snapshot(workspace, audit.id).audit
    assert (moved.overlay_id, moved.overlay_version) == ("ru-51-murmansk", "1.1.0")
    operations.undo(workspace)
    assert load_snapshot(workspace, audit.id).audit.overlay_id is None


def test_a_newer_pack_changes_results_only_in_the_preview(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "w.symbio"
    folder = own_copy()  # the audit is made under the user's copy
    with open_workspace(file) as workspace:
        audit = new_audit(workspace, name="Комбинат", region="24")
    shutil.copytree(folder, folder.with_name("is-screening-ru-old"))
    edit(folder / "thresholds.yaml", "yellow: 0.10", "yellow: 0.11")
    edit(folder / "factors/heat.yaml", "value: 1.005", "value: 1.006")
    where = ("--workspace", str(file), "audit")
    from symbioaudit.methodology.loader import read_pack

    read_pack.cache_clear()
    data = printed(capsys, *where, "repin", audit.id, "--json")
    assert (data["same"], data["known"], data["moved"]) == (False, True, False)
    assert [(c["kind"], c["old"], c["new"]) for c in data["changes"]] == [("factor", 1.005, 1.006)]
    _code, _out, err = cli(capsys, *where, "status", audit.id)
    assert "repin" in err
    assert printed(capsys, *where, "repin", audit.id, "--yes", "--json")["moved"]
    assert printed(capsys, *where, "repin", audit.id, "--json")["same"]
    assert "repin" not in cli(capsys, *where, "status", audit.id)[2]
    read_pack.cache_clear()


def test_a_version_that_is_gone_is_said_to_be_gone(workspace: Workspace) -> None:
    audit = new_audit(workspace, name="Комбинат")
    operations.record(
        workspace, "audit", audit.id, {"pack_hash": "0" * 64, "pack_version": "0.9.0"}
    )
    preview = pins.preview(workspace, audit.id)
    assert (preview.known, preview.same, preview.changes) == (False, False, ())
    assert "0.9.0" in str(preview.old)


# ── methodologies ─────────────────────────────────────────────────────────────────────────


def test_everything_that_is_shipped_is_sound() -> None:
    assert {p.id for p in prove_all()} == {"is-screening-ru", "ru-51-murmansk"}
    assert [f for p in prove_all() for f in p.findings] == []
    assert {x.base for x in listed()} == {None, "is-screening-ru"}


def test_check_exits_by_the_gravest_finding(capsys: pytest.CaptureFixture[str]) -> None:
    folder = own_copy("regional")
    check = ("methodology", "check", str(folder))
    assert cli(capsys, *check) == (0, "regional: sound, no findings.\n", "")
    edit(
        folder / "factors/heat.yaml",
        "  year: 2020\n",
        '  year: 2020\n  valid_until: "2020-12-31"\n',
    )
    assert cli(capsys, *check)[0] == 0
    code, out, err = cli(capsys, *check, "--strict")
    assert code == 4
    assert out.startswith("factors/heat.yaml:8: warning SA-3219: ")
    assert "1 warning" in err
    edit(folder / "steps.yaml", "forms: [F01]", "forms: [F99]")
    code, out, _err = cli(capsys, *check, "--json")
    assert code == 3
    found = json.loads(out)[0]
    assert not found["sound"]
    codes = {f["code"] for f in found["findings"]}
    assert codes == {"SA-3207", "SA-3208", "SA-3213", "SA-3219"}


def test_check_takes_a_folder_a_file_an_id_and_refuses_the_rest(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    overlay = data_room("methodology") / "overlays/ru-51-murmansk"
    for target in (
        "is-screening-ru",
        "ru-51-murmansk",
        str(overlay),
        str(overlay / "overlay.yaml"),
    ):
        assert prove(target).findings == ()
    assert cli(capsys, "methodology", "check", "no-such")[0] == 3
    assert cli(capsys, "methodology", "check", str(tmp_path / "nowhere" / "at-all"))[0] == 3


def test_an_empty_folder_is_refused_not_a_crash(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, _err = cli(capsys, "methodology", "check", str(tmp_path))
    assert code == 3
    assert "SA-3202" in out


def test_show_counts_and_prints_fields(capsys: pytest.CaptureFixture[str]) -> None:
    data = printed(capsys, "methodology", "show", "--json")
    assert data["contents"]["forms"] == len(data["forms"]) == 28
    assert sum(s["factors"] for s in data["sources"]) == data["contents"]["factors"]
    form = printed(capsys, "methodology", "show", "is-screening-ru", "--form", "f09", "--json")
    fkko = next(f for f in form["fields"] if f["code"] == "fkko")
    assert fkko["export"] == "core"
    code, out, _err = cli(capsys, "--lang", "ru", "methodology", "show", "--form", "F09")
    assert code == 0
    assert "ФККО" in out
    assert cli(capsys, "methodology", "show", "--form", "F99")[0] == 3
    shown = printed(capsys, "methodology", "show", "--overlay", "ru-51-murmansk", "--json")
    assert shown["overlay_version"] == "1.1.0"
    assert shown["hash"] != data["hash"]


def test_diff_names_each_change_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    found = {d.path: d for d in differences("is-screening-ru", "ru-51-murmansk")}
    yellow = found["thresholds.balance.yellow"]
    assert (yellow.op, yellow.old, yellow.new) == ("set", 0.1, 0.12)
    assert all(d.source for d in found.values())
    grid = found["factors.grid_ef.region.51"]
    assert (grid.old, grid.new) == (None, "53.51 kgCO2e/MWh")
    required = found["forms.F03.winter_closed_months.required"]
    assert (required.old, required.new) == ("O", "S")
    assert required.label
    data = printed(capsys, "methodology", "diff", "is-screening-ru", "ru-51-murmansk", "--json")
    assert len(data) == len(found)
    out = cli(capsys, "--lang", "ru", "methodology", "diff", "is-screening-ru", "ru-51-murmansk")[1]
    assert "изменено  thresholds.balance.yellow" in out
