"""What a formula gives back when it is called by symbol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

# Outputs by symbol; None means no answer, then ``<symbol>_note`` says why. A note beside a number explains it.
Answer = dict[str, Any]
Functions = Mapping[str, Callable[..., Answer]]
