"""What a template says about one report: its sections, own words, logo and readers.

A user's template is a folder with ``report.yaml`` (and the logo it names); ours are in the
``reports/templates`` data room. See docs/en/report.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.i18n import LANGUAGES, Text
from symbioaudit.reports.errors import NO_AUDIENCE, NO_SECTION, OWN_TEMPLATE
from symbioaudit.reports.templates import load

FILE: Final = "report.yaml"
MOST_BYTES: Final = 2_000_000  # of a logo, of a template
PICTURES: Final = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg"}
KEYS: Final = frozenset(
    {"title", "organisation", "logo", "audience", "sections", "without", "titles", "texts"}
)


@dataclass(frozen=True)
class Layout:
    """The choices of one report; the empty one is our full report."""

    audience: str = "full"
    sections: tuple[str, ...] = ()  # in this order; empty: all
    without: frozenset[str] = frozenset()
    title: Text | None = None
    organisation: Text | None = None  # who made the report
    logo: bytes = b""
    titles: Mapping[str, Text] = field(default_factory=dict)
    before: Mapping[str, Text] = field(default_factory=dict)  # own text by section
    after: Mapping[str, Text] = field(default_factory=dict)

    @property
    def redact(self) -> tuple[str, ...]:
        """What these readers may not see."""
        return tuple(_audience(self.audience).get("redact") or ())

    @property
    def audience_title(self) -> Text:
        """Who the report is for, in words."""
        title = _audience(self.audience)["title"]
        return Text(title["ru"], title["en"])

    def places(self, known: Sequence[str]) -> tuple[str, ...]:
        """The sections of ``known`` to print, in order."""
        own = _audience(self.audience)
        order = self.sections or tuple(own.get("sections") or known)
        left_out = self.without if self.sections else self.without | set(own.get("without") or ())
        return tuple(key for key in order if key in known and key not in left_out)


def layout(
    *,
    template: Path | None = None,
    audience: str | None = None,
    sections: Iterable[str] = (),
    without: Iterable[str] = (),
) -> Layout:
    """The template of a folder, with what was asked for on top of it.

    Raises:
        InputRefused: SA-6504 the template is not in order; SA-6505 no such section;
            SA-6506 no such audience.
    """
    base = read(template) if template else Layout()
    if audience:
        base = replace(base, audience=audience)
    if sections := tuple(sections):
        base = replace(base, sections=sections)
    if left_out := frozenset(without):
        base = replace(base, without=base.without | left_out)
    _check(base)
    return base


def read(folder: Path) -> Layout:
    """The template in a folder.

    Raises:
        InputRefused: SA-6504, with the place and the reason.
    """
    path = folder / FILE
    data = _yaml(path)
    unknown = sorted(set(data) - KEYS)
    if unknown:
        raise OWN_TEMPLATE(file=path, reason=", ".join(unknown))
    texts = _mapping(path, data, "texts")
    return Layout(
        audience=str(data.get("audience") or "full"),
        sections=_names(path, data, "sections"),
        without=frozenset(_names(path, data, "without")),
        title=_text(path, data.get("title"), "title"),
        organisation=_text(path, data.get("organisation"), "organisation"),
        logo=_logo(path, data.get("logo")),
        titles=_texts(path, _mapping(path, data, "titles"), "titles"),
        before=_texts(path, {k: v.get("before") for k, v in texts.items()}, "texts"),
        after=_texts(path, {k: v.get("after") for k, v in texts.items()}, "texts"),
    )


def _yaml(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        if path.stat().st_size > MOST_BYTES:
            raise OWN_TEMPLATE(file=path, reason=f"> {MOST_BYTES}")
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as fault:
        raise OWN_TEMPLATE(file=path, reason=str(fault)) from fault
    if not isinstance(data, Mapping):
        raise OWN_TEMPLATE(file=path, reason="{…}")
    return data


def _mapping(path: Path, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key) or {}
    good = isinstance(value, Mapping) and all(isinstance(v, Mapping) for v in value.values())
    if not good:
        raise OWN_TEMPLATE(file=path, reason=key)
    return dict(value)


def _names(path: Path, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key) or []
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise OWN_TEMPLATE(file=path, reason=key)
    return tuple(value)


def _text(path: Path, value: Any, key: str) -> Text | None:
    """Words in both languages, or one wording for both."""
    if value is None:
        return None
    if isinstance(value, str):
        return Text(value, value)
    if isinstance(value, Mapping) and all(isinstance(value.get(x), str) for x in LANGUAGES):
        return Text(value["ru"], value["en"])
    raise OWN_TEMPLATE(file=path, reason=key)


def _texts(path: Path, values: Mapping[str, Any], key: str) -> Mapping[str, Text]:
    made = {name: _text(path, value, f"{key}.{name}") for name, value in values.items()}
    return {name: text for name, text in made.items() if text is not None}


def _logo(path: Path, name: Any) -> bytes:
    """The picture, which must lie in the template's own folder."""
    if not name:
        return b""
    place = (path.parent / str(name)).resolve()
    try:
        inside = place.is_relative_to(path.parent.resolve())
        data = place.read_bytes() if inside and place.stat().st_size <= MOST_BYTES else b""
    except OSError as fault:
        raise OWN_TEMPLATE(file=path, reason=str(fault)) from fault
    if not any(data.startswith(mark) for mark in PICTURES):
        raise OWN_TEMPLATE(file=path, reason=f"logo: {name}")
    return data


def _audience(name: str) -> Mapping[str, Any]:
    known = load("audiences")
    if name not in known:
        raise NO_AUDIENCE(name=name, known=", ".join(known))
    found: Mapping[str, Any] = known[name]
    return found


def _check(made: Layout) -> None:
    _audience(made.audience)
    known = [item["id"] for item in load("outline")["sections"]]
    named = {*made.sections, *made.without, *made.titles, *made.before, *made.after}
    for name in sorted(named - set(known)):
        raise NO_SECTION(name=name, known=", ".join(known))


def audiences() -> tuple[str, ...]:
    """Names of the audiences that the templates know."""
    return tuple(load("audiences"))
