"""The audit package: a BagIt 1.0 bag (RFC 8493) in a zip, deterministic and verified as hostile input.

``data/audit.json``, ``data/streams.csv``, ``data/evidence/<sha256>…``, ``data/reports/…``; SHA-256 manifests of
the payload and of the tags; ``signatures/`` beside them (:mod:`symbioaudit.exchange.signature`). A package
may be closed for the platform's key (:mod:`symbioaudit.exchange.sealing`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from symbioaudit.base.errors import NOT_READABLE, SymbioError, reason_of
from symbioaudit.base.i18n import N_, Message
from symbioaudit.base.writing import whole_file
from symbioaudit.exchange import audit_json, note, sealing, signature, upgrades
from symbioaudit.exchange import errors as e
from symbioaudit.exchange.disclosure import disclosed
from symbioaudit.exchange.keys import PublicKey, SigningKey
from symbioaudit.forms.definitions import FormDef
from symbioaudit.model.media import ending_of
from symbioaudit.model.records import Evidence
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.units import okei_code, unece_code

MAX_ENTRIES: Final = 20_000
MAX_DIRECTORY: Final = 8 * 1024 * 1024  # bytes of the list of files
MAX_FILE: Final = 512 * 1024 * 1024
MAX_TOTAL: Final = 2 * 1024 * 1024 * 1024
MAX_RATIO: Final = 200  # of unpacked to packed; our own text packs some 10 : 1
CHUNK: Final = 1 << 20
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
PACKAGE_SCHEMA: Final = upgrades.text(upgrades.CURRENT["package"])
BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
# No per cent sign: readers of bags disagree whether it is escaped (RFC 8493, 2.1.3).
_NAME = re.compile(
    r"(?!.*(?:^|/)\.{1,2}(?:/|$))[^/\\:*?\"<>|%\x00-\x1f][^\\:*?\"<>|%\x00-\x1f]*(?<!/)"
)
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
EVIDENCE: Final = "data/evidence/"
SCHEMA_LABEL: Final = "SymbioAudit-Package-Schema"
Content = bytes | Callable[[], bytes]  # a file, or what reads it when its turn comes
TAGS: Final = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: the tag manifest's hash names the package, whatever its file is called."""

    sha256: str
    snapshot: Snapshot
    files: Mapping[str, int]
    info: Mapping[str, str]
    signer: PublicKey | None = None
    qualified: tuple[str, ...] = ()  # signature files of others: kept and listed, not verified


@dataclass(frozen=True, slots=True)
class Bag:
    """A package that is ready to be written: its name hash, its files in order, what it discloses."""

    sha256: str
    files: Mapping[str, Content]
    shown: Snapshot

    def write(self, path: Path, recipients: Sequence[str] = ()) -> None:
        """Write it, closed for ``recipients`` (``age1…``) when there are any.

        Raises:
            SymbioError: SA-1003, the file cannot be written; SA-7016, a wrong recipient.
        """
        if recipients:
            whole = io.BytesIO()
            write_zip(whole, self.files)
            sealing.seal(path, whole.getvalue(), recipients)
            return
        with whole_file(path) as handle:
            write_zip(handle, self.files)

    def pour(self, handle: BinaryIO, recipients: Sequence[str] = ()) -> None:
        """Write it into an open file that can seek, closed for ``recipients`` when there are any.

        Raises:
            SymbioError: SA-7016, a wrong recipient.
        """
        if not recipients:
            write_zip(handle, self.files)
            return
        whole = io.BytesIO()
        write_zip(whole, self.files)
        handle.write(sealing.sealed(whole.getvalue(), recipients, self.sha256))


def build(
    path: Path,
    snapshot: Snapshot,
    forms: Sequence[FormDef],
    *,
    files: Mapping[str, Content] | None = None,
    evidence: Mapping[str, bytes] | None = None,
    app: str = "",
    signer: SigningKey | None = None,
) -> str:
    """Write the package of an audit; return the hash of its tag manifest. See :func:`prepare`."""
    bag = prepare(snapshot, forms, files=files, evidence=evidence, app=app, signer=signer)
    bag.write(path)
    return bag.sha256


