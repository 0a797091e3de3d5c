"""An audit at a glance: what its forms know, in their own words, and how much there is of everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from symbioaudit.base.i18n import N_, language, translate
from symbioaudit.model.amount import Amount
from symbioaudit.model.records import Record
from symbioaudit.model.snapshot import COLLECTIONS, Snapshot

if TYPE_CHECKING:
    from symbioaudit.forms.definitions import FieldDef
    from symbioaudit.methodology import Pack

HEADS = {"enterprise": N_("Enterprise"), "site": N_("Site"), "audit": N_("Audit")}
WIDTH = 34  # of the column of labels
LONGEST = 100  # characters of a value


def card(snapshot: Snapshot, pack: Pack | None) -> Iterator[str]:
    """Lines for a terminal; blanks are not shown, nor what only a missing methodology could name."""
    lang = language()
    for entity, title in HEADS.items():
        record = getattr(snapshot, entity)
        yield f"{translate(title, lang)}  {record.id}"
        yield from _fields(record, pack, lang)
    yield translate(N_("Records"), lang)
    for entity, name in COLLECTIONS.items():
        count = len(getattr(snapshot, name))
        if count:
            yield f"  {_kind(entity, pack, lang):<{WIDTH}} {count}"


def _fields(record: Record, pack: Pack | None, lang: str) -> Iterator[str]:
    from symbioaudit.forms.session import field_value

    if pack is None:
        return
    seen: set[str] = set()
    for form in pack.forms.values():
        for field in form.fields if form.takes(record) else ():
            value = field_value(record, field.code)
            if value not in (None, (), "") and field.code not in seen:
                seen.add(field.code)
                yield f"  {field.label.render(lang):<{WIDTH}} {_shown(value, field, pack, lang)}"


def _shown(value: Any, field: FieldDef, pack: Pack, lang: str) -> str:
    if isinstance(value, Amount):
        from symbioaudit.units import format_amount

        return value.text or format_amount(value, lang)
    if isinstance(value, tuple):
        rows = [x for x in value if not isinstance(x, str | date)]
        return f"× {len(rows)}" if rows else ", ".join(_shown(x, field, pack, lang) for x in value)
    if isinstance(value, bool):
        return "✓" if value else "—"
    entry = pack.entry(field.enum, str(value)) if field.enum else None
    text = entry.text.render(lang) if entry else " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _kind(entity: str, pack: Pack | None, lang: str) -> str:
    """What the records are called: by their form where only one holds them."""
    forms = pack.forms.values() if pack else ()
    titles = [form.title.render(lang) for form in forms if form.entity == entity]
    named = {"stream": N_("Streams"), "finding": N_("Findings"), "claim": N_("Second answers"),
             "consent": N_("Consents"), "signoff": N_("Sign-offs")}  # fmt: skip
    return translate(named[entity], lang) if entity in named else titles[0] if titles else entity
