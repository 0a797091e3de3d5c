"""Records, fields and values of the journal in words: names as people know them, amounts as typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from symbioaudit.base.i18n import N_, Message, Text, translate
from symbioaudit.forms import FieldDef, FormDef
from symbioaudit.forms.session import OVERRIDES
from symbioaudit.intake.answers import MISSING_WORDS, unit_part, written
from symbioaudit.intake.layout import choices_of
from symbioaudit.intake.naming import names_of
from symbioaudit.methodology import Pack
from symbioaudit.model.amount import Amount
from symbioaudit.model.changes import FieldChange
from symbioaudit.model.codec import AMOUNT_KEY, field_types, from_json, property_from_json
from symbioaudit.model.enums import Missing
from symbioaudit.model.records import ENTITIES, Record
from symbioaudit.services.cloning import CARRIED, ORIGIN
from symbioaudit.services.entries import column_of
from symbioaudit.storage.edits import WHOLE
from symbioaudit.units import unit_label

BLANK: Final = "—"
ENTITY_NAMES: Final[Mapping[str, str]] = {
    "enterprise": N_("enterprise"),
    "site": N_("site"),
    "audit": N_("audit"),
    "process": N_("process"),
    "product": N_("product"),
    "stream": N_("stream"),
    "resource": N_("resource"),
    "want": N_("want"),
    "cost": N_("cost"),
    "evidence": N_("evidence"),
    "interview": N_("interview"),
    "finding": N_("finding"),
    "readiness": N_("readiness"),
    "opportunity": N_("opportunity"),
    "match": N_("match"),
    "risk": N_("risk"),
    "action": N_("action"),
    "consent": N_("consent"),
    "signoff": N_("sign-off"),
    "claim": N_("second answer"),
}
# What no form asks for, and yet is written.
OWN_NAMES: Final[Mapping[str, str]] = {
    "status": N_("state of the record"),
    "revision": N_("revision"),
    "links": N_("proves"),
    "confidentiality": N_("confidentiality"),
    "note": N_("note of the record"),
    "period_start": N_("beginning of the period"),
    "period_end": N_("end of the period"),
    "name": N_("name of the record"),
    OVERRIDES: N_("rules set aside"),
    CARRIED: N_("taken over, not confirmed"),
    ORIGIN: N_("copied from"),
    "pack_hash": N_("hash of the methodology"),
    "map_x": N_("place on the map"),
    "map_y": N_("place on the map"),
}
ADDED: Final = N_("added")
DELETED: Final = N_("to the bin")
ROWS: Final = N_("rows: {n}")
YES_TEXT: Final = N_("yes")
NO_TEXT: Final = N_("no")
BECOMES: Final = " → "


@dataclass(frozen=True)
class Words:
    """What texts lean on: the pack, the language, and names of the records that are referred to."""

    pack: Pack
    lang: str = "ru"
    names: Mapping[str, str] = field(default_factory=dict)  # record id → name

    def entity(self, entity: str) -> str:
        """The kind of a record."""
        return translate(ENTITY_NAMES.get(entity, entity), self.lang)

    def name(self, entity: str, data: Mapping[str, Any] | None, record_id: str = "") -> str:
        """What people call a record (its JSON object)."""
        own = data or {}
        for code in ("name", "name_short", "name_full", "title", "caption", "role", "code", "text"):
            if isinstance(own.get(code), str) and own[code].strip():
                return str(own[code])
        return self.names.get(record_id) or self.entity(entity)

    def form_of(self, entity: str, data: Mapping[str, Any] | None = None) -> FormDef | None:
        """The form whose rows hold a record: by its filter where the data are known."""
        forms = self._forms.get(entity, ())
        if data:
            for form in forms:
                if all(str(data.get(name)) in allowed for name, allowed in form.filter.items()):
                    return form
        return forms[0] if forms else None

    def field_of(
        self, entity: str, path: str, data: Mapping[str, Any] | None = None
    ) -> tuple[FormDef, FieldDef] | None:
        """The form and the definition of a field; the record's own form is asked first."""
        code = code_of(path)
        first = self.form_of(entity, data)
        for form in (*([first] if first else []), *self._forms.get(entity, ())):
            found = form.field(code)
            if found is not None:
                return form, found
        return None

    def label(self, entity: str, path: str, data: Mapping[str, Any] | None = None) -> str:
        """What people call a field."""
        if path == WHOLE:
            return self.entity(entity)
        found = self.field_of(entity, path, data)
        if found is not None:
            return found[1].label.render(self.lang)
        code = code_of(path)
        return translate(OWN_NAMES[code], self.lang) if code in OWN_NAMES else code

    def value(
        self, entity: str, path: str, value: Any, data: Mapping[str, Any] | None = None
    ) -> str:
        """A JSON value as it was typed, with its unit; a blank is a dash."""
        if value is None or value in ([], {}):
            return BLANK
        if path.startswith("reasons."):
            return MISSING_WORDS[Missing(value)].render(self.lang)
        amount = amount_of(entity, path, value)
        if amount is not None:
            return self.amount(amount)
        if isinstance(value, bool):
            return translate(YES_TEXT if value else NO_TEXT, self.lang)
        return self._typed(entity, path, value, data) or self._plain(value)

    def _typed(self, entity: str, path: str, value: Any, data: Mapping[str, Any] | None) -> str:
        """A value as its field writes it; empty where no person types this field."""
        found = self.field_of(entity, path, data)
        if found is None:
            return ""
        try:
            column = column_of(self.pack, found[0], found[1].code)
        except KeyError:
            return ""
        known = property_from_json(value)
        return written(known, column, self.lang, self.names, self._bases).text

    def amount(self, amount: Amount, *, unit: bool = True, basis: bool = True) -> str:
        """An amount as typed; its unit is added where nobody typed one, and how it is known."""
        if amount.missing is not None:
            return amount.text or MISSING_WORDS[amount.missing].render(self.lang)
        text, own = amount.text.strip(), self.unit(amount)
        rest = unit_part(text)
        if own and (rest or text[-1:].isdigit()):
            number = text.removesuffix(rest).strip() if rest else text
            text = f"{number}\u00a0{own}" if unit else number
        known = self.basis(amount) if basis else ""
        return f"{text}, {known}" if known else text

    def unit(self, amount: Amount) -> str:
        """The unit of an amount as people write it."""
        if not amount.unit:
            return ""
        whole = f"{amount.unit}/{amount.per.value}" if amount.per else amount.unit
        return unit_label(whole, self.lang)

    def basis(self, amount: Amount) -> str:
        """How an amount is known; empty when nobody said."""
        label = self._bases.get(amount.basis.value) if amount.basis else None
        return label.render(self.lang).lower() if label else ""

    def step(
        self, entity: str, path: str, old: Any, new: Any, data: Mapping[str, Any] | None = None
    ) -> str:
        """``12 → 9 тыс. м³/год, измерено``: what is the same on both sides is said once."""
        one, two = (amount_of(entity, path, value) for value in (old, new))
        if one is None or two is None or one.missing or two.missing:
            return BECOMES.join(self.value(entity, path, value, data) for value in (old, new))
        same_unit = self.unit(one) == self.unit(two)
        same_basis = one.basis == two.basis
        left = self.amount(one, unit=not same_unit, basis=not same_basis)
        return f"{left}{BECOMES}{self.amount(two)}"

    def change(self, item: FieldChange, data: Mapping[str, Any] | None = None) -> str:
        """One change of the journal in a line, without the name of the record."""
        if item.field == WHOLE:
            word = translate(ADDED if item.old is None else DELETED, self.lang)
            return f"{self.entity(item.entity)}: {word}"
        label = self.label(item.entity, item.field, data)
        return f"{label}: {self.step(item.entity, item.field, item.old, item.new, data)}"

    @cached_property
    def _forms(self) -> Mapping[str, tuple[FormDef, ...]]:
        out: dict[str, tuple[FormDef, ...]] = {}
        for form in self.pack.forms.values():
            out[form.entity] = (*out.get(form.entity, ()), form)
        return out

    @cached_property
    def _bases(self) -> Mapping[str, Text]:
        return {choice.value: choice.text for choice in choices_of(self.pack, "bases")}

    def _rows(self, value: Any) -> str:
        n = len(value) if isinstance(value, list | tuple) else 1
        return Message(ROWS, {"n": n}).render(self.lang)

    def _plain(self, value: Any) -> str:
        if isinstance(value, list | tuple):
            if any(isinstance(one, Mapping) for one in value):
                return self._rows(value)
            return "; ".join(self.names.get(str(one), str(one)) for one in value)
        text = str(value)
        return self.names.get(text, text)


def code_of(path: str) -> str:
    """``properties.shape`` and ``reasons.shape`` are both about the field ``shape``."""
    return path.partition(".")[2] or path


def amount_of(entity: str, path: str, value: Any) -> Amount | None:
    """The amount that a JSON value is, or None."""
    if not isinstance(value, Mapping):
        return None
    if path.startswith("properties."):
        own = value.get(AMOUNT_KEY)
        return from_json(Amount, own) if isinstance(own, Mapping) else None
    hint = field_types(ENTITIES[entity]).get(path)
    fits = hint is not None and "Amount" in str(hint)
    return from_json(Amount, value) if fits else None


def words_for(pack: Pack, records: Iterable[Record], lang: str = "ru") -> Words:
    """Words that know the names of these records."""
    return Words(pack, lang, names_of(tuple(records)))
