"""Reports made for their readers: sections, own words, logo, redaction; damaged templates."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from symbioaudit.base.errors import Exit, InputRefused
from symbioaudit.cli import program
from symbioaudit.cli.run import run
from symbioaudit.model.amount import Amount, Span
from symbioaudit.model.enums import Basis, Category, Confidentiality, Direction, Kind
from symbioaudit.model.records import Record, Stream
from symbioaudit.reports import pdf
from symbioaudit.reports.audience import redact
from symbioaudit.reports.document import build
from symbioaudit.reports.layout import Layout, audiences, layout
from symbioaudit.reports.tree import Paragraph
from symbioaudit.services.reporting import dossier_of, report_audit
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import open_workspace

from . import factory
from .reading import see, squeeze

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
OWN = """
organisation: {ru: "Центр симбиоза", en: "Centre of symbiosis"}
title: {ru: "Наш отчёт", en: "Our report"}
logo: logo.png
sections: [scope, plan, losses]
without: [losses]
titles: {plan: {ru: "Что делать", en: "What to do"}}
texts:
  scope: {before: {ru: "Первые слова.", en: "First words."}}
  plan: {after: "Contact\\nTelephone"}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A folder with a whole template."""
    (tmp_path / "report.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(DOT)
    return tmp_path


def test_a_template_gives_order_titles_words_and_logo(template: Path, tmp_path: Path) -> None:
    tree = build(replace(factory.dossier("ru"), layout=layout(template=template)))
    assert [(s.id, s.title) for s in tree.sections] == [
        ("scope", "Цель, границы и методика"),
        ("plan", "Что делать"),
    ]
    assert tree.sections[0].blocks[0] == Paragraph("Первые слова.")
    assert [b.text for b in tree.sections[1].blocks if isinstance(b, Paragraph)][-2:] == [
        "Contact",
        "Telephone",
    ]
    pdf.write(tree, tmp_path / "r.pdf")
    seen = see(tmp_path / "r.pdf")
    assert squeeze("Центр симбиоза") in squeeze(seen.pages[0])
    assert squeeze("Наш отчёт") in squeeze(seen.pages[0])
    assert b"/Subtype /Image" in (tmp_path / "r.pdf").read_bytes()
    pdf.write(tree, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "r.pdf").read_bytes()


def test_what_is_asked_for_goes_before_the_template(template: Path) -> None:
    made = layout(template=template, sections=["brief", "plan"], audience="manager")
    assert made.places(("plan", "scope", "brief")) == ("brief", "plan")
    assert made.audience == "manager"
    assert layout(without=["plan"]).places(("scope", "plan")) == ("scope",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sections: [nope]", "SA-6505"),
        ("texts: {nope: {before: x}}", "SA-6505"),
        ("audience: everybody", "SA-6506"),
        ("sections: brief", "SA-6504"),
        ("colour: red", "SA-6504"),
        ("title: {ru: Отчёт}", "SA-6504"),
        ("logo: report.yaml", "SA-6504"),
        ("logo: ../secret.png", "SA-6504"),
        ("logo: lost.png", "SA-6504"),
        ("[1, 2]", "SA-6504"),
        ("a: [", "SA-6504"),
    ],
)
def test_a_damaged_template_is_refused(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(DOT)
    folder = tmp_path / "t"
    folder.mkdir()
    (folder / "report.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match=code):
        layout(template=folder)


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    broken = Layout(logo=b"\x89PNG and then nothing")
    with pytest.raises(InputRefused, match="SA-6504"):
        pdf.write(build(replace(factory.dossier("ru"), layout=broken)), tmp_path / "r.pdf")


def test_every_audience_makes_a_report(tmp_path: Path) -> None:
    for name in audiences():
        tree = build(replace(factory.dossier("ru"), layout=layout(audience=name)))
        pdf.write(tree, tmp_path / f"{name}.pdf")
        seen = see(tmp_path / f"{name}.pdf")
        assert not seen.outside
        assert squeeze(layout(audience=name).audience_title.ru) in squeeze(seen.pages[0])


def test_the_platform_sees_neither_prices_nor_names_nor_private_records(tmp_path: Path) -> None:
    audit = factory.snapshot()
    secret = replace(
        audit.streams[8],
        id=factory.uid(500),
        name="Тайная сыворотка",
        confidentiality=Confidentiality.PRIVATE,
    )
    audit = replace(audit, streams=(*audit.streams, secret))
    files = {"pdf": tmp_path / "r.pdf", "xlsx": tmp_path / "r.xlsx"}
    with open_workspace(tmp_path / "w.symbio", actor="test") as ws:
        save_snapshot(ws, audit)
        whole = dossier_of(ws, audit.audit.id, lang="ru")
        shown = dossier_of(ws, audit.audit.id, lang="ru", layout=layout(audience="platform"))
        report_audit(ws, audit.audit.id, lang="ru", layout=layout(audience="platform"), **files)
    book = openpyxl.load_workbook(files["xlsx"], data_only=True)
    cells = [c.value for sheet in book for row in sheet.iter_rows() for c in row]
    words = see(files["pdf"]).text + "\n".join(str(c) for c in cells)
    for hidden in (
        "Тайная",
        "Петров",
        "Молоко сырое",
        "Закваска",
        "2 325 600 000",
        "Творожный цех",
    ):
        assert squeeze(hidden) not in squeeze(words), hidden
    numbers = {c for c in cells if isinstance(c, int | float)}
    money = {2_325_600_000.0, 34_000.0, 79_300_000.0, 1_900_000.0}
    assert not numbers & money
    assert "Сыворотка творожная" in words  # may be matched, so it is shown as it is
    mass = next(b for b in shown.results.balances if b.layer == "mass" and b.process is None)
    full = next(b for b in whole.results.balances if b.layer == "mass" and b.process is None)
    assert mass.total_in.value == pytest.approx(full.total_in.value)  # sums stay
    assert shown.hidden is not None
    assert shown.hidden.records >= 1
    assert re.search(
        r"Закрытых записей исключено: \d+", see(files["pdf"]).text.replace("\r\n", " ")
    )


def flow(n: int, value: float | None, level: Confidentiality) -> Stream:
    span = None if value is None else Span(value, value, value)
    return Stream(
        id=factory.uid(n),
        audit_id=factory.uid(3),
        direction=Direction.IN,
        kind=Kind.MATERIAL,
        category=Category.RAW_MATERIAL,
        name=f"сырьё {n}",
        confidentiality=level,
        quantity=Amount(text="", basis=Basis.BILLED, canonical=span, canonical_unit="t/a"),
    )


def level(record: Record) -> Confidentiality:
    return record.confidentiality or Confidentiality.OPEN


@pytest.mark.parametrize(("second", "whole"), [(5.0, 15.0), (None, None)])
def test_sums_of_a_category_never_take_a_blank_for_zero(
    second: float | None, whole: float | None
) -> None:
    closed = Confidentiality.AGGREGATED
    streams = (
        flow(900, 10.0, closed),
        flow(901, second, closed),
        flow(902, 7.0, Confidentiality.OPEN),
    )
    audit = replace(factory.snapshot(), streams=streams, claims=())
    seen, hidden = redact(audit, ["aggregate"], level, str.upper)
    assert hidden.merged == 2
    found = {s.name: s.quantity.number if s.quantity else None for s in seen.streams}
    assert set(found.values()) == {whole, 7.0}
    assert {"сырьё 902"} < set(found)


def test_the_command_takes_the_choices(template: Path, tmp_path: Path) -> None:

    path = tmp_path / "w.symbio"
    with open_workspace(path, actor="test") as ws:
        save_snapshot(ws, factory.snapshot())
    call = ["--workspace", str(path), "report", "КР-2026-014", "--pdf", str(tmp_path / "r.pdf")]
    wanted = ["--lang", "ru", "--template", str(template), "--sections", "brief, plan"]
    assert run(program, [*call, *wanted]) == Exit.DONE
    titles = [title for _level, title, _page in see(tmp_path / "r.pdf").bookmarks]
    assert titles == [
        "Резюме для руководителя",
        "1 Что делать",
        "1.1 Предложения для Match & Meet",
        "1.2 Предложения для Living Lab",
    ]
    assert run(program, [*call, "--force", "--without", "nope"]) == Exit.REFUSED


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_template_of_the_manual_is_in_order(lang: str, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / f"docs/{lang}/report.md").read_text(encoding="utf-8")
    (tmp_path / "report.yaml").write_text(page.split("```yaml\n")[1].split("```")[0], "utf-8")
    (tmp_path / "logo.png").write_bytes(DOT)
    made = layout(template=tmp_path)
    assert made.audience == "manager"
    assert made.places(("brief", "plan", "interviews", "scope")) == ("brief", "scope", "plan")
    assert set(re.findall(r"^\| `(\w+)`", page, re.MULTILINE)) == set(audiences())
