"""Typed errors with stable codes: what happened, where, and what to do about it.

Each room declares its codes in its own ``errors.py`` with :func:`define`; the
manual's list of errors is generated from :data:`REGISTRY`. A code is never reused.

Ranges: base 10xx · model 11xx · units 20xx · formula 25xx · forms 30xx ·
methodology 31xx · analysis 40xx · storage 50xx · intake 60xx · reports 65xx ·
exchange 70xx · services 80xx · cli 90xx.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from symbioaudit.base.i18n import N_, Message


class Exit(IntEnum):
    """Exit codes of the command line (DESIGN §11)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    WARNINGS = 4


class SymbioError(Exception):
    """An error that a person can act on; carries its code, place and remedy."""

    def __init__(self, spec: ErrorCode, where: str | None, params: dict[str, object]) -> None:
        super().__init__(spec.code, where, params)
        self.spec = spec
        self.where = where
        self.params = params

    @property
    def code(self) -> str:
        """Stable code such as ``SA-2001``."""
        return self.spec.code

    @property
    def what(self) -> Message:
        """What happened."""
        return Message(self.spec.what, self.params)

    @property
    def fix(self) -> Message:
        """What to do now."""
        return Message(self.spec.fix, self.params)

    def render(self, lang: str | None = None) -> str:
        """One paragraph: ``SA-2001 · where: what. what to do.``."""
        place = f" · {self.where}" if self.where else ""
        return f"{self.code}{place}: {self.what.render(lang)} {self.fix.render(lang)}".strip()

    def __str__(self) -> str:
        return self.render("en")


class InputRefused(SymbioError):
    """The input cannot be taken; nothing was written (exit 3)."""


class OperationFailed(SymbioError):
    """The operation could not be done for a reason outside the input (exit 1)."""


class UsageFault(SymbioError):
    """The command or call was wrong (exit 2)."""


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """The declaration of one error: call it to make the error.

    >>> raise AMBIGUOUS(text="1,234", where="Energy!C7")   # doctest: +SKIP
    """

    code: str
    what: str
    fix: str
    exit: Exit

    def __call__(self, *, where: str | None = None, **params: object) -> SymbioError:
        kinds = {Exit.REFUSED: InputRefused, Exit.USAGE: UsageFault}
        return kinds.get(self.exit, OperationFailed)(self, where, params)


REGISTRY: Final[dict[str, ErrorCode]] = {}


def define(code: str, what: str, fix: str, exit_: Exit = Exit.REFUSED) -> ErrorCode:
    """Declare an error code; ``what`` and ``fix`` are English msgids marked with ``N_``."""
    if code in REGISTRY:
        raise ValueError(f"error code declared twice: {code}")
    REGISTRY[code] = ErrorCode(code, what, fix, exit_)
    return REGISTRY[code]


UNEXPECTED = define(
    "SA-1000",
    N_("Something went wrong inside the program ({kind})."),
    N_("Your data are as they were. Run “symbioaudit doctor --bundle” and send us the file."),
    Exit.FAILED,
)
NOT_FOUND = define(
    "SA-1001",
    N_("The file {path} does not exist."),
    N_("Check the name and the folder."),
)
NOT_READABLE = define(
    "SA-1002",
    N_("The file {path} cannot be read: {reason}."),
    N_("Check the access rights and that no other program holds it."),
)
NOT_WRITABLE = define(
    "SA-1003",
    N_("Cannot write to {path}: {reason}."),
    N_("Choose another folder or free some space; nothing was left half-written."),
    Exit.FAILED,
)
EXISTS = define(
    "SA-1004",
    N_("{path} already exists."),
    N_("Choose another name or add --force."),
)
SYSTEM_REFUSED = define(
    "SA-1005",
    N_("The system refused: {reason}."),
    N_("Check the disk, the access rights and where the output goes."),
    Exit.FAILED,
)

# What the operating system says, in the reader's language; the rest stays as it came.
_REASONS: Final[Mapping[int, str]] = {
    errno.ENOENT: N_("there is no such folder"),
    errno.EACCES: N_("no access rights"),
    errno.EPERM: N_("no access rights"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of the path is not a folder"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EBUSY: N_("another program holds it"),
    errno.EIO: N_("the disk does not answer"),
}


def reason_of(fault: OSError) -> Message | str:
    """Why the operating system refused."""
    said = _REASONS.get(fault.errno or 0)
    return Message(said) if said else fault.strerror or str(fault)
