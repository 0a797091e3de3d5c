"""Catalogues of offers and wants, and descriptions of real networks, from a file: JSON, YAML, or the CSV
columns of the MAESTRI exchanges. Hostile input: size limit, schema, references, nothing taken by halves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from symbioaudit.analysis.symbiosis.recall import Link, Network, Published
from symbioaudit.analysis.symbiosis.sides import Have, Market, Party, SideCodes, Want, Window
from symbioaudit.base.errors import NOT_FOUND, NOT_READABLE, reason_of
from symbioaudit.exchange import errors as e
from symbioaudit.methodology.symbiosis import Reported
from symbioaudit.model.amount import Span

SCHEMA: Final = Path(__file__).with_name("catalogue-1.0.schema.json")
MOST_BYTES: Final = 64 * 1024 * 1024
MAESTRI: Final = frozenset({"donor", "receiver", "waste"})  # columns without which there is no link
UNNAMED: Final = frozenset({"", "ND", "NA"})


def read_networks(path: Path) -> tuple[Network, ...]:
    """The networks of a file: one of a JSON or YAML file, as many as the rows name of a CSV file.

    Raises:
        SymbioError: SA-1001, SA-1002, SA-7040 not a catalogue, SA-7041 a reference leads nowhere.
    """
    text = _text(path)
    if path.suffix.lower() == ".csv":
        return tuple(_from_rows(path, text))
    return (_network(path, _content(path, text)),)


def read_catalogue(path: Path) -> Market:
    """The plants, offers and wants of a file; links, where it has any, are not read."""
    return read_networks(path)[0].market


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise e.NOT_A_CATALOGUE(where=path.name, reason=f"> {MOST_BYTES // 2**20} MiB")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise NOT_FOUND(path=str(path)) from None
    except OSError as fault:
        raise NOT_READABLE(path=str(path), reason=reason_of(fault)) from fault
    except UnicodeDecodeError as fault:
        raise e.NOT_A_CATALOGUE(where=path.name, reason="UTF-8") from fault


def _content(path: Path, text: str) -> Mapping[str, Any]:
    import yaml
    from jsonschema import Draft202012Validator

    try:
        data = json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as fault:
        reason = " ".join(str(fault).split())[:200]
        raise e.NOT_A_CATALOGUE(where=path.name, reason=reason) from fault
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    bad = next(Draft202012Validator(schema).iter_errors(data), None)
    if bad is not None:
        place = "/".join(str(p) for p in bad.absolute_path)
        raise e.NOT_A_CATALOGUE(where=f"{path.name}:{place}", reason=bad.message[:200])
    assert isinstance(data, Mapping)
    return data


def _network(path: Path, data: Mapping[str, Any]) -> Network:
    parties = {p["id"]: _party(p) for p in data["plants"]}
    haves = tuple(_have(h) for h in data.get("haves", ()))
    wants = tuple(_want(w) for w in data.get("wants", ()))
    links = tuple(Link(k["have"], k["to"], k.get("use", "")) for k in data.get("links", ()))
    known = {h.id for h in haves}
    lost = [s.party for s in (*haves, *wants) if s.party not in parties]
    lost += [k.plant for k in links if k.plant not in parties]
    lost += [k.have for k in links if k.have not in known]
    lost += [t["of"] for t in data.get("totals", ()) if "of" in t and t["of"] not in known]
    if lost:
        raise e.LOST_REFERENCE(where=path.name, name=lost[0])
    title = data.get("title") or {}
    return Network(
        data.get("id", path.stem),
        title.get("en", path.stem),
        Market(parties, haves, wants),
        links,
        tuple(data.get("aliases", ())),
        data.get("source", ""),
        totals=tuple(
            Published(
                Reported(
                    t["value"], t["unit"], t["what"], t.get("year"), t["source"], t.get("high")
                ),
                t.get("of"),
            )
            for t in data.get("totals", ())
        ),
    )


def _party(p: Mapping[str, Any]) -> Party:
    return Party(
        p["id"],
        p.get("name", p["id"]),
        tuple(p.get("activities", ())),
        p.get("business", ""),
        p.get("lat"),
        p.get("lon"),
        tuple(p["licences"]) if "licences" in p else None,
    )


def _shared(s: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": s["id"],
        "party": s["plant"],
        "name": s["name"],
        "kind": s.get("kind", "material"),
        "codes": SideCodes(*(s.get(c, "") for c in ("fkko", "ewc", "okpd2"))),
        "resource": s.get("resource"),
        "amount": _span(s.get("amount")),
        "unit": s.get("unit", ""),
        "monthly": tuple(s["monthly"]) if "monthly" in s else None,
        "continuity": s.get("continuity"),
        "temperature": s.get("temperature"),
        "ready": date.fromisoformat(s["ready"]) if "ready" in s else None,
        "estimated": s.get("estimated", False),
    }


def _span(value: Any) -> Span | None:
    if value is None:
        return None
    if isinstance(value, int | float):
        return Span(value, value, value)
    low, high = value["low"], value["high"]
    return Span(value.get("best", (low + high) / 2), low, high)


def _have(h: Mapping[str, Any]) -> Have:
    return Have(
        **_shared(h),
        values={
            v["parameter"]: Span(v["value"], v["value"], v["value"]) for v in h.get("values", ())
        },
        contaminants=dict(h.get("contaminants", {})),
        hazard_class=h.get("hazard_class"),
        legal_status=h.get("legal_status"),
        disposal=h.get("disposal"),
        preparation=h.get("preparation"),
        price=h.get("price"),
        batch=h.get("batch"),
        origin="catalogue",
    )


def _want(w: Mapping[str, Any]) -> Want:
    windows = tuple(
        Window(
            q["parameter"], q.get("low"), q.get("high"), q.get("critical", False), q.get("unit", "")
        )
        for q in w.get("quality", ())
    )
    return Want(
        **_shared(w),
        quality=windows,
        forbidden=dict(w.get("forbidden", {})),
        batch=w.get("batch"),
        price=w.get("price"),
        price_max=w.get("price_max"),
        treatment=w.get("treatment"),
        substitution=w.get("substitution"),
        distance_max=w.get("distance_max"),
        licences=tuple(w["licences"]) if "licences" in w else None,
        use=w.get("use", ""),
        origin="catalogue",
    )


def _from_rows(path: Path, text: str) -> Iterator[Network]:
    """MAESTRI rows: networks by the first number of ``exchange_id``, plants by name, else by business."""
    reader = csv.DictReader(io.StringIO(text))
    missing = MAESTRI - set(reader.fieldnames or ())
    if missing:
        raise e.NOT_A_CATALOGUE(where=path.name, reason=", ".join(sorted(missing)))
    groups: dict[str, list[Mapping[str, str]]] = {}
    for row in reader:
        case = (row.get("exchange_id") or path.stem).split(",")[0].strip()
        groups.setdefault(case, []).append(row)
    for case, rows in groups.items():
        yield _of_rows(case, rows)


def _of_rows(case: str, rows: list[Mapping[str, str]]) -> Network:
    parties: dict[str, Party] = {}
    haves: dict[str, Have] = {}
    links = []
    for row in rows:
        donor, receiver = (_end(row, which, parties) for which in ("donor", "receiver"))
        waste = (row["waste"] or "").strip()
        have_id = f"{donor}:{waste.casefold()}"
        ewc = (row.get("ewc") or "").split("/")[0].strip()
        codes = SideCodes(ewc="" if ewc in UNNAMED else ewc, okpd2=(row.get("cpa") or "").strip())
        haves.setdefault(have_id, Have(id=have_id, party=donor, name=waste, codes=codes))
        use = (row.get("final_use") or "").strip()
        links.append(Link(have_id, receiver, "" if use in UNNAMED else use))
    market = Market(parties, tuple(haves.values()))
    name = f"maestri-{case}"
    return Network(name, name, market, tuple(links), (), "MAESTRI", (f"MAESTRI {case},",))


def _end(row: Mapping[str, str], which: str, parties: dict[str, Party]) -> str:
    name = (row[which] or "").strip()
    business, nace = (
        (row.get(f"{which}_business") or "").strip(),
        (row.get(f"{which}_nace") or "").strip(),
    )
    key = f"{business}|{nace}" if name in UNNAMED else name.casefold()
    business = business or ("" if name in UNNAMED else name)
    activities = () if nace in UNNAMED else (nace,)
    label = business if name in UNNAMED else name
    parties.setdefault(key, Party(key, label, activities, business))
    return key
