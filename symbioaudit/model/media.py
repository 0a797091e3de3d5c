"""What a file is, by its first bytes; its name is never believed."""

from __future__ import annotations

from typing import Final

# (offset, bytes, media type, ending); the first that fits. Registrations: IANA media types.
SIGNATURES: Final = (
    (0, b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (0, b"GIF87a", "image/gif", "gif"),
    (0, b"GIF89a", "image/gif", "gif"),
    (8, b"WEBP", "image/webp", "webp"),
    (0, b"II*\0", "image/tiff", "tif"),
    (0, b"MM\0*", "image/tiff", "tif"),
    (4, b"ftypheic", "image/heic", "heic"),
    (4, b"ftypmif1", "image/heif", "heif"),
    (4, b"ftypM4A", "audio/mp4", "m4a"),
    (4, b"ftyp", "video/mp4", "mp4"),
    (0, b"%PDF-", "application/pdf", "pdf"),
    (0, b"OggS", "audio/ogg", "ogg"),
    (8, b"WAVE", "audio/wav", "wav"),
    (0, b"ID3", "audio/mpeg", "mp3"),
    (0, b"\xff\xfb", "audio/mpeg", "mp3"),
    (0, b"PK\x03\x04", "application/zip", "zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", "ole"),
)
# What a zip is when it has this part.
PARTS: Final = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
)
UNKNOWN: Final = ("application/octet-stream", "bin")
TEXT: Final = ("text/plain", "txt")
ENDINGS: Final = {media: ending for _at, _sign, media, ending in SIGNATURES} | {
    media: ending for _part, media, ending in PARTS
}
LOOKED_AT: Final = 4096


def media_type(content: bytes) -> str:
    """The media type of a file's bytes."""
    for at, sign, media, _ending in SIGNATURES:
        if content.startswith(sign, at):
            return _zipped(content) if media == "application/zip" else media
    return TEXT[0] if _is_text(content[:LOOKED_AT]) else UNKNOWN[0]


def ending_of(media: str | None) -> str:
    """The ending of a file's name for a media type."""
    return (ENDINGS | dict([TEXT])).get(media or "", UNKNOWN[1])


def _zipped(content: bytes) -> str:
    for part, media, _ending in PARTS:
        if part in content[:LOOKED_AT] or part in content[-LOOKED_AT:]:
            return media
    return "application/zip"


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as fault:
        # A letter cut at the end of what was looked at is no sign of a binary.
        return fault.start > len(head) - 4 and fault.start > 0 and b"\0" not in head
    return bool(head) and b"\0" not in head
