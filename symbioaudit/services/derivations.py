"""Where a number comes from, as a tree: formulas inside formulas, down to what was typed and by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from symbioaudit.analysis.results import Derivation, Quantity, Source
from symbioaudit.base.i18n import N_, translate
from symbioaudit.methodology import Factor, Pack
from symbioaudit.model.records import Evidence
from symbioaudit.reports.templates import Texts
from symbioaudit.services.figures import Link, View, shown
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.workspace import Workspace
from symbioaudit.units import NBSP, format_number, format_quantity, unit_label

MOST: Final = 200  # fields whose last change is looked up
FACTOR: Final = N_("factor of the methodology")
NOT_VERIFIED: Final = N_("not verified")
FEDERAL: Final = N_("Russia")
TYPED: Final = N_("typed as “{text}”")
INTERVAL: Final = N_("95 % interval: {low} … {high}")
SOFT: Final = N_("rests on estimates: {share} %")
AS_TYPED: Final = N_("Taken as it was typed.")


@dataclass(frozen=True, slots=True)
class Node:
    """One line of a derivation: a typed field, a factor, or another result with its own lines."""

    symbol: str
    label: str
    value: str
    origin: str  # what was typed; source, year, region and unit of a factor; formula of a result
    author: str = ""
    estimated: bool = False
    link: Link | None = None  # the field where the value was typed
    evidence: tuple[str, ...] = ()  # what backs the field
    inside: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """A number with everything that it rests on."""

    value: str
    lines: tuple[str, ...]  # formula and its source, interval, share of estimates, what is missing
    nodes: tuple[Node, ...]

    def leaves(self) -> Iterator[Node]:
        """The lines that nothing stands under."""
        waiting = list(reversed(self.nodes))
        while waiting:
            one = waiting.pop()
            if one.inside:
                waiting.extend(reversed(one.inside))
            else:
                yield one


def tree_of(quantity: Quantity, view: View) -> Tree:
    """The derivation of a number in the language of the view."""
    backed = _backed(view.live)
    made = quantity.derivation
    nodes = tuple(_node(one, view, backed) for one in made.inputs) if made else ()
    figure = shown(quantity, view.lang, view.results.estimated_mark)
    return Tree(figure.text, tuple(_lines(quantity, figure.why, view)), nodes)


def _lines(quantity: Quantity, why: str, view: View) -> Iterator[str]:
    lang, made = view.lang, quantity.derivation
    if why:
        yield why
    if made is not None and made.formula:
        yield formula_line(made, view.pack, lang)
        if made.source:
            yield made.source
    elif quantity.value is not None:
        yield translate(AS_TYPED, lang)
    if quantity.low is not None and quantity.high is not None and quantity.low != quantity.high:
        low, high = (format_quantity(v, quantity.unit, lang) for v in (quantity.low, quantity.high))
        yield translate(INTERVAL, lang).format(low=low, high=high)
    if quantity.estimated_share:
        share = format_number(100 * quantity.estimated_share, lang, 0)
        yield translate(SOFT, lang).format(share=share).replace(" %", f"{NBSP}%")
    if quantity.value is not None and quantity.gap is not None:
        yield quantity.gap.render(lang)


def formula_line(made: Derivation, pack: Pack, lang: str) -> str:
    """``F-40 · Cost of material: m·p``."""
    known = pack.formulas.get(made.formula)
    title = f" · {known.title.render(lang)}" if known is not None else ""
    expression = Texts(lang).expression(made.expression)
    return f"{made.formula}{title}: {expression}" if expression else made.formula


def _node(one: Source, view: View, backed: Mapping[str, tuple[str, ...]]) -> Node:
    lang = view.lang
    value = "—" if one.value is None else _value(one.value, one.unit, lang)
    if one.made is not None:
        inside = tuple(_node(part, view, backed) for part in one.made.inputs)
        origin = formula_line(one.made, view.pack, lang)
        label = one.label.render(lang)
        symbol = Texts(lang).expression(one.symbol)
        return Node(symbol, label, value, origin, estimated=one.estimated, inside=inside)
    if one.factor:
        return Node(one.symbol, one.label.render(lang), value, _of_factor(one, view.pack, lang))
    typed = translate(TYPED, lang).format(text=one.citation) if one.citation else ""
    author = (view.live.author(one.record[1]) or "") if one.record else ""
    link = one.record
    return Node(
        one.symbol,
        _label(one, view),
        value,
        typed,
        author,
        one.estimated,
        link,
        _evidence(link, backed) if link else (),
    )


def _value(value: float, unit: str, lang: str) -> str:
    if unit == "1":
        return f"{format_number(100 * value, lang)}{NBSP}%"
    return format_quantity(value, unit, lang)


def _label(one: Source, view: View) -> str:
    """The record and the field of it, as its form calls it."""
    name = one.label.render(view.lang)
    if one.record is None:
        return name
    record = view.live.get(one.record[0], one.record[1])
    forms = (f for f in view.pack.forms.values() if record is not None and f.takes(record))
    found = next((f.field(one.record[2]) for f in forms if f.field(one.record[2])), None)
    return f"{name}: {found.label.render(view.lang)}" if found else name


def _of_factor(one: Source, pack: Pack, lang: str) -> str:
    """Source, year, region and unit of a factor, and whether anybody has verified it."""
    known = pack.factors.get(one.factor or "", ())
    fitting = [f for f in known if f.value == one.value and f.citation() == one.citation]
    parts = [translate(FACTOR, lang), one.factor or ""]
    if fitting:
        parts += _facts(fitting[0], lang)
    elif one.citation:
        parts.append(one.citation)
    return " · ".join(part for part in parts if part)


def _facts(factor: Factor, lang: str) -> Iterator[str]:
    yield factor.source
    yield str(factor.year or "")
    yield factor.region or translate(FEDERAL, lang)
    yield "" if factor.unit == "1" else unit_label(factor.unit, lang)
    yield "" if factor.verified else translate(NOT_VERIFIED, lang)


def _backed(live: LiveAudit) -> Mapping[str, tuple[str, ...]]:
    """Names of the evidence by the record or the field that they back."""
    found: dict[str, list[str]] = {}
    for item in live.of("evidence"):
        assert isinstance(item, Evidence)
        for link in item.links:
            name = item.caption or item.file_name or item.kind or item.id
            found.setdefault(link, []).append(name)
    return {link: tuple(names) for link, names in found.items()}


def _evidence(link: Link, backed: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    whole, field = f"{link[0]}/{link[1]}", "/".join(link)
    return (*backed.get(field, ()), *backed.get(whole, ()))


def place_of(live: LiveAudit, pack: Pack, link: tuple[str, ...]) -> tuple[str, Link] | None:
    """The form that shows a record and the field on it; None where no form does."""
    record = live.get(link[0], link[1])
    field = link[2] if len(link) > 2 else ""
    fitting = [f for f in pack.forms.values() if record is not None and f.takes(record)]
    form = next((f for f in fitting if field and f.field(field)), None) or next(iter(fitting), None)
    return (form.id, (link[0], link[1], field)) if form else None


def last_typed(workspace: Workspace, links: Collection[Link]) -> Mapping[Link, str]:
    """Who changed each field last and when; fields that only came with their record say when that was."""
    from symbioaudit.intake.build import path_of
    from symbioaudit.services.history import who_and_when
    from symbioaudit.storage import reader

    found = {}
    for link in list(dict.fromkeys(links))[:MOST]:
        path = path_of(link[0], link[2])
        entries = [e for e in reader.history(workspace, link[0], link[1], path) if e.old != e.new]
        if entries:
            found[link] = who_and_when(entries[-1].at, entries[-1].actor)
    return found
