"""Which matches a list shows, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from symbioaudit.services.prospects import Prospect
from symbioaudit.storage.library_words import stem, words_of

ALL, NOT_SHUT, ALL_PASSED = "all", "not_shut", "all_passed"


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a person wants to see; empty means everything."""

    kind: str = ""  # of the partner
    way: str = ""  # gives, takes
    gates: str = ALL
    least: float = 0.0
    text: str = ""
    record: str = ""  # of the audit

    def lets(self, p: Prospect) -> bool:
        """Whether a match stays in the list."""
        fits = (
            self.kind in {"", p.kind},
            self.way in {"", "gives" if p.gives else "takes"},
            self.record in {"", p.own.id},
            p.match.score >= self.least or not self.least,
            self._gates(p),
        )
        return all(fits) and self._says(p)

    def _gates(self, p: Prospect) -> bool:
        if self.gates == NOT_SHUT:
            return p.match.open
        return self.gates != ALL_PASSED or all(g.verdict == "pass" for g in p.match.gates)

    def _says(self, p: Prospect) -> bool:
        if not self.text.strip():
            return True
        said = {
            stem(w) for w in words_of(f"{p.match.have.name} {p.match.want.name} {p.partner.name}")
        }
        return all(
            any(word.startswith(stem(wanted)) for word in said) for wanted in words_of(self.text)
        )


def _surplus(side: str) -> Callable[[Prospect], float | None]:
    return lambda p: getattr(p.told.worth, f"surplus_{side}")


# Keys of the columns of the list of matches, in their order; None sorts last.
KEYS: Final[tuple[Callable[[Prospect], Any], ...]] = (
    lambda p: -p.match.score,
    lambda p: sum({"fail": 10, "unknown": 1}.get(g.verdict, 0) for g in p.match.gates),
    lambda p: p.own.name.casefold(),
    lambda p: not p.gives,
    lambda p: p.partner.name.casefold(),
    lambda p: p.kind,
    lambda p: -p.match.confidence,
    lambda p: p.match.distance,
    lambda p: _negative(p.told.worth.quantity),
    lambda p: _negative(_surplus("donor")(p)),
    lambda p: _negative(_surplus("receiver")(p)),
    lambda p: _negative(p.told.worth.avoided.middle if p.told.worth.avoided else None),
)


def _negative(value: float | None) -> float | None:
    return None if value is None else -value


def sifted(
    prospects: Iterable[Prospect], sieve: Sieve, column: int = 0, *, backwards: bool = False
) -> list[Prospect]:
    """The matches that pass, ordered by a column of the list; what is not known stands last either way."""
    kept = [p for p in prospects if sieve.lets(p)]
    key = KEYS[column] if column < len(KEYS) else KEYS[0]
    known = [p for p in kept if key(p) is not None]
    known.sort(key=lambda p: (key(p), p.key), reverse=backwards)
    return known + [p for p in kept if key(p) is None]
