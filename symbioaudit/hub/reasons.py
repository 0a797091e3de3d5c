"""A reason against one record, in both languages."""

from __future__ import annotations

from symbioaudit.base.errors import ErrorCode, SymbioError
from symbioaudit.exchange.receipts import LONGEST, Problem


def refusal(
    code: ErrorCode, entity: str, record: str, field: str | None = None, **params: object
) -> Problem:
    """One of the hub's own errors as a reason."""
    return of_fault(code(where=None, **params), entity, record, field)


def of_fault(fault: SymbioError, entity: str, record: str, field: str | None = None) -> Problem:
    """Any error as a reason."""
    russian, english = (
        f"{fault.what.render(lang)} {fault.fix.render(lang)}"[:LONGEST] for lang in ("ru", "en")
    )
    return Problem(entity, record, fault.code, russian, english, field=field)
