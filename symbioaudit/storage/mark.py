"""What marks a file as a workspace of ours, in a module light enough to be read before anything else."""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x53594D42  # "SYMB", PRAGMA application_id
SCHEMA: Final = (1, 3)  # major.minor; PRAGMA user_version = major * 1000 + minor
