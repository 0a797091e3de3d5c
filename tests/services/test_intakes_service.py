"""Questionnaires through the workspace and the command line: one operation, or nothing."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from symbioaudit.base.errors import Exit, InputRefused
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.services import intakes, operations
from symbioaudit.services.audits import list_audits
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import open_workspace
from tests.intake.books import fill

PLANT = {"F02": {"name_short": "Завод", "name_full": "ООО «Завод»", "inn": "7707083893"}}
ROWS = {
    "F06": [
        {"name": "Лом", "quantity": "3000 т/год"},
        {"name": "Песок", "quantity": "двенадцать"},
    ]
}


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A questionnaire that no audit was made for, filled in."""
    blank = tmp_path / "blank.xlsx"
    intakes.new(blank, lang="ru", whole=True)
    return fill(blank, tmp_path / "ответ.xlsx", single=PLANT, grid=ROWS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "w.symbio"


def cli(path: Path, *args: str) -> int:
    return run(program, ["--workspace", str(path), *args])


def test_a_questionnaire_makes_its_audit_in_one_operation(filled: Path, path: Path) -> None:
    with open_workspace(path) as workspace:
        intakes.apply(workspace, intakes.diff(workspace, intakes.stage(filled)))
        (audit,) = list_audits(workspace)
        assert (audit.enterprise, audit.inn, audit.streams) == ("Завод", "7707083893", 2)
        again = intakes.diff(workspace, intakes.stage(filled))
        assert again.empty
        assert again.snapshot.audit.id == audit.id
        operations.undo(workspace)
        assert list_audits(workspace) == []


def test_prefilled_workbook_of_an_audit_loads_as_no_change(
    filled: Path, path: Path, tmp_path: Path
) -> None:
    with open_workspace(path) as workspace:
        intakes.apply(workspace, intakes.diff(workspace, intakes.stage(filled)))
        audit_id = list_audits(workspace)[0].id
        intakes.new(tmp_path / "out.xlsx", workspace=workspace, audit_id=audit_id, lang="en")
        proposal = intakes.diff(workspace, intakes.stage(tmp_path / "out.xlsx"))
        assert proposal.empty
        assert not intakes.apply(workspace, proposal).fields


def test_another_audits_questionnaire_is_refused(filled: Path, path: Path, tmp_path: Path) -> None:
    with open_workspace(path) as workspace:
        intakes.apply(workspace, intakes.diff(workspace, intakes.stage(filled)))
        other = fill_new(tmp_path)
        intakes.apply(workspace, intakes.diff(workspace, intakes.stage(other)))
        one, two = (a.id for a in list_audits(workspace))
        with pytest.raises(InputRefused) as refusal:
            intakes.diff(workspace, intakes.stage(filled), audit_id=one)
        assert refusal.value.code == "SA-6023"
        assert two in refusal.value.render("ru")


def fill_new(tmp_path: Path) -> Path:
    """A second questionnaire of another plant."""
    blank = tmp_path / "blank2.xlsx"
    intakes.new(blank, lang="en", whole=True)
    return fill(blank, tmp_path / "two.xlsx", single={"F02": {"name_short": "Other"}})


def test_the_command_line_shows_then_loads(
    filled: Path, path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli(path, "intake", "load", str(filled), "--dry-run") == Exit.DONE
    out, err = capfd.readouterr()
    assert "Производство!" in out
    assert "SA-2006" in out
    assert "Nothing was written" in err
    assert not path.exists()
    assert cli(path, "intake", "load", str(filled), "--yes", "--strict") == Exit.WARNINGS
    capfd.readouterr()
    assert cli(path, "intake", "load", str(filled), "--yes", "--json") == Exit.DONE
    told = json.loads(capfd.readouterr().out)
    assert told["empty"]
    assert sum(told["rows"].values()) == told["source_rows"]
    (finding,) = told["findings"]
    assert finding["place"].startswith("Производство!")
    assert finding["ru"] != finding["en"]


def test_refusals_write_nothing(
    path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], shared: Path
) -> None:
    bad = shared / "cases/badinput/protected_passtika.xlsx"
    assert cli(path, "intake", "load", str(bad), "--yes") == Exit.REFUSED
    assert "SA-6002" in capfd.readouterr().err
    lonely = tmp_path / "list.csv"
    lonely.write_text("Наименование;Объём, т/год\nШлак;5\n", encoding="utf-8")
    assert cli(path, "intake", "load", str(lonely), "--yes") == Exit.REFUSED
    assert "SA-6026" in capfd.readouterr().err
    assert not path.exists()


def test_new_writes_once_and_never_over(
    path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "анкета.xlsx"
    assert cli(path, "intake", "new", str(out), "--lang", "en") == Exit.DONE
    assert out.stat().st_size > 20_000
    assert cli(path, "intake", "new", str(out)) == Exit.REFUSED
    assert cli(path, "intake", "new", str(out), "--force") == Exit.DONE
    assert cli(path, "intake", "new", str(tmp_path / "no" / "x.xlsx")) == Exit.FAILED
    capfd.readouterr()


def test_a_list_joins_an_audit_and_a_second_answer_is_a_claim(
    filled: Path, path: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "склад.csv"
    listed.write_text(
        "Материал;Количество, т/год;ОКПД2\nЛом;3100;38.32\nИтого;3100;\n", encoding="utf-8"
    )
    assert cli(path, "intake", "load", str(filled), "--yes") == Exit.DONE
    with open_workspace(path) as workspace:
        audit_id = list_audits(workspace)[0].id
    for _twice in range(2):
        assert (
            cli(path, "intake", "load", str(listed), "--audit", audit_id[-8:], "--yes") == Exit.DONE
        )
    with open_workspace(path) as workspace:
        snapshot = load_snapshot(workspace, audit_id)
    (claim,) = snapshot.claims
    assert (claim.field_code, claim.text) == ("quantity", "3100 т/год")
    scrap = snapshot.by_id[claim.target_id]
    assert scrap.quantity.number == 3000  # type: ignore[attr-defined]
    assert scrap.okpd2 == "38.32"  # type: ignore[attr-defined]


def test_a_second_departments_file_is_undone_in_one_step(
    filled: Path, path: Path, tmp_path: Path
) -> None:
    with open_workspace(path) as workspace:
        intakes.apply(workspace, intakes.diff(workspace, intakes.stage(filled)))
        audit_id = list_audits(workspace)[0].id
        before = load_snapshot(workspace, audit_id)
        intakes.new(tmp_path / "blank2.xlsx", lang="ru", whole=True)
        rows = {
            "F06": [
                {"name": "Лом", "quantity": "2900 т/год"},
                {"name": "Сода", "quantity": "1 т/год"},
            ]
        }
        second = fill(tmp_path / "blank2.xlsx", tmp_path / "экология.xlsx", grid=rows)
        proposal = intakes.diff(workspace, intakes.stage(second), audit_id=audit_id)
        intakes.apply(workspace, proposal)
        after = load_snapshot(workspace, audit_id)
        assert (len(after.streams), len(after.claims)) == (len(before.streams) + 1, 1)
        operations.undo(workspace)
        assert load_snapshot(workspace, audit_id) == before


def test_a_process_killed_while_applying_leaves_nothing(filled: Path, path: Path) -> None:
    with open_workspace(path):
        pass
    child = os.fork()
    if child == 0:
        try:
            _die_between_rows_and_commit(filled, path)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with open_workspace(path) as workspace:
        assert list_audits(workspace) == []
        intakes.apply(workspace, intakes.diff(workspace, intakes.stage(filled)))
        assert len(list_audits(workspace)) == 1


def _die_between_rows_and_commit(filled: Path, path: Path) -> None:
    from symbioaudit.storage import writer

    def killed(*_args: object, **_named: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with open_workspace(path) as workspace:
        proposal = intakes.diff(workspace, intakes.stage(filled))
        writer.check_links = killed
        intakes.apply(workspace, proposal)


def test_open_questions_and_the_letter_from_the_command_line(
    filled: Path, path: Path, tmp_path: Path
) -> None:
    import openpyxl

    out = tmp_path / "вопросы.xlsx"
    assert cli(path, "intake", "new", str(out), "--open-only") == Exit.USAGE
    assert cli(path, "intake", "load", str(filled), "--yes") == Exit.DONE
    with open_workspace(path) as workspace:
        audit_id = list_audits(workspace)[0].id
    letter = ["--due", "15.12.2025", "--return-to", "audit@cis.example", "--contact", "Иванова"]
    command = [
        "intake",
        "new",
        str(out),
        "--audit",
        audit_id,
        "--open-only",
        "--lang",
        "ru",
        *letter,
    ]
    assert cli(path, *command) == Exit.DONE
    front = openpyxl.load_workbook(out)["Инструкция"]
    texts = {str(cell.value) for row in front.iter_rows() for cell in row}
    assert {"15.12.2025", "audit@cis.example", "Иванова"} <= texts
    with open_workspace(path) as workspace:
        assert intakes.diff(workspace, intakes.stage(out), audit_id=audit_id).empty


def test_a_questionnaire_follows_the_overlay_of_its_audit(
    filled: Path, path: Path, tmp_path: Path
) -> None:
    """What a region asks for is asked in the workbook, and the workbook is read by the same rules."""
    from symbioaudit.services.pins import repin

    region = "ru-51-murmansk"
    with open_workspace(path) as workspace:
        intakes.apply(workspace, intakes.diff(workspace, intakes.stage(filled)))
        audit_id = list_audits(workspace)[0].id
        plain, own = tmp_path / "plain.xlsx", tmp_path / "own.xlsx"
        intakes.new(plain, workspace=workspace, audit_id=audit_id)
        repin(workspace, audit_id, region)
        intakes.new(own, workspace=workspace, audit_id=audit_id)
        assert "областного дорожного" not in words(plain)
        assert "областного дорожного" in words(own)
        staged = intakes.stage(own)
        assert staged.meta.overlay_id == region
        assert intakes.diff(workspace, staged).empty


def test_a_new_audit_keeps_the_overlay_of_its_questionnaire(
    filled: Path, path: Path, tmp_path: Path
) -> None:
    from symbioaudit.services.pins import repin

    with open_workspace(path) as workspace:
        intakes.apply(workspace, intakes.diff(workspace, intakes.stage(filled)))
        audit_id = list_audits(workspace)[0].id
        repin(workspace, audit_id, "ru-51-murmansk")
        intakes.new(tmp_path / "own.xlsx", workspace=workspace, audit_id=audit_id)
    with open_workspace(tmp_path / "other.symbio") as other:
        intakes.apply(other, intakes.diff(other, intakes.stage(tmp_path / "own.xlsx")))
        audit = load_snapshot(other, list_audits(other)[0].id).audit
        assert audit.overlay_id == "ru-51-murmansk"
        assert audit.overlay_version


def words(path: Path) -> str:
    """Every text of a workbook."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    return " ".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    ).casefold()