def prepare(
    snapshot: Snapshot,
    forms: Sequence[FormDef],
    *,
    files: Mapping[str, Content] | None = None,
    evidence: Mapping[str, bytes] | None = None,
    app: str = "",
    signer: SigningKey | None = None,
) -> Bag:
    """The package of an audit. Same state and same key, same bytes.

    ``forms`` say what may leave. ``files`` are further payload files by their path under ``data/``
    (``reports/report-ru.pdf`` …); ``evidence`` holds bytes by their hash.

    Raises:
        SymbioError: SA-7007, more than a package can hold.
    """
    shown, payload = contents(snapshot, forms, files=files, evidence=evidence)
    hashed = {name: _hashed(content) for name, content in sorted(payload.items())}
    _check_room(hashed)
    tags = {
        "bagit.txt": BAGIT,
        "bag-info.txt": _info(shown, hashed, app, signature.told(signer)),
        "manifest-sha256.txt": _manifest({name: sha for name, (sha, _size) in hashed.items()}),
    }
    tag_manifest = _manifest({name: _hashed(content)[0] for name, content in tags.items()})
    ordered: dict[str, Content] = {
        **tags,
        "tagmanifest-sha256.txt": tag_manifest,
        **signature.files(signer, tag_manifest),
        **{name: payload[name] for name in hashed},
    }
    return Bag(hashlib.sha256(tag_manifest).hexdigest(), ordered, shown)


def contents(
    snapshot: Snapshot,
    forms: Sequence[FormDef],
    *,
    files: Mapping[str, Content] | None = None,
    evidence: Mapping[str, bytes] | None = None,
) -> tuple[Snapshot, dict[str, Content]]:
    """What a package of the audit holds: the records as they leave, and the payload by its path."""
    shown = disclosed(snapshot, forms)
    payload: dict[str, Content] = {
        "data/audit.json": audit_json.dump(shown, scope="package"),
        "data/streams.csv": streams_csv(shown),
        note.NAME: note.note(shown),
    }
    payload |= {f"data/{name}": content for name, content in (files or {}).items()}
    payload |= {
        evidence_name(item): partial(evidence.__getitem__, item.sha256)
        for item in shown.evidence
        if evidence and item.sha256 and item.sha256 in evidence
    }
    return shown, payload


def safe_name(name: str) -> str:
    """A file name that every system and every reader of bags takes."""
    return re.sub(r'[\\/:*?"<>|%\x00-\x1f]', "_", name).strip(". ") or "_"


def evidence_name(item: Evidence) -> str:
    """Where the file of a piece of evidence lies in the package: named by its hash, never by its name."""
    return f"{EVIDENCE}{item.sha256}.{ending_of(item.media_type)}"


def _bytes(content: Content) -> bytes:
    return content if isinstance(content, bytes) else content()


def _hashed(content: Content) -> tuple[str, int]:
    data = _bytes(content)
    return hashlib.sha256(data).hexdigest(), len(data)


def _check_room(hashed: Mapping[str, tuple[str, int]]) -> None:
    """Never write what our own reader would refuse."""
    if len(hashed) > MAX_ENTRIES - len(TAGS) - 3 - signature.MAX_QUALIFIED:
        raise e.NO_ROOM(what=Message(N_("so many files")), limit=f"{MAX_ENTRIES}")
    if sum(size for _sha, size in hashed.values()) > MAX_TOTAL - (64 << 20):
        raise e.NO_ROOM(
            what=Message(N_("so much evidence and so many reports")), limit=f"{MAX_TOTAL >> 20} MiB"
        )
    for name, (_sha, size) in hashed.items():
        if size > MAX_FILE or not _NAME.fullmatch(name):
            raise e.NO_ROOM(what=name, limit=f"{MAX_FILE >> 20} MiB")


