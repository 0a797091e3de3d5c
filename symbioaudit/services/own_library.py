"""The user's own entries: add a precedent, import lists of them; they survive updates of the methodology."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.errors import SymbioError
from symbioaudit.base.i18n import N_, Message
from symbioaudit.base.writing import write_bytes
from symbioaudit.forms.yamlfile import YamlFile, read_yaml
from symbioaudit.intake.books import read_book
from symbioaudit.intake.cells import Sheet
from symbioaudit.intake.naming import fold
from symbioaudit.intake.staged import Finding
from symbioaudit.methodology import Pack
from symbioaudit.methodology.findings import Finding as Fault
from symbioaudit.methodology.own import own_folder, read_entries
from symbioaudit.methodology.symbiosis import Precedent
from symbioaudit.model.enums import Severity
from symbioaudit.services import errors
from symbioaudit.storage.library_words import stem, words_of

FILE: Final = "precedents.yaml"  # of the user's library folder
# Heading (folded) → field. The shapes of published lists of exchanges are among them.
COLUMNS: Final[Mapping[str, str]] = {
    "id": "key", "exchange_id": "key", "network": "network", "сеть": "network",
    "donor": "donor", "донор": "donor", "поставщик": "donor", "donor_business": "donor_business",
    "donor_nace": "donor_nace", "оквэд донора": "donor_nace", "receiver": "receiver", "получатель": "receiver",
    "receiver_business": "receiver_business", "receiver_nace": "receiver_nace", "оквэд получателя": "receiver_nace",
    "waste": "name", "name": "name", "отход": "name", "ресурс": "name", "наименование": "name",
    "resource": "resource", "класс ресурса": "resource", "use": "use", "final_use": "use", "применение": "use",
    "treatment": "treatment", "обработка": "treatment", "third_party": "third_party", "third_nace": "third_nace",
    "fkko": "fkko", "фкко": "fkko", "ewc": "ewc", "okpd2": "okpd2", "окпд2": "okpd2",
    "amount": "amount", "количество": "amount", "unit": "unit", "единица": "unit", "year": "year", "год": "year",
    "status": "status", "статус": "status", "country": "country", "страна": "country",
    "source": "source", "reference": "source", "источник": "source",
}  # fmt: skip
NEEDED: Final = ("donor", "receiver", "name")
STATUSES: Final[Mapping[str, str]] = {
    "implemented": "operating", "operating": "operating", "действует": "operating", "planned": "planned",
    "планируется": "planned", "under feasibility": "planned", "feasibility": "planned", "past": "past",
    "прекращён": "past", "trial": "trial", "испытание": "trial",
}  # fmt: skip
BLANKS: Final = frozenset({"", "na", "nd", "n/a", "-", "—", "none", "нет", "нет данных"})

MISSING = N_("“{column}” is blank; the row was left out.")
NO_CLASS = N_("No class of resources was recognised in “{name}”; name it in the column resource.")
GUESSED = N_("“{name}” was taken as {resource}; correct it in the column resource.")
UNKNOWN_CLASS = N_("There is no class of resources “{resource}”.")
BAD_ACTIVITY = N_("“{code}” is no code of NACE or OKVED2; it was left out.")
BAD_AMOUNT = N_("“{text}” is no number; the amount was left out.")
TWICE = N_("The same synergy stands in an earlier row.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import or an addition did."""

    added: int = 0
    replaced: int = 0
    findings: tuple[Finding, ...] = ()
    entries: tuple[Mapping[str, Any], ...] = field(default=())


def add_precedent(pack: Pack, values: Mapping[str, str]) -> Taken:
    """Add one precedent; ``values`` by the fields of an import.

    Raises:
        SymbioError: SA-8071, something needed is blank.
    """
    for name in NEEDED:
        if not values.get(name):
            raise errors.ENTRY_BLANK(field=name)
    entry, findings = _entry(pack, values, "")
    return _keep([entry] if entry else [], findings)


