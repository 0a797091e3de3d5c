"""The gate that finds texts which a widget would show untranslated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_translations import bare_texts


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('QLabel("Save", self)', ["Save"]),
        ('label.setText(f"Rows: {n}")', ["Rows: "]),
        ('menu.addAction("Сохранить")', ["Сохранить"]),
        ('box.setToolTip(text="Why")', ["Why"]),
        ('QLabel(_("Save"), self)', []),
        ('label.setText("…")', []),
        ('label.setText(f"{a} · {b}")', []),
        ('label.setText(f"SymbioAudit {version}")', []),
        ('label.setText("<br>".join(lines))', []),
        ('label.setObjectName("save")', []),
    ],
)
def test_bare_texts(tmp_path: Path, code: str, found: list[str]) -> None:
    path = tmp_path / "page.py"
    path.write_text(code, encoding="utf-8")
    assert [text for text, _line in bare_texts(path)] == found
