"""A real questionnaire damaged in three hundred ways: read or refused, never a crash, a hang, a half."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from pathlib import Path
from random import Random

import pytest

from symbioaudit.base.errors import SymbioError
from symbioaudit.intake import questionnaire, reader
from symbioaudit.intake.guard import Limits
from symbioaudit.intake.resolve import resolve
from symbioaudit.methodology import Pack
from symbioaudit.model.snapshot import Snapshot
from tests.intake.books import fill

MUTATIONS = 300
LIMITS = Limits(total_bytes=50 * 1024 * 1024, seconds=20)
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b"]><worksheet>&i;</worksheet>"
)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory, pack: Pack) -> bytes:
    """A filled questionnaire of the least depth."""
    folder = tmp_path_factory.mktemp("mutations")
    questionnaire.write(folder / "blank.xlsx", pack, lang="ru", depth="express")
    rows = {"F06": [{"name": "Лом", "quantity": "3 т/год"}]}
    path = fill(folder / "blank.xlsx", folder / "filled.xlsx", grid=rows)
    return path.read_bytes()


def mutated(data: bytes, random: Random) -> bytes:
    """One of the ways in which a file comes damaged or forged."""
    return random.choice((_flipped, _cut, _part_flipped, _part_gone, _part_twice, _bombed, _lying))(
        data, random
    )


def _flipped(data: bytes, random: Random) -> bytes:
    out = bytearray(data)
    for _each in range(random.randrange(1, 30)):
        out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))]


def _repacked(data: bytes, change: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            for kept in change(name, old.read(name)):  # type: ignore[operator]
                new.writestr(name, kept)
    return out.getvalue()


def _victim(data: bytes, random: Random) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return random.choice([n for n in archive.namelist() if n.startswith("xl/")])


def _part_flipped(data: bytes, random: Random) -> bytes:
    victim = _victim(data, random)
    return _repacked(data, lambda n, d: [_flipped(d, random) if n == victim and d else d])


def _part_gone(data: bytes, random: Random) -> bytes:
    victim = _victim(data, random)
    return _repacked(data, lambda n, d: [] if n == victim else [d])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def _part_twice(data: bytes, random: Random) -> bytes:
    victim = _victim(data, random)
    return _repacked(data, lambda n, d: [d, _cut(d + b"x", random)] if n == victim else [d])


def _bombed(data: bytes, random: Random) -> bytes:
    victim = _victim(data, random)
    return _repacked(data, lambda n, d: [BOMB] if n == victim else [d])


def _lying(data: bytes, random: Random) -> bytes:
    """A part whose stated size is not its own."""
    out = bytearray(data)
    at = data.find(b"PK\x01\x02", random.randrange(len(data)))
    if at > 0:
        out[at + 24 : at + 28] = random.randrange(2**32).to_bytes(4, "little")
    return bytes(out)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_mutation_crashes_hangs_or_grows(
    original: bytes, tmp_path: Path, pack: Pack, empty: Snapshot
) -> None:
    path = tmp_path / "mutated.xlsx"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    slowest, refused = 0.0, 0
    for seed in range(MUTATIONS):
        path.write_bytes(mutated(original, Random(seed)))
        started = time.process_time()
        refusal = _refusal(path, pack, empty)
        slowest = max(slowest, time.process_time() - started)
        if refusal is not None:
            refused += 1
            assert refusal.code.startswith("SA-60"), (seed, refusal.code)
            assert all(path.name in refusal.what.render(lang) for lang in ("ru", "en"))
    assert MUTATIONS / 3 < refused < MUTATIONS
    assert slowest < LIMITS.seconds
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024  # KiB


def _refusal(path: Path, pack: Pack, empty: Snapshot) -> SymbioError | None:
    try:
        resolve(reader.read(path, pack, limits=LIMITS), pack, empty)
    except SymbioError as refusal:
        return refusal
    return None
