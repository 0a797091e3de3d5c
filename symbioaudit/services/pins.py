"""An audit is pinned to one version of its methodology; moving it to another is an operation with a preview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from symbioaudit.analysis import analyse
from symbioaudit.analysis.results import Label, Quantity, Results
from symbioaudit.base.i18n import N_, Message
from symbioaudit.methodology import Pack, load_pack
from symbioaudit.methodology.loader import laid_over, pack_folders, read_pack
from symbioaudit.methodology.overlay import overlay_files
from symbioaudit.model.changes import Changes
from symbioaudit.model.records import Audit
from symbioaudit.services import operations
from symbioaudit.services.audits import pinned
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace

REPIN = N_("Move an audit to another version of its methodology")
MOVED = N_(
    "The audit was made under {pinned}; installed is {present}. Its numbers are computed by the installed one. "
    "“symbioaudit audit repin” shows what that changes."
)
SCOPE_1, SCOPE_2 = N_("Emissions of scope 1"), N_("Emissions of scope 2")
PAYMENT, ENERGY = N_("Payment for negative impact"), N_("Energy of the site")
LANDFILL, READY = N_("Share of waste put to landfill"), N_("Readiness for symbiosis")


@dataclass(frozen=True, slots=True)
class Pin:
    """A methodology as an audit names it."""

    pack: str
    version: str
    hash: str
    overlay: str | None
    overlay_version: str | None

    def __str__(self) -> str:
        overlay = f" + {self.overlay} {self.overlay_version or ''}".rstrip() if self.overlay else ""
        return f"{self.pack} {self.version}{overlay} ({self.hash[:12]})"


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is another under the new version."""

    kind: str  # factor, field, result
    name: Label | str
    old: str | float | None
    new: str | float | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving an audit would do; ``known`` is False when the old version is not installed any more."""

    audit_id: str
    old: Pin
    new: Pin
    known: bool
    changes: tuple[Changed, ...]

    @property
    def same(self) -> bool:
        """True when the audit is there already."""
        return self.old == self.new


def pin_of(audit: Audit) -> Pin:
    """What the audit is pinned to."""
    return Pin(
        audit.pack_id,
        audit.pack_version,
        audit.pack_hash or "",
        audit.overlay_id,
        audit.overlay_version,
    )


def warning(audit: Audit, pack: Pack) -> Message | None:
    """What to tell a person when the installed methodology is not the audit's own."""
    if not audit.pack_hash or audit.pack_hash == pack.hash:
        return None
    return Message(MOVED, {"pinned": str(pin_of(audit)), "present": str(_pin(pack))})


def preview(workspace: Workspace, audit_id: str, overlay: str | None = None) -> Preview:
    """Compare the audit under its own version and under the installed one; ``overlay`` chooses another overlay.

    Raises:
        SymbioError: no such audit, pack or overlay; the overlay was made for another version.
    """
    snapshot = load_snapshot(workspace, audit_id)
    audit = snapshot.audit
    present = load_pack(audit.pack_id, overlay or audit.overlay_id)
    past = own_pack(audit)
    changes: tuple[Changed, ...] = ()
    if past is not None and past.hash != present.hash:
        before, after = analyse(snapshot, past), analyse(snapshot, present)
        changes = (
            *_factors(past, present),
            *_fields(past, present),
            *_results(before, after),
        )
    return Preview(audit.id, pin_of(audit), _pin(present), past is not None, changes)


def repin(workspace: Workspace, audit_id: str, overlay: str | None = None) -> Changes:
    """Move the audit to the installed version: one operation, one undo.

    Raises:
        SymbioError: as :func:`preview`.
    """
    from dataclasses import replace

    audit = load_snapshot(workspace, audit_id).audit
    moved = pinned(replace(audit, overlay_id=overlay or audit.overlay_id))
    names = ("pack_version", "pack_hash", "overlay_id", "overlay_version")
    fields: dict[str, Any] = {name: getattr(moved, name) for name in names}
    return operations.record(workspace, "audit", audit_id, fields, name=REPIN)


def own_pack(audit: Audit) -> Pack | None:
    """The very version that the audit was made under, if it is installed."""
    for folder in pack_folders().values():
        base = read_pack(folder)
        if base.id != audit.pack_id:
            continue
        if audit.overlay_id is None:
            found = base
        elif audit.overlay_id in overlay_files() and base.version == audit.pack_version:
            found = laid_over(folder, overlay_files()[audit.overlay_id])
        else:
            continue
        if found.hash == audit.pack_hash:
            return found
    return None


def _pin(pack: Pack) -> Pin:
    return Pin(pack.id, pack.version, pack.hash, pack.overlay, pack.overlay_version)


def _factors(past: Pack, present: Pack) -> Iterator[Changed]:
    old, new = _by_key(past), _by_key(present)
    for key in sorted({*old, *new}, key=str):
        a, b = old.get(key), new.get(key)
        values = tuple((f.value, f.unit, f.source) if f else None for f in (a, b))
        if values[0] != values[1]:
            known = b or a
            assert known is not None
            yield Changed(
                "factor", known.title, a.value if a else None, b.value if b else None, known.unit
            )


def _by_key(pack: Pack) -> dict[tuple[str, str | None, int | None], Any]:
    return {(f.id, f.region, f.year): f for versions in pack.factors.values() for f in versions}


def _fields(past: Pack, present: Pack) -> Iterator[Changed]:
    old, new = _field_rules(past), _field_rules(present)
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield Changed("field", ".".join(key), _shown(old.get(key)), _shown(new.get(key)))


def _field_rules(pack: Pack) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (form.id, field.code): (field.type, _asked(field.required))
        for form in pack.forms.values()
        for field in form.fields
    }


def _asked(rules: Any) -> str:
    return ", ".join(
        str(depth) if rule is True else f"{depth}: {rule.text}"
        for depth, rule in (rules or {}).items()
        if rule is not False
    )


def _shown(rule: tuple[str, str] | None) -> str | None:
    return None if rule is None else f"{rule[0]} [{rule[1] or '—'}]"


def _results(before: Results, after: Results) -> Iterator[Changed]:
    old, new = dict(_headlines(before)), dict(_headlines(after))
    for name, quantity in new.items():
        was = old.get(name)
        if was is None or was[1].value != quantity[1].value:
            yield Changed(
                "result",
                quantity[0],
                was[1].value if was else None,
                quantity[1].value,
                quantity[1].unit,
            )


def _headlines(results: Results) -> Iterator[tuple[str, tuple[Label, Quantity]]]:
    single = {
        SCOPE_1: results.ghg_scope1, SCOPE_2: results.ghg_scope2, PAYMENT: results.nvos_total,
        ENERGY: results.energy_total.energy, LANDFILL: results.landfill_share, READY: results.readiness,
    }  # fmt: skip
    for text, quantity in single.items():
        yield text, (Message(text), quantity)
    for indicator in results.indicators:
        yield indicator.id, (indicator.label, indicator.quantity)
