"""A long list is compared in one walk over the audit, not in one walk for each of its rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.synthetic import snapshot
from symbioaudit.intake.layout import Block
from symbioaudit.services import intakes
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import open_workspace


def test_each_record_is_looked_at_once_however_long_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = snapshot(300)
    names = [s.name for s in audit.streams if s.category.value == "waste"]
    lines = [
        "Наименование отхода;Код ФККО;Количество, т/год",
        *(f"{n};35111101204;5" for n in names),
    ]
    path = tmp_path / "отходы.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    looked, holds = [0], Block.holds

    def counted(block: Block, record: object) -> bool:
        looked[0] += 1
        return holds(block, record)  # type: ignore[arg-type]

    monkeypatch.setattr(Block, "holds", counted)
    with open_workspace(tmp_path / "w.symbio") as workspace:
        save_snapshot(workspace, audit)
        proposal = intakes.diff(workspace, intakes.stage(path), audit_id=audit.audit.id)
    assert len(names) == 100
    # Once for each kind of form; once for each row would be a hundred more.
    assert looked[0] <= 30 * len(audit.streams)
    assert proposal.plan.creates == ()
