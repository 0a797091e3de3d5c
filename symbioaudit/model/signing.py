"""Names of what a signature keeps besides its own fields: properties of the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

ROLE: Final = "role"  # office of the person who accepts
AUDITOR: Final = "auditor"  # who handed the audit over
REMARKS: Final = "remarks"  # of the enterprise, one text each
STROKES: Final = "strokes"  # the signature as drawn, see model.ink
RESULTS_HASH: Final = "results_hash"
RESULTS: Final = "results"  # frozen: JSON, deflated, base64
# All that a receiver gets of them: the rest is personal or repeats what the owner may keep back.
SHARED: Final = frozenset({ROLE, RESULTS_HASH})


def remarks_of(properties: Mapping[str, Any]) -> tuple[str, ...]:
    """The remarks, one text each."""
    found = properties.get(REMARKS)
    return tuple(map(str, found)) if isinstance(found, tuple | list) else ()