def _manifest(hashes: Mapping[str, str]) -> bytes:
    lines = (f"{sha256}  {name}\n" for name, sha256 in sorted(hashes.items()))
    return "".join(lines).encode()


def _info(
    snapshot: Snapshot,
    payload: Mapping[str, tuple[str, int]],
    app: str,
    signed: Mapping[str, str],
) -> bytes:
    audit = snapshot.audit
    consent = next((c for c in snapshot.consents if c.given), None)
    lines = {
        "Bag-Software-Agent": f"SymbioAudit {app}".strip(),
        "External-Identifier": audit.id,
        "Payload-Oxum": f"{sum(size for _sha, size in payload.values())}.{len(payload)}",
        SCHEMA_LABEL: PACKAGE_SCHEMA,
        "SymbioAudit-Audit-Schema": "{}.{}".format(*audit_json.SCHEMA),
        "SymbioAudit-Revision": str(audit.revision),
        "SymbioAudit-Pack": f"{audit.pack_id} {audit.pack_version} {audit.pack_hash or ''}".strip(),
        "SymbioAudit-Consent": (consent.scope or "given") if consent else "none",
        "SymbioAudit-Aggregates": f"k>={note.K_MIN}",
        **signed,
    }
    return "".join(
        f"{name}: {' '.join(str(value).split())}\n" for name, value in lines.items()
    ).encode()


