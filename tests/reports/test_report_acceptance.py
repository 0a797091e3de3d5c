"""The acceptance protocol: empty lines on a draft, who accepted and the drawn signature once signed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from symbioaudit.model import ink
from symbioaudit.model.enums import AuditStatus
from symbioaudit.model.records import SignOff
from symbioaudit.reports import pdf
from symbioaudit.reports.document import build
from tests.reports import factory
from tests.reports.reading import see

DRAWN = (tuple((100 + 8 * n, 180 + (60 if n % 2 else -60), n % 100) for n in range(90)),)


def _signed(strokes: tuple[ink.Stroke, ...], remarks: tuple[str, ...] = ()) -> factory.Snapshot:
    audit = factory.snapshot()
    sign = SignOff(
        id="s1", audit_id=audit.audit.id, revision=2, signed_by="Петрова А. С.",
        signed_at="2026-11-25T16:20:00", state_hash="ab" * 32,
        properties={"role": "директор", "remarks": remarks, "strokes": ink.written(strokes)},
    )  # fmt: skip
    head = replace(audit.audit, status=AuditStatus.SIGNED, revision=2)
    return replace(audit, audit=head, signoffs=(sign,))


def test_a_signed_report_names_who_accepted_it_and_draws_the_signature(tmp_path: Path) -> None:
    for name, strokes in (("drawn", DRAWN), ("bare", ())):
        audit = _signed(strokes, ("Уточнить воду",))
        pdf.write(build(factory.dossier("ru", audit, draft=None)), tmp_path / f"{name}.pdf")
    text = see(tmp_path / "drawn.pdf").pages[-1]
    for wanted in ("Петрова А. С.", "директор", "25.11.2026", "Уточнить воду", "abababababababab"):
        assert wanted in text
    assert "ЧЕРНОВИК" not in text
    drawn, bare = _ink(tmp_path / "drawn.pdf"), _ink(tmp_path / "bare.pdf")
    assert drawn > bare + 200


def test_a_signature_without_remarks_says_so(tmp_path: Path) -> None:
    pdf.write(build(factory.dossier("ru", _signed(DRAWN), draft=None)), tmp_path / "a.pdf")
    text = " ".join(see(tmp_path / "a.pdf").pages[-1].split())
    assert "Замечаний нет" in text


def test_a_draft_leaves_the_lines_for_the_pen(tmp_path: Path) -> None:
    pdf.write(build(factory.dossier("ru", _signed(DRAWN), draft=3)), tmp_path / "a.pdf")
    assert "Петрова" not in see(tmp_path / "a.pdf").pages[-1]


def _ink(path: Path) -> int:
    """Dark pixels of the last page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        page = document[len(document) - 1].render(scale=1.5, grayscale=True)
        return sum(value < 128 for value in bytes(page.buffer))
    finally:
        document.close()
