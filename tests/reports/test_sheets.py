"""One-page sheets at the door: always one page, numbers as in the audit, nothing hidden shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from symbioaudit.base.ids import new_id
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.records import Match, Stream
from symbioaudit.services import operations
from symbioaudit.services.audits import list_audits
from symbioaudit.services.intakes import apply, diff, stage
from symbioaudit.services.operations import Create, Update
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import open_workspace
from symbioaudit.units import parse

ROOT = Path(__file__).resolve().parents[2]


class Mill:
    """The planer mill in a file, with a rich stream and a match."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "пила.symbio"
        with open_workspace(self.path, actor="Анна") as workspace:
            apply(workspace, diff(workspace, stage(ROOT / "examples" / "planer_mill.xlsx")))
            snapshot = load_snapshot(workspace, list_audits(workspace)[0].id)
            self.stream = next(s for s in snapshot.streams if s.name == "Опилки")
            operations.apply_batch(workspace, "test", [*self._stream(), *self._match()])

    def _stream(self) -> list[Update]:
        composition = [
            {
                "component": f"Компонент {n}",
                "share": parse(f"{n}%", locale="ru"),
                "method": "ГОСТ Р 57702",
            }
            for n in range(1, 60)
        ]
        months = [
            {"month": str(n), "value": parse(f"{100 + n} т", locale="ru")} for n in range(1, 13)
        ]
        values = {
            "fkko": "30522001215",
            "properties.price_expect": parse("450 руб/т", locale="ru"),
            "properties.composition": composition,
            "properties.monthly": months,
            "properties.batch_min": parse("20 т", locale="ru"),
            "properties.cause_text": "Очень длинное пояснение о причинах образования. " * 60,
            "confidentiality": Confidentiality.MATCHABLE,
        }
        return [Update("stream", self.stream.id, values)]

    def _match(self) -> list[Create]:
        self.match = new_id()
        properties = {
            "gate_legal": "pass",
            "gate_safety": "unknown",
            "gate_safety_note": "Пыль взрывоопасна: нужен протокол.",
            "intermediary_steps": [{"step": "dry", "who": "receiver"}],
        }
        made = Match(
            id=self.match,
            audit_id=self.stream.audit_id,
            stream_id=self.stream.id,
            partner="Пеллетный завод",
            status="discussion",
            properties=properties,
        )
        return [Create(made)]


@pytest.fixture
def mill(tmp_path: Path) -> Iterator[Mill]:
    return Mill(tmp_path)


def pages(pdf: Path) -> int:
    """Pages of a file."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def text_of(pdf: Path) -> str:
    """All words of the first page in one line."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    text = page.get_textpage()
    try:
        return re.sub(r"\s+", " ", text.get_text_range())
    finally:
        text.close()
        page.close()
        document.close()


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_rich_stream_still_fits_on_one_page(mill: Mill, tmp_path: Path, lang: str) -> None:
    pdf = tmp_path / "p.pdf"
    call = ["--workspace", str(mill.path), "passport", "Опилки", "--pdf", str(pdf), "--lang", lang]
    assert run(program, [*call, "--audience", "full"]) == 0
    assert pages(pdf) == 1
    said = text_of(pdf)
    assert "3 05 220 01 21 5" in said
    assert {"ru": "1 550 т/год", "en": "1,550 t/year"}[lang] in said
    assert {"ru": "нет данных", "en": "no data"}[lang] in said
    assert "Компонент 1" in said
    assert "450" in said


def test_the_partner_does_not_see_the_price(mill: Mill, tmp_path: Path) -> None:
    pdf = tmp_path / "p.pdf"
    call = ["--workspace", str(mill.path), "passport", mill.stream.id, "--pdf", str(pdf)]
    assert run(program, [*call, "--lang", "ru"]) == 0
    assert "450" not in text_of(pdf)
    assert run(program, call) == 3  # the file exists
    assert run(program, [*call, "--force"]) == 0


def test_a_private_stream_gets_no_sheet_for_partners(
    mill: Mill, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_workspace(mill.path, actor="Анна") as workspace:
        edit = Update("stream", mill.stream.id, {"confidentiality": Confidentiality.PRIVATE})
        operations.apply_batch(workspace, "test", [edit])
    pdf = tmp_path / "p.pdf"
    call = ["--workspace", str(mill.path), "passport", "Опилки", "--pdf", str(pdf)]
    assert run(program, call) == 3
    assert "SA-8090" in capsys.readouterr().err
    assert not pdf.exists()
    assert run(program, [*call, "--audience", "full", "--lang", "en"]) == 0
    assert "private" in text_of(pdf)


def test_the_meeting_card_has_room_to_write(mill: Mill, tmp_path: Path) -> None:
    pdf = tmp_path / "m.pdf"
    call = ["--workspace", str(mill.path), "meeting", "Пеллетный завод", "--pdf", str(pdf)]
    assert run(program, [*call, "--lang", "ru"]) == 0
    assert pages(pdf) == 1
    said = text_of(pdf)
    assert "Пыль взрывоопасна: нужен протокол." in said
    for word in ("Поставщик", "Получатель", "Консультант", "Опилки", "Сушка"):
        assert word in said


def test_two_streams_of_one_name_are_asked_about(
    mill: Mill, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twin: Stream = replace(mill.stream, id=new_id())
    with open_workspace(mill.path, actor="Анна") as workspace:
        operations.apply_batch(workspace, "test", [Create(twin)])
    call = ["--workspace", str(mill.path), "passport", "Опилки", "--pdf", str(tmp_path / "x.pdf")]
    assert run(program, call) == 3
    said = capsys.readouterr().err
    assert twin.id in said
    assert mill.stream.id in said
