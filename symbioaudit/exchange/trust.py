"""Whom we believe: a text file of public keys with roles and names, one a line.

    ed25519 <base 64>  consultant  Иванова А. П., ЦПС Мурманск
    ed25519 <base 64>  hub         Платформа
    age     <age1…>    hub         Платформа

``ed25519`` lines verify signatures, ``age`` lines are the keys that packages are closed for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from symbioaudit.exchange import errors as e
from symbioaudit.exchange.keys import PublicKey, public_from_text

ROLES: Final = ("consultant", "centre", "hub")
SIGNERS: Final = ("consultant", "centre")  # of packages; receipts are signed by a hub
MAX_BYTES: Final = 4 * 1024 * 1024
AGE: Final = "age1"
LONGEST: Final = 200  # signs of a name


@dataclass(frozen=True, slots=True)
class TrustStore:
    """The trusted keys by their 32 bytes, and the recipients that packages may be closed for."""

    keys: tuple[PublicKey, ...] = ()
    recipients: tuple[str, ...] = ()

    def find(self, raw: bytes, roles: tuple[str, ...]) -> PublicKey | None:
        """The trusted key with these bytes in one of these roles."""
        return next((key for key in self.keys if key.raw == raw and key.role in roles), None)


def load(data: bytes, *, where: str | None = None) -> TrustStore:
    """Read a file of keys; a file with nothing but an ``age1…`` line is one too.

    Raises:
        InputRefused: SA-7011 with the line that is wrong.
    """
    if len(data) > MAX_BYTES:
        raise e.TOO_LARGE(what=where or "keys", limit=f"{MAX_BYTES >> 20} MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise e.BAD_KEY_FILE(where=where, reason=e.NOT_A_KEY_FILE) from fault
    keys: list[PublicKey] = []
    recipients: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split(None, 3)
        if words and not words[0].startswith("#"):
            place = f"{where or 'keys'}:{number}"
            if words[0].startswith(AGE):
                recipients.append(words[0])
            elif words[0] == "age" and len(words) >= 2 and words[1].startswith(AGE):
                recipients.append(words[1])
            else:
                keys.append(_key(words, place))
    return TrustStore(tuple(keys), tuple(recipients))


def line(key: PublicKey) -> str:
    """The line of a key, to be sent to those who shall trust it."""
    name = " ".join(key.name.split())[:LONGEST]
    return f"ed25519 {key.text} {key.role} {name}".rstrip() + "\n"


def check_signer(signer: PublicKey | None, store: TrustStore) -> PublicKey:
    """The trusted key that signed a package, with the name the file of keys gives it.

    Raises:
        InputRefused: SA-7018, nobody signed; SA-7019, a stranger did.
    """
    if signer is None:
        raise e.UNSIGNED(where=None)
    found = store.find(signer.raw, SIGNERS)
    if found is None:
        raise e.STRANGE_SIGNER(name=signer.name, fingerprint=signer.fingerprint)
    return found


def check_revision(revision: int, sha256: str, known: tuple[int, str | None] | None) -> None:
    """A package may be newer than what is known of its audit, or the very same one.

    ``known``: the newest revision seen and the hash of its package, if that is known.

    Raises:
        InputRefused: SA-7023, an older revision; SA-7024, the same one with other contents.
    """
    if known is None or revision > known[0]:
        return
    if revision < known[0]:
        raise e.REPLAYED(found=revision, known=known[0])
    if known[1] is not None and sha256 != known[1]:
        raise e.REWRITTEN(found=revision)


def _key(words: list[str], place: str) -> PublicKey:
    if words[0] != "ed25519" or len(words) < 3 or words[2] not in ROLES:
        raise e.BAD_KEY_FILE(where=place, reason=e.NOT_A_KEY_LINE)
    name = words[3].strip()[:LONGEST] if len(words) > 3 else ""
    try:
        return public_from_text(words[1], name=name, role=words[2])
    except Exception as fault:
        raise e.BAD_KEY_FILE(where=place, reason=e.NOT_BASE64) from fault