def streams_csv(snapshot: Snapshot) -> bytes:
    """The streams as a flat table for those who read no JSON; formulas of spreadsheets are defused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            "id",
            "direction",
            "kind",
            "category",
            "name",
            "fkko",
            "ewc",
            "okpd2",
            "quantity",
            "unit",
            "okei",
            "unece",
            "basis",
            "route",
        ]
    )
    for s in snapshot.streams:
        amount = s.quantity
        unit = amount.canonical_unit if amount and amount.canonical_unit else ""
        number = "" if amount is None or amount.number is None else repr(amount.number)
        basis = amount.basis.value if amount and amount.basis else ""
        stock = unit.removesuffix("/a")
        cells = [
            s.id,
            s.direction.value,
            s.kind.value,
            s.category.value,
            s.name,
            s.fkko,
            s.ewc,
            s.okpd2,
            number,
            unit,
        ]
        writer.writerow(
            [_defused(c) for c in (*cells, okei_code(stock), unece_code(stock), basis, s.route)]
        )
    return out.getvalue().encode("utf-8", "surrogatepass")


def _defused(cell: str | None) -> str:
    text = cell or ""
    return (
        f"'{text}"
        if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not text[1:2].isdigit())
        else text
    )


def write_zip(handle: BinaryIO, files: Mapping[str, Content]) -> None:
    """Write the files one after the other, without anything that varies."""
    # Stored, not deflated: the same bytes whatever zlib a machine has, and no bit without a meaning.
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_STORED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, _bytes(content))


def read(path: Path, identities: bytes | None = None) -> Verdict:
    """Verify a package wholly, then hand over its audit; nothing is written anywhere.

    ``identities``: the text of the file of secret ``age`` keys that opens a closed package.

    Raises:
        InputRefused: SA-7005 not a package, SA-7006 and SA-700x what is wrong with it,
            SA-7013…7015 it cannot be opened.
    """
    try:
        with sealing.opened(path, identities) as handle:
            return _read(handle, handle.seek(0, io.SEEK_END))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, UnicodeDecodeError) as fault:
        raise e.NOT_A_PACKAGE(where=path.name, reason=Message(e.NO_ZIP)) from fault
    except OSError as fault:
        raise NOT_READABLE(path=path, reason=reason_of(fault)) from fault
    except SymbioError as fault:
        raise fault.spec(where=fault.where or path.name, **fault.params) from fault
    except Exception as fault:  # the zip reader raises many kinds on damaged input
        if type(fault).__module__ in {"zlib", "struct", "builtins"}:
            raise e.NOT_A_PACKAGE(where=path.name, reason=Message(e.NO_ZIP)) from fault
        raise


def verify(path: Path, identities: bytes | None = None) -> Verdict:
    """The same as :func:`read`: a package is read only when everything in it is right."""
    return read(path, identities)


def attach(path: Path, out: Path, name: str, content: bytes) -> Verdict:
    """Put a qualified signature file into its place in a package; it is kept, not verified.

    Raises:
        InputRefused: SA-7017, no signature file or one too many; and what :func:`read` raises.
    """
    place = signature.qualified_name(name)
    verdict = read(path)
    full = len(verdict.qualified) >= signature.MAX_QUALIFIED
    if full or place in verdict.qualified or not 0 < len(content) <= signature.MAX_SIGNATURE:
        raise e.NOT_A_SIGNATURE(where=name)
    with zipfile.ZipFile(path) as archive, whole_file(out) as handle:
        files = {n: partial(archive.read, n) for n in archive.namelist()}
        write_zip(handle, {**files, place: content})
    return read(out)


def _read(handle: BinaryIO, size: int) -> Verdict:
    _check_end(handle, size)
    with zipfile.ZipFile(handle) as archive:
        entries = _entries(archive, size)
        _check_frame(handle, archive, size)
        hashes = {name: _hash(archive, entry) for name, entry in entries.items()}
        tags = {name: _small(archive, entries, name) for name in (*TAGS, "tagmanifest-sha256.txt")}
        if tags["bagit.txt"] != BAGIT:
            raise e.BAD_PACKAGE(reason=_why(e.CHANGED, "bagit.txt"))
        _compare(_lines(tags["tagmanifest-sha256.txt"]), hashes, set(TAGS))
        payload = {name for name in entries if name.startswith("data/")}
        _compare(_lines(tags["manifest-sha256.txt"]), hashes, payload)
        signatures = {name for name in entries if signature.belongs(name)}
        strange = set(entries) - payload - signatures - set(TAGS) - {"tagmanifest-sha256.txt"}
        if strange or len(signatures) > signature.MAX_QUALIFIED + 2:
            raise e.BAD_PACKAGE(reason=_why(e.STRANGE, min(strange or signatures)))
        info = _parse_info(tags["bag-info.txt"])
        head = upgrades.upgraded("package", {**info, "schema": info.get(SCHEMA_LABEL, "?")})
        found = {
            n: _small(archive, entries, n, signature.MAX_SIGNATURE) for n in sorted(signatures)
        }
        signer = signature.check(info, tags["tagmanifest-sha256.txt"], found)
        snapshot = audit_json.load(
            _small(archive, entries, "data/audit.json", audit_json.MAX_BYTES)
        )
        _check_told(snapshot, info, {n: entries[n].file_size for n in payload})
        if head.get("note") is not False and _small(archive, entries, note.NAME) != note.note(
            snapshot
        ):
            raise e.BAD_PACKAGE(reason=_why(e.CHANGED, note.NAME))
        _check_evidence(snapshot, {n: hashes[n] for n in payload if n.startswith(EVIDENCE)})
    digest = hashlib.sha256(tags["tagmanifest-sha256.txt"]).hexdigest()
    sizes = {name: entries[name].file_size for name in sorted(entries)}
    others = tuple(name for name in found if name.startswith(signature.QUALIFIED))
    return Verdict(digest, snapshot, sizes, info, signer, others)


def _check_end(handle: BinaryIO, size: int) -> None:
    """Refuse a list of files that nobody needs before the zip reader takes it into memory."""
    handle.seek(max(size - 22, 0))
    end = handle.read(22)
    if len(end) < 22 or end[:4] != b"PK\x05\x06":
        raise e.NOT_A_PACKAGE(reason=Message(e.NO_ZIP))
    count, length = int.from_bytes(end[10:12], "little"), int.from_bytes(end[12:16], "little")
    if count > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise e.TOO_LARGE(what="zip", limit=f"{MAX_ENTRIES}")


def evidence_of(path: Path, verdict: Verdict, identities: bytes | None = None) -> Iterator[bytes]:
    """The files of evidence of a verified package, one at a time, each checked again by its hash."""
    wanted = {evidence_name(item): item.sha256 for item in verdict.snapshot.evidence if item.sha256}
    with sealing.opened(path, identities) as handle, zipfile.ZipFile(handle) as archive:
        for name in sorted(wanted.keys() & verdict.files.keys()):
            content = archive.read(name)
            if hashlib.sha256(content).hexdigest() != wanted[name]:
                raise e.BAD_PACKAGE(reason=_why(e.CHANGED, name), where=path.name)
            yield content


def _check_told(snapshot: Snapshot, info: Mapping[str, str], payload: Mapping[str, int]) -> None:
    """What bag-info.txt says is so."""
    if snapshot.audit.id != info.get("External-Identifier"):
        raise e.BAD_PACKAGE(reason=_why(e.TOLD, "External-Identifier"))
    if info.get("Payload-Oxum") != f"{sum(payload.values())}.{len(payload)}":
        raise e.BAD_PACKAGE(reason=_why(e.TOLD, "Payload-Oxum"))
    if info.get("SymbioAudit-Revision") != str(snapshot.audit.revision):
        raise e.BAD_PACKAGE(reason=_why(e.TOLD, "SymbioAudit-Revision"))


def _check_evidence(snapshot: Snapshot, found: Mapping[str, str]) -> None:
    """Every file of evidence is named by its hash and belongs to a record."""
    known = {evidence_name(item) for item in snapshot.evidence}
    for name, sha256 in found.items():
        if name not in known or sha256 not in name:
            raise e.BAD_PACKAGE(reason=_why(e.NO_RECORD_OF, name))


def _why(text: str, name: str) -> Message:
    return Message(text, {"name": name})


def _entries(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """The entries by name, refused before anything is unpacked if there is anything odd about them."""
    found: dict[str, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > MAX_ENTRIES:
        raise e.TOO_LARGE(what="zip", limit=f"{MAX_ENTRIES}")
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL or total > MAX_RATIO * max(size, 1):
        raise e.TOO_LARGE(what="zip", limit=f"{MAX_TOTAL >> 20} MiB, {MAX_RATIO} : 1")
    for info in infos:
        if not _NAME.fullmatch(info.filename) or info.orig_filename != info.filename:
            raise e.BAD_PACKAGE(reason=_why(e.FILE_NAME, repr(info.filename)[:120]))
        if info.filename in found:
            raise e.BAD_PACKAGE(reason=_why(e.TWICE, info.filename))
        regular = info.external_attr >> 16 in (0, 0o100644) and info.flag_bits & ~0x806 == 0
        plain = info.compress_type == zipfile.ZIP_STORED and not info.extra and not info.comment
        if not regular or not plain or info.date_time != EPOCH or info.file_size > MAX_FILE:
            raise e.BAD_PACKAGE(reason=_why(e.ODD_ENTRY, info.filename))
        found[info.filename] = info
    lowered = {unicodedata.normalize("NFC", name).casefold() for name in found}
    if len(lowered) != len(found):
        raise e.BAD_PACKAGE(reason=Message(e.LOOK_ALIKE))
    return found


def _check_frame(handle: BinaryIO, archive: zipfile.ZipFile, size: int) -> None:
    """The bytes between the entries: local headers in order without gaps, directory, end; nothing else."""
    expected = 0
    for info in archive.infolist():
        if info.header_offset != expected:
            raise e.BAD_PACKAGE(reason=Message(e.GAP))
        handle.seek(expected)
        header = handle.read(30)
        name = info.filename.encode()
        local = (
            b"PK\x03\x04"
            + info.extract_version.to_bytes(2, "little")
            + info.flag_bits.to_bytes(2, "little")
            + info.compress_type.to_bytes(2, "little")
            + b"\x00\x00\x21\x00"
            + info.CRC.to_bytes(4, "little")
            + info.compress_size.to_bytes(4, "little")
            + info.file_size.to_bytes(4, "little")
            + len(name).to_bytes(2, "little")
            + b"\x00\x00"
        )
        if header != local or handle.read(len(name)) != name:
            raise e.BAD_PACKAGE(reason=_why(e.HEADER, info.filename))
        expected += 30 + len(name) + info.compress_size
    directory = sum(46 + len(info.filename.encode()) for info in archive.infolist())
    if archive.comment or archive.start_dir != expected or expected + directory + 22 != size:
        raise e.BAD_PACKAGE(reason=Message(e.AROUND))
    _check_directory(handle, archive, expected, directory)


def _check_directory(handle: BinaryIO, archive: zipfile.ZipFile, start: int, length: int) -> None:
    """Every byte of the central directory and of its end is what our writer writes."""
    rebuilt = b""
    for info in archive.infolist():
        name = info.filename.encode()
        rebuilt += (
            b"PK\x01\x02"
            + bytes((20, 3))
            + info.extract_version.to_bytes(2, "little")
            + info.flag_bits.to_bytes(2, "little")
            + info.compress_type.to_bytes(2, "little")
            + b"\x00\x00\x21\x00"
            + info.CRC.to_bytes(4, "little")
            + info.compress_size.to_bytes(4, "little")
            + info.file_size.to_bytes(4, "little")
            + len(name).to_bytes(2, "little")
            + bytes(8)
            + (0o100644 << 16).to_bytes(4, "little")
            + info.header_offset.to_bytes(4, "little")
            + name
        )
    count = len(archive.infolist()).to_bytes(2, "little")
    rebuilt += (
        b"PK\x05\x06"
        + bytes(4)
        + count
        + count
        + length.to_bytes(4, "little")
        + start.to_bytes(4, "little")
        + bytes(2)
    )
    handle.seek(start)
    if handle.read(len(rebuilt) + 1) != rebuilt:
        raise e.BAD_PACKAGE(reason=Message(e.DIRECTORY))


def _hash(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """SHA-256 of an entry, read in pieces; one byte more than declared is a lie."""
    digest, seen = hashlib.sha256(), 0
    with archive.open(info) as source:
        while chunk := source.read(CHUNK):
            seen += len(chunk)
            if seen > info.file_size:
                raise e.BAD_PACKAGE(reason=_why(e.LENGTH, info.filename))
            digest.update(chunk)
    if seen != info.file_size:
        raise e.BAD_PACKAGE(reason=_why(e.LENGTH, info.filename))
    return digest.hexdigest()


def _small(
    archive: zipfile.ZipFile,
    entries: Mapping[str, zipfile.ZipInfo],
    name: str,
    limit: int = 1 << 24,
) -> bytes:
    info = entries.get(name)
    if info is None:
        raise e.BAD_PACKAGE(reason=_why(e.ABSENT, name))
    if info.file_size > limit:
        raise e.TOO_LARGE(what=name, limit=f"{limit >> 20} MiB")
    return archive.read(info)


def _lines(manifest: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in manifest.decode().removesuffix("\n").split("\n"):
        match = _LINE.fullmatch(line)
        name = match[2] if match else ""
        if not match or name in found:
            raise e.BAD_PACKAGE(reason=Message(e.MANIFEST))
        found[name] = match[1]
    return found


def _compare(listed: Mapping[str, str], hashes: Mapping[str, str], wanted: set[str]) -> None:
    if set(listed) != wanted:
        odd = min(set(listed) ^ wanted)
        raise e.BAD_PACKAGE(reason=_why(e.NOT_LISTED, odd))
    for name, digest in listed.items():
        if hashes.get(name) != digest:
            raise e.BAD_PACKAGE(reason=_why(e.CHANGED, name))


def _parse_info(data: bytes) -> dict[str, str]:
    pairs = (line.partition(": ") for line in data.decode().removesuffix("\n").split("\n"))
    return {name: value for name, _colon, value in pairs}
