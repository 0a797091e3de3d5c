"""Pictures of the manual, made by the program itself: ``python -m tools.manual_pictures [--check]``.

Few, small and light: the ten pages that a picture explains faster than words. ``--check`` writes nothing: each
picture is there in both languages, no larger than agreed, shown by a page of the manual, and of a page of the
window; nothing else lies in the folder. The pixels are not compared: fonts differ from machine to machine.
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from symbioaudit.ui.window import Window

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
FOLDER: Final = "pictures"
LANGUAGES: Final = ("ru", "en")
WIDTH: Final = 960  # px of a picture; the window is drawn at 1280
COLOURS: Final = 48
LIMIT: Final = 60_000  # bytes
SHOWN: Final = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of the window as the manual shows it."""

    name: str
    page: str
    chapter: str


PICTURES: Final = (
    Picture("home", "home", "start"),
    Picture("card", "form:F02", "onsite"),
    Picture("table", "form:F09", "grid"),
    Picture("map", "map", "map"),
    Picture("sankey", "sankey", "map"),
    Picture("balances", "balances", "results"),
    Picture("hotspots", "hotspots", "results"),
    Picture("history", "history", "history"),
    Picture("report", "report", "closing"),
    Picture("settings", "settings", "settings"),
)


def problems(docs: Path = DOCS, pages: frozenset[str] | None = None) -> list[str]:
    """What is wrong with the pictures that lie in ``docs``; ``pages``: ids of the pages there are."""
    found = [
        f"{item.name}: there is no page {item.page}"
        for item in PICTURES
        if pages is not None and item.page not in pages
    ]
    for lang in LANGUAGES:
        found += _problems_in(docs / lang)
    return found


def _problems_in(docs: Path) -> list[str]:
    found = []
    wanted = {f"{item.name}.png": item for item in PICTURES}
    there = {path.name for path in (docs / FOLDER).glob("*")}
    found += [f"{docs.name}: {name} is shown nowhere" for name in sorted(there - wanted.keys())]
    for name, item in wanted.items():
        path = docs / FOLDER / name
        if not path.is_file():
            found.append(f"{docs.name}: {name} is missing")
        elif path.stat().st_size > LIMIT:
            found.append(f"{docs.name}: {name} has {path.stat().st_size} bytes, more than {LIMIT}")
        text = (docs / f"{item.chapter}.md").read_text(encoding="utf-8")
        shown = {target: words for words, target in SHOWN.findall(text)}
        if not shown.get(f"{FOLDER}/{name}", "").strip():
            found.append(f"{docs.name}: {item.chapter}.md does not show {name} with words")
    return found


def make(docs: Path = DOCS) -> None:
    """Draw all pictures."""
    from tools.screenshots import Shot, demo_window, dress

    with tempfile.TemporaryDirectory() as name:
        window = demo_window(Path(name))
        for lang in LANGUAGES:
            dress(window, Shot(lang, "light"))
            folder = docs / lang / FOLDER
            folder.mkdir(parents=True, exist_ok=True)
            for item in PICTURES:
                _show(window, item.page)
                (folder / f"{item.name}.png").write_bytes(_small(window))
        window.close()


def _show(window: Window, page: str) -> None:
    from symbioaudit.ui.session import Place
    from tools.screenshots import settle

    pack, live = window.session.pack, window.session.live
    assert pack is not None
    assert live is not None
    form = pack.forms.get(page.removeprefix("form:"))
    first = next((r.id for r in live.of(form.entity) if form.takes(r)), "") if form else ""
    window.show_place(Place(page, form.entity if form else "", first))
    settle(window)


def _small(window: Window) -> bytes:
    """The window as a PNG of few colours."""
    from PIL import Image
    from PySide6.QtCore import QBuffer, Qt

    whole = window.grab().toImage()
    image = whole.scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    buffer = QBuffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    plain = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    out = io.BytesIO()
    plain.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    """Make the pictures, or check them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if "--check" not in sys.argv[1:]:
        make()
    found = problems()
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
