"""The balances of an audit as a network: flows with standard deviations, one row of signs per balance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from symbioaudit.analysis.results import Balance, BalanceLine, Quality, Quantity
from symbioaudit.base.i18n import N_, Message

Key = tuple[str, str, str]  # entity, id, group of the line

SITE_ONLY = N_(
    "{n} flows are tied to no process: only the balance of the whole site can be reconciled"
)
LEFT_OUT = N_("balances left out because one side is not recorded or is far too small: {n}")
INTERVAL = 4.0  # a stated range is read as the interval of 95 %, ±2σ


@dataclass(frozen=True, slots=True)
class Flow:
    """One line of the balances; ``value`` None is a flow that nobody has quantified.

    ``deviation`` is the standard deviation in the unit of the layer.
    """

    key: Key
    name: str
    side: str  # seen from the site: in, out, stock, internal
    value: float | None
    deviation: float
    low: float | None = None
    high: float | None = None

    @property
    def relative(self) -> float | None:
        """Standard deviation as a share of the value."""
        return self.deviation / abs(self.value) if self.value else None


@dataclass(frozen=True, slots=True)
class Network:
    """Flows of one layer and the rows of A in A·x = 0; ``names`` are those of the balances."""

    layer: str
    unit: str
    flows: tuple[Flow, ...]
    rows: tuple[tuple[float, ...], ...]
    names: tuple[str, ...]
    note: Message | None = None


def networks(
    balances: Sequence[Balance], quality: Quality, incomplete: float
) -> tuple[Network, ...]:
    """One network per layer that has any line.

    A balance that leaves more than the share ``incomplete`` open lacks flows (useful energy, say):
    it checks nothing and gives no row.
    """
    trust = {row.record: row.gsd2 for row in quality.rows}
    layers = dict.fromkeys(b.layer for b in balances)
    found = ([b for b in balances if b.layer == layer] for layer in layers)
    return tuple(
        _network(group, trust, incomplete) for group in found if any(b.lines for b in group)
    )


def _whole(balance: Balance, incomplete: float) -> bool:
    """True where the balance may be a check, or may give the flow that nobody quantified."""
    signs = {line.side == "in" for line in balance.lines}
    if len(signs) < 2 or balance.unquantified:
        return len(signs) == 2
    share = balance.imbalance_share.value
    return share is not None and abs(share) <= incomplete


def _network(
    group: Sequence[Balance], trust: Mapping[tuple[str, str], float], incomplete: float
) -> Network:
    site = next(b for b in group if b.process is None)
    inside = [b for b in group if b.process is not None]
    attached = {b.process: [*b.lines, *_loose(site, b)] for b in inside}
    known = {_key(line) for lines in attached.values() for line in lines}
    loose = [line for line in site.lines if _key(line) not in known]
    whole = bool(inside) and not loose
    used = inside if whole else [site]
    lines = {b.process: attached[b.process] if whole else list(b.lines) for b in used}
    flows = _flows(site, lines.values(), trust)
    checks = [b for b in used if _whole(b, incomplete)]
    place = {flow.key: n for n, flow in enumerate(flows)}
    return Network(
        site.layer,
        site.total_in.unit,
        flows,
        tuple(_row(lines[b.process], place) for b in checks),
        tuple(b.name for b in checks),
        _note(used, checks, len(loose) if inside else 0),
    )


def _note(used: Sequence[Balance], checks: Sequence[Balance], loose: int) -> Message | None:
    if loose:
        return Message(SITE_ONLY, {"n": loose})
    return Message(LEFT_OUT, {"n": len(used) - len(checks)}) if len(checks) < len(used) else None


def _loose(site: Balance, process: Balance) -> Iterable[BalanceLine]:
    """Lines that the site states beside a stream (evaporation, leaks, stock) go with that stream's process."""
    entering = {line.record for line in process.lines if line.side == "in"}
    own = {_key(line) for line in process.lines}
    return (x for x in site.lines if x.record in entering and _key(x) not in own and x.side != "in")


def _key(line: BalanceLine) -> Key:
    entity, number = line.record or ("", line.label)
    return (entity, number, line.group)


def _flows(
    site: Balance,
    lines: Iterable[Sequence[BalanceLine]],
    trust: Mapping[tuple[str, str], float],
) -> tuple[Flow, ...]:
    sides = {_key(line): line.side for line in site.lines}
    flows: dict[Key, Flow] = {}
    for line in (one for group in lines for one in group):
        key = _key(line)
        if key not in flows:
            q = line.quantity
            deviation = _deviation(q, trust.get(line.record or ("", ""), 1.0))
            side = sides.get(key, "internal")
            flows[key] = Flow(key, line.label, side, q.value, deviation, q.low, q.high)
    return tuple(flows.values())


def _deviation(quantity: Quantity, gsd2: float) -> float:
    """The larger of what the stated range and the pedigree say (F-70: σ of ln x is ln(GSD²)/2)."""
    if quantity.value is None:
        return 0.0
    by_pedigree = abs(quantity.value) * math.log(gsd2) / 2
    if quantity.low is None or quantity.high is None:
        return by_pedigree
    return max(by_pedigree, (quantity.high - quantity.low) / INTERVAL)


def _row(lines: Sequence[BalanceLine], place: Mapping[Key, int]) -> tuple[float, ...]:
    row = [0.0] * len(place)
    for line in lines:
        row[place[_key(line)]] += 1.0 if line.side == "in" else -1.0
    return tuple(row)
