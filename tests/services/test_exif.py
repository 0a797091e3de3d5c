"""What a camera wrote: read and taken out of real JPEG bytes; pixels stay bit for bit."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from symbioaudit.services import exif

Image = pytest.importorskip("PIL.Image")
ORIENTATION, GPS = 0x0112, 0x8825


def shot(orientation: int = 6) -> bytes:
    """A JPEG as a phone writes it: turned, with time and place (Murmansk)."""
    image = Image.effect_noise((48, 32), 60).convert("RGB")
    words = image.getexif()
    words[ORIENTATION] = orientation
    words.get_ifd(0x8769)[0x9003] = "2026:03:05 14:07:09"
    place = words.get_ifd(GPS)
    place.update({1: "N", 2: (68.0, 58.0, 33.0), 3: "E", 4: (33.0, 5.0, 24.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=words)
    return out.getvalue()


def pixels(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).tobytes()


def test_time_orientation_and_place_are_read() -> None:
    found = exif.read(shot())
    assert found.taken_at == "2026-03-05T14:07:09"
    assert found.orientation == 6
    assert found.place == pytest.approx((68 + 58 / 60 + 33 / 3600, 33 + 5 / 60 + 24 / 3600))


def test_the_place_goes_and_the_rest_stays() -> None:
    data = shot()
    kept = exif.cleaned(data, "strip_place")
    found = exif.read(kept)
    assert found.place is None
    assert (found.taken_at, found.orientation) == ("2026-03-05T14:07:09", 6)
    assert not Image.open(io.BytesIO(kept)).getexif().get_ifd(GPS)
    assert pixels(kept) == pixels(data)
    assert exif.cleaned(kept, "strip_place") == kept


def test_everything_goes_but_how_it_is_turned() -> None:
    data = shot()
    kept = exif.cleaned(data, "strip")
    words = Image.open(io.BytesIO(kept)).getexif()
    assert dict(words) == {ORIENTATION: 6}
    assert b"2026:03:05" not in kept
    assert pixels(kept) == pixels(data)


def test_a_kept_photo_is_the_same_bytes() -> None:
    data = shot()
    assert exif.cleaned(data, "keep") == data


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_pictures_lose_their_words_too(kind: str) -> None:
    words = Image.Exif()
    words[0x010F] = "Lesopilka camera"
    out = io.BytesIO()
    Image.effect_noise((20, 20), 50).convert("RGB").save(out, kind, exif=words, lossless=True)
    assert b"Lesopilka camera" in out.getvalue()
    kept = exif.cleaned(out.getvalue(), "strip_place")
    assert b"Lesopilka camera" not in kept
    assert pixels(kept) == pixels(out.getvalue())


def test_damaged_words_never_stop_the_photo() -> None:
    data = shot()
    for at in range(2, 400, 3):
        hurt = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        exif.read(hurt)
        exif.cleaned(hurt, "strip_place")
        exif.cleaned(hurt[:at], "strip")


def test_a_file_knows_its_source(tmp_path: Path) -> None:
    from symbioaudit.services.evidence import SOURCE, given_file

    path = tmp_path / "a.jpg"
    path.write_bytes(shot())
    item = given_file(path, "strip_place")
    assert item.taken_at == "2026-03-05T14:07:09"
    assert SOURCE in item.properties
    assert "geo" not in item.properties
    assert given_file(path, "keep").properties["geo"].startswith("68.97")
