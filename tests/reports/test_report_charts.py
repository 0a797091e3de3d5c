"""Pictures: months that stand out, bars that fit, colours that stay apart in grey; money's name."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from symbioaudit.analysis import analyse
from symbioaudit.base.i18n import Message
from symbioaudit.methodology import load_pack
from symbioaudit.model.records import Stream
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.reports import pdf, xlsx
from symbioaudit.reports.chapters.diagrams import MOST_BARS, shortlist
from symbioaudit.reports.context import Context
from symbioaudit.reports.document import build
from symbioaudit.reports.numbers import plain
from symbioaudit.reports.pdf.style import colour, series_colours
from symbioaudit.reports.tree import BarChart, Document, Figure, Profile, Series

from . import factory
from .reading import see, squeeze


def with_months(values: list[float]) -> Snapshot:
    """The dairy whose gas is entered by month."""
    audit = factory.snapshot()
    rows = tuple(
        {"month": n, "value": factory.amount(value, "thousand_m3")}
        for n, value in enumerate(values, 1)
    )
    gas = next(s for s in audit.streams if s.carrier == "natural_gas")
    return changed(audit, replace(gas, properties={"monthly": rows}))


def changed(audit: Snapshot, stream: Stream) -> Snapshot:
    return replace(audit, streams=tuple(stream if s.id == stream.id else s for s in audit.streams))


def report(audit: Snapshot, lang: str = "ru") -> Document:
    pack = load_pack("is-screening-ru")
    dossier = factory.dossier(lang, audit)
    return build(replace(dossier, results=analyse(audit, pack), pack=pack))


def figures(tree: Document) -> list[Figure]:
    return [b for s in tree.sections for b in s.blocks if isinstance(b, Figure)]


def test_a_month_far_from_the_rest_is_marked_and_said_in_words(tmp_path: Path) -> None:
    usual = [270.0, 265.0, 268.0, 272.0, 266.0, 270.0, 271.0, 264.0, 2690.0, 268.0, 270.0, 266.0]
    tree = report(with_months(usual))
    picture = next(f.picture for f in figures(tree) if isinstance(f.picture, Profile))
    assert picture.marked == tuple(v == 2690.0 for v in usual)
    assert picture.values == tuple(usual)
    assert picture.labels[8] == "сен"
    assert picture.unit == "тыс. м³"
    pdf.write(tree, tmp_path / "r.pdf")
    seen = see(tmp_path / "r.pdf")
    assert not seen.outside
    assert not seen.overlaps
    assert squeeze("выделяется, проверить") in seen.squeezed
    assert "2690" in seen.squeezed
    xlsx.write(tree, tmp_path / "r.xlsx")
    sheet = load_workbook(tmp_path / "r.xlsx")["По месяцам"]
    assert [row[2].value for row in sheet.iter_rows(min_row=4, max_row=15)] == usual


def test_a_season_is_no_outlier() -> None:
    season = [500.0, 480.0, 400.0, 250.0, 120.0, 100.0, 100.0, 110.0, 150.0, 260.0, 400.0, 490.0]
    picture = next(f.picture for f in figures(report(with_months(season))) if "month" in f.id)
    assert isinstance(picture, Profile)
    assert not any(picture.marked)


def test_a_long_chart_keeps_its_sum_and_says_how_many_are_others() -> None:
    ctx = Context(factory.dossier("ru"))
    labels = tuple(f"источник {i}" for i in range(40))
    values: tuple[float | None, ...] = tuple(None if i == 3 else float(i) for i in range(40))
    chart = shortlist(ctx, BarChart(labels, (Series("a", values),), "т"))
    assert len(chart.labels) == MOST_BARS
    assert chart.labels[-1] == f"прочие ({40 - MOST_BARS + 1})"
    assert sum(v for v in chart.series[0].values if v is not None) == sum(range(40)) - 3
    few = BarChart(("a", "a", "b"), (Series("x", (1.0, 2.0, None)),), "т")
    assert shortlist(ctx, few).series[0].values == (3.0, None)


def grey(ink: tuple[float, float, float]) -> float:
    """Lightness in a grey print."""
    return 0.299 * ink[0] + 0.587 * ink[1] + 0.114 * ink[2]


def test_neighbouring_colours_stay_apart_in_grey_print() -> None:
    tones = [grey(ink) for ink in series_colours()]
    assert all(abs(a - b) > 0.2 for a, b in itertools.pairwise(tones))
    for name in ("ink", "accent", "mark", "quiet"):
        assert grey(colour(name)) < 0.5  # read on white paper


def test_russian_thousands_stand_apart_whatever_their_length() -> None:
    assert plain(8600.0, "ru", 0) == "8\u00a0600"
    assert plain(-1234.5, "ru", 1) == "−1\u00a0234,5"
    assert plain(12204.0, "ru", 0) == "12\u00a0204"
    assert plain(860.0, "ru", 0) == "860"
    assert plain(8600.0, "en", 0) == "8,600"


@pytest.mark.parametrize(
    ("pattern", "value", "ru", "en"),
    [
        ("{x:.1%}", 0.0523, "5,2\u00a0%", "5.2%"),
        ("{x:.4g}", 123456.0, "123\u00a0500", "123,500"),
        ("{x:.3f}", 0.25, "0,250", "0.250"),
        ("{x}", 3, "3", "3"),
    ],
)
def test_numbers_inside_sentences_follow_the_language(
    pattern: str, value: float, ru: str, en: str
) -> None:
    message = Message(pattern, {"x": value})
    assert (message.render("ru"), message.render("en")) == (ru, en)


def test_money_bears_the_currency_of_the_audit(tmp_path: Path) -> None:
    audit = factory.snapshot()
    tree = report(replace(audit, audit=replace(audit.audit, currency="USD")), "en")
    pdf.write(tree, tmp_path / "r.pdf")
    text = see(tmp_path / "r.pdf").text
    assert "USD/year" in text
    assert text.count("RUB/year") <= 1  # what the law sets in roubles
    assert "USD/years" not in text