def import_precedents(pack: Pack, path: Path) -> Taken:
    """Precedents from a table (.csv, .xlsx, .xls) or a YAML file; each row is judged by itself.

    Raises:
        SymbioError: SA-60xx or SA-300x the file cannot be read; SA-8072 it has no column that is known.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        return _from_yaml(path)
    findings: list[Finding] = []
    found: dict[str, Mapping[str, Any]] = {}
    for sheet in read_book(path).filled():
        for place, values in _rows(sheet, path):
            entry, said = _entry(pack, values, place)
            findings += said
            if entry is not None and entry["id"] in found:
                findings.append(_say(Severity.WARNING, place, TWICE))
            elif entry is not None:
                found[entry["id"]] = entry
    return _keep(list(found.values()), findings)


def _from_yaml(path: Path) -> Taken:
    file = read_yaml(path)
    content, lines = file.content, file.lines
    if not isinstance(content, Mapping):
        content = {"precedents": content}
        lines = {("precedents", *place): line for place, line in lines.items()}
    file = YamlFile(file.path, content, lines, path.name)
    findings, names = [], set()
    for one in read_entries(file):
        if isinstance(one, Fault):
            findings.append(Finding(Severity.ERROR, one.what, one.where))
        elif isinstance(one, Precedent):
            names.add(one.id)
    kept = [dict(x) for x in content.get("precedents") or () if x.get("id") in names]
    return _keep(kept, findings)


def _rows(sheet: Sheet, path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    head = min(sheet.rows)
    columns = {
        n: COLUMNS[key]
        for n in sheet.rows[head]
        if (key := fold(sheet.text(head, n)).replace(" nace", "_nace")) in COLUMNS
    }
    if not set(NEEDED) <= set(columns.values()):
        raise errors.NO_COLUMNS(path=path.name, columns="donor, receiver, name")
    for row in sorted(sheet.rows):
        if row > head:
            values = {name: _value(sheet.text(row, n)) for n, name in columns.items()}
            if any(values.values()):
                yield f"{row}", values


def _value(text: str) -> str:
    return "" if fold(text) in BLANKS else " ".join(text.split())


def _entry(
    pack: Pack, values: Mapping[str, str], place: str
) -> tuple[dict[str, Any] | None, list[Finding]]:
    values = {**values, **_named_by_business(values)}
    missing = [name for name in NEEDED if not values.get(name)]
    if missing:
        return None, [_say(Severity.ERROR, place, MISSING, column=missing[0])]
    findings: list[Finding] = []
    resource = _resource(pack, values, place, findings)
    entry = {
        "id": _id(values),
        "network": values.get("network") or "own",
        "donor": _activity(values, "donor", place, findings),
        "receiver": _activity(values, "receiver", place, findings),
        "resource": resource,
        "name": values["name"],
        "use": values.get("use") or "?",
        "codes": {k: [_code(k, values[k])] for k in ("fkko", "ewc", "okpd2") if values.get(k)},
        "status": STATUSES.get(fold(values.get("status", "")), "unknown"),
        "source": values.get("source", ""),
        "country": values.get("country", ""),
        "figures": _figures(values, place, findings),
    }
    if values.get("treatment"):
        entry["treatment"] = values["treatment"]
    if values.get("third_party"):
        entry["intermediary"] = {"name": values["third_party"]}
    return {k: v for k, v in entry.items() if v not in ("", [], {})}, findings


def _named_by_business(values: Mapping[str, str]) -> dict[str, str]:
    """Where a list keeps the names back, an end is called by what it does."""
    ends = ("donor", "receiver")
    return {
        e: values[f"{e}_business"]
        for e in ends
        if not values.get(e) and values.get(f"{e}_business")
    }


def _id(values: Mapping[str, str]) -> str:
    """The key of the list where it has one, else a print of who, what and to whom."""
    key = values.get("key")
    said = "|".join(fold(values.get(name, "")) for name in (*NEEDED, "use"))
    mark = hashlib.sha256((key or said).encode()).hexdigest()[:10]
    return f"own_{re.sub(r'[^0-9a-z]+', '_', key.lower()).strip('_')}" if key else f"own_{mark}"


def _activity(
    values: Mapping[str, str], end: str, place: str, findings: list[Finding]
) -> dict[str, str]:
    name = values[end]
    business = values.get(f"{end}_business")
    made = {"name": f"{name} ({business})" if business and business != name else name}
    code = values.get(f"{end}_nace")
    if code:
        printed = activity_code(code)
        if printed is None:
            findings.append(_say(Severity.WARNING, place, BAD_ACTIVITY, code=code))
        else:
            made["nace"] = printed
    return made


def activity_code(text: str) -> str | None:
    """``3511`` and ``35.11`` as 35.11; the first of several; None where it is no code."""
    first = re.split(r"[;,/ ]", text.strip())[0]
    if re.fullmatch(r"\d{2}(\.\d{1,2}(\.\d{1,2})?)?", first):
        return first
    digits = first if first.isdigit() else ""
    if len(digits) in (3, 4):
        return f"{digits[:2]}.{digits[2:]}"
    return None


def _code(catalogue: str, text: str) -> str:
    return text if catalogue == "okpd2" else "".join(filter(str.isdigit, text))


def _resource(pack: Pack, values: Mapping[str, str], place: str, findings: list[Finding]) -> str:
    named = values.get("resource")
    if named:
        if named in pack.symbiosis.resources:
            return named
        findings.append(_say(Severity.WARNING, place, UNKNOWN_CLASS, resource=named))
    guess = guessed_class(pack, values["name"], values.get("ewc", ""))
    if guess:
        findings.append(_say(Severity.HINT, place, GUESSED, name=values["name"], resource=guess))
    else:
        findings.append(_say(Severity.WARNING, place, NO_CLASS, name=values["name"]))
    return guess or ""


def guessed_class(pack: Pack, name: str, ewc: str = "") -> str | None:
    """The class with the longest phrase that a name says; a fitting EWC code decides between equals.

    Without a phrase, the only class of the code.
    """
    said = {stem(word) for word in words_of(name)}
    digits = "".join(filter(str.isdigit, ewc))
    best: tuple[int, bool, str] | None = None
    by_code = []
    for each in pack.symbiosis.resources.values():
        coded = bool(digits) and any(digits.startswith(c) for c in each.codes.ewc if len(c) >= 4)
        by_code += [each.id] if coded else []
        phrases = (
            each.title.ru,
            each.title.en,
            *each.words.get("ru", ()),
            *each.words.get("en", ()),
        )
        fits = [
            len(key) for p in phrases if (key := {stem(w) for w in words_of(p)}) and key <= said
        ]
        if fits and (best is None or (max(fits), coded) > best[:2]):
            best = (max(fits), coded, each.id)
    if best:
        return best[2]
    return by_code[0] if len(by_code) == 1 else None


def _figures(
    values: Mapping[str, str], place: str, findings: list[Finding]
) -> list[dict[str, Any]]:
    from symbioaudit.units import check_unit, parse_number

    if not values.get("amount"):
        return []
    try:
        span, unit = parse_number(values["amount"]).span, values.get("unit") or "t/a"
        check_unit(unit)
    except SymbioError:
        span = None
    number = span.best if span else None
    if number is None:
        findings.append(_say(Severity.WARNING, place, BAD_AMOUNT, text=values["amount"]))
        return []
    year = values.get("year", "")
    made: dict[str, Any] = {"value": number, "unit": unit, "what": "moved"}
    if year.isdigit():
        made["year"] = int(year)
    return [made]


def _say(severity: Severity, place: str, msgid: str, **params: object) -> Finding:
    return Finding(severity, Message(msgid, params), place)


def _keep(
    entries: list[dict[str, Any]] | list[Mapping[str, Any]], findings: list[Finding]
) -> Taken:
    """Write the entries beside those that are there; the same id takes the place of the old one."""
    import yaml

    path = own_folder() / FILE
    present: dict[str, Any] = dict(read_yaml(path).content or {}) if path.is_file() else {}
    held = {str(item["id"]): item for item in present.get("precedents") or ()}
    replaced = sum(str(entry["id"]) in held for entry in entries)
    held |= {str(entry["id"]): dict(entry) for entry in entries}
    if entries:
        present["precedents"] = list(held.values())
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(present, allow_unicode=True, sort_keys=False, width=120)
        write_bytes(path, text.encode())
    return Taken(len(entries) - replaced, replaced, tuple(findings), tuple(entries))
