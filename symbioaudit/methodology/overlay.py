"""A region's differences laid over a pack: set, add, remove, disable on dotted paths.

``methodology/overlays/<id>/overlay.yaml``: base pack and versions, author, reason, approval, date, and
operations. A path starts with a part of the pack (``forms``, ``enums``, ``factors``, ``thresholds``,
``scoring``, ``questions``, ``steps``, ``risks``, ``report``, ``release``, ``indicators``, ``pack``); items of
lists are named by their ``id``, ``code`` or ``value``. Entries of the libraries (``resources``, ``precedents``,
``technologies``, ``sectors``, ``substitutions``, ``legal_status``) are named by their ``id``; ``add`` on the bare
name of a library adds an entry. What the platform must receive is protected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from symbioaudit.base.paths import data_room, user_data_dir
from symbioaudit.forms.yamlfile import Place, YamlFile, read_yaml
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.parts import LIBRARY, SINGLE, Parts

OPERATIONS: Final = ("set", "add", "remove", "disable")
KEYS: Final = ("id", "code", "value")  # what names an item of a list
PROTECTED: Final = frozenset({"code", "type", "export", "enum", "relevant"})  # keys of a core field
HIDDEN: Final = "false"


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay as read, with the lines of its operations."""

    file: YamlFile

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.file.content["id"])

    @property
    def version(self) -> str:
        """Its own version."""
        return str(self.file.content["version"])

    @property
    def base(self) -> tuple[str, str]:
        """Id of the base pack and the versions it fits: ``1.0.0``, ``1.0.x`` or ``1.x``."""
        return str(self.file.content["base"]), str(self.file.content["base_version"])

    @property
    def operations(self) -> tuple[Mapping[str, Any], ...]:
        """Its operations in their order."""
        return tuple(self.file.content.get("ops") or ())


def overlay_files() -> Mapping[str, Path]:
    """Known overlays by id; one in the user's folder comes before a shipped one."""
    roots = (data_room("methodology"), user_data_dir() / "methodology")
    return {
        f.parent.name: f for root in roots for f in sorted(root.glob("overlays/*/overlay.yaml"))
    }


def find_overlay(overlay_id: str) -> Path:
    """The file of an overlay.

    Raises:
        InputRefused: SA-3101.
    """
    path = overlay_files().get(overlay_id)
    if path is None:
        raise e.NO_PACK(pack=overlay_id)
    return path


def read_overlay(path: Path) -> Overlay:
    """An overlay from its file.

    Raises:
        InputRefused: SA-3001 unreadable, SA-3102 a key is missing.
    """
    file = read_yaml(path)
    if not isinstance(file.content, Mapping):
        raise e.BAD_PACK(where=file.where(), path="/", reason="?")
    for key in ("id", "version", "base", "base_version", "region"):
        if key not in file.content:
            raise e.BAD_PACK(where=file.where(), path=key, reason="missing")
    return Overlay(file)


def fits(version: str, wanted: str) -> bool:
    """True when a version of the base is one the overlay was made for."""
    parts = wanted.split(".")
    if parts[-1] == "x":
        return version.split(".")[: len(parts) - 1] == parts[:-1]
    return version == wanted


def lay_over(base: Parts, overlay: Overlay) -> Parts:
    """The files of the pack with the operations applied; each changed value knows its line.

    Raises:
        InputRefused: SA-3104 made for another pack or version, SA-3105 touches what is protected,
            SA-3102 an operation that cannot be done.
    """
    refuse_other_base(base, overlay)
    parts = base.copied()
    for n, op in enumerate(overlay.operations):
        if not about_library(op):
            apply(parts, overlay, n)
    return parts


def lay_over_library(base: Parts, overlay: Overlay) -> Parts:
    """The files about symbiosis with the operations that concern them.

    Raises:
        InputRefused: SA-3102 an operation that cannot be done.
    """
    parts = base.copied()
    for n, op in enumerate(overlay.operations):
        if about_library(op):
            apply(parts, overlay, n)
    return parts


def about_library(op: Mapping[str, Any]) -> bool:
    """True when an operation concerns the libraries, which are read only when asked for."""
    return str(op.get("path", "")).partition(".")[0] in LIBRARY


def refuse_other_base(base: Parts, overlay: Overlay) -> None:
    """Raise SA-3104 unless the overlay was made for this pack and version."""
    head = base.content("pack", {})
    wanted, versions = overlay.base
    if head.get("id") != wanted or not fits(str(head.get("version")), versions):
        raise e.OTHER_BASE(
            where=overlay.file.where("base_version"),
            base=f"{wanted} {versions}",
            pack=f"{head.get('id')} {head.get('version')}",
        )


def apply(parts: Parts, overlay: Overlay, n: int) -> None:
    """Do one operation in place.

    Raises:
        InputRefused: SA-3105, SA-3102 with the operation's line.
    """
    op = overlay.operations[n]
    where = overlay.file.where("ops", n)
    path, name = str(op.get("path", "")), op.get("op")
    part, _, rest = path.partition(".")
    lists = ("questions", "steps", "indicators", *LIBRARY)
    whole_list = part in lists and name == "add"
    if (
        name not in OPERATIONS
        or not (rest or whole_list)
        or (name in ("set", "add") and "value" not in op)
    ):
        raise e.BAD_PACK(where=where, path=path, reason=f"op: {name}")
    if part == "factors":
        _factor(parts, rest, op, str(overlay.file.content["region"]), where)
        return
    file, names = place_of(parts, part, rest)
    if file is None:
        raise e.BAD_PACK(where=where, path=path, reason="?")
    if part == "forms":
        _guard(parts, file, names, str(name), path, where)
    _Change(file, where, path).do(str(name), names, op.get("value"))


def place_of(parts: Parts, part: str, rest: str) -> tuple[YamlFile | None, list[str]]:
    """The file that a path is about and the names inside it; ``fkko`` of a form means ``fields.fkko``."""
    names = rest.split(".") if rest else []
    if part in SINGLE:
        return parts.one(part), names
    if part in LIBRARY:
        return _holder(parts, part, rest), names
    if part != "forms":
        return None, names
    form = next((f for f in parts.files["forms"] if f.content.get("id") == names[0]), None)
    inside = names[1:]
    codes = {field["code"] for field in form.content["fields"]} if form else set()
    return form, ["fields", *inside] if inside and inside[0] in codes else inside


def _holder(parts: Parts, part: str, rest: str) -> YamlFile | None:
    """The file of a library that holds the entry that a path names, else its first file."""
    name = rest.partition(".")[0]
    files = parts.files.get(part, ())
    holding = (f for f in files if any(item.get("id") == name for item in f.content or ()))
    return next(holding, parts.one(part))


def _guard(parts: Parts, form: YamlFile, names: list[str], op: str, path: str, where: str) -> None:
    core = core_fields(parts.content("release", {})).get(form.content["id"], ())
    whole_form = names == ["fields"] or not names
    touches = names[1:2] and names[1] in core
    harmful = op in ("remove", "disable") or (len(names) > 2 and names[2] in PROTECTED)
    replaces = op == "set" and len(names) == 2
    if core and ((whole_form and op != "add") or (touches and (harmful or replaces))):
        raise e.CORE_PROTECTED(where=where, path=path)


def core_fields(release: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Codes that the platform must receive, by form."""
    return {str(item["form"]): tuple(item["fields"]) for item in release.get("core") or ()}


@dataclass(frozen=True, slots=True)
class _Change:
    """One operation on one file."""

    file: YamlFile
    where: str
    path: str

    def do(self, op: str, names: list[str], value: Any) -> None:
        """Find the place and change it."""
        place, left = find(self.file.content, names)
        if op == "add":
            self._add(place, left, value)
        elif left:
            raise e.BAD_PACK(where=self.where, path=self.path, reason=".".join(left))
        elif op == "set":
            self._set(place, value)
        elif op == "remove":
            self._remove(place)
        else:
            self._disable(place)

    def _add(self, place: Place, left: list[str], value: Any) -> None:
        target = at(self.file.content, place)
        if isinstance(target, list) and len(left) <= 1:
            target.append(value)
            self._mark((*place, len(target) - 1))
        elif isinstance(target, dict) and len(left) == 1:
            target[left[0]] = value
            self._mark((*place, left[0]))
        else:
            raise e.BAD_PACK(where=self.where, path=self.path, reason=".".join(left) or "!")

    def _set(self, place: Place, value: Any) -> None:
        at(self.file.content, place[:-1])[place[-1]] = value
        self._mark(place)

    def _remove(self, place: Place) -> None:
        holder, key = at(self.file.content, place[:-1]), place[-1]
        del holder[key]
        if isinstance(key, int):
            self._shift(place[:-1], key)

    def _disable(self, place: Place) -> None:
        item = at(self.file.content, place)
        if not isinstance(item, dict):
            raise e.BAD_PACK(where=self.where, path=self.path, reason="disable")
        if "code" in item:
            item |= {"required": "O", "relevant": HIDDEN}
            self._mark((*place, "relevant"))
        elif "value" in item:
            item["disabled"] = True
            self._mark((*place, "disabled"))
        else:
            self._remove(place)

    def _mark(self, place: Place) -> None:
        lines = self.file.lines
        assert isinstance(lines, dict)
        for old in [p for p in lines if p[: len(place)] == place]:
            del lines[old]
        lines[place] = self.where

    def _shift(self, holder: Place, removed: int) -> None:
        """Lines of the items behind a removed one move up."""
        lines = self.file.lines
        assert isinstance(lines, dict)
        depth = len(holder)
        behind = {
            p: lines.pop(p) for p in [p for p in lines if len(p) > depth and p[:depth] == holder]
        }
        for place, line in behind.items():
            n = place[depth]
            assert isinstance(n, int)
            if n != removed:
                lines[(*holder, n - (n > removed), *place[depth + 1 :])] = line


def find(tree: Any, names: list[str]) -> tuple[Place, list[str]]:
    """The place that the names lead to, and the names that lead nowhere. Ids may hold points."""
    place: Place = ()
    while names:
        step = _step(tree, names)
        if step is None:
            break
        key, used = step
        tree, place, names = tree[key], (*place, key), names[used:]
    return place, names


def _step(tree: Any, names: list[str]) -> tuple[str | int, int] | None:
    for used in range(len(names), 0, -1):
        name = ".".join(names[:used])
        if isinstance(tree, dict):
            key = next((k for k in tree if str(k) == name), None)
            if key is not None:
                return key, used
        if isinstance(tree, list):
            for n, item in enumerate(tree):
                if isinstance(item, dict) and name in {str(item.get(k)) for k in KEYS}:
                    return n, used
            if name.isdigit() and int(name) < len(tree):
                return int(name), used
    return None


def at(tree: Any, place: Place) -> Any:
    """The value at a place."""
    for key in place:
        tree = tree[key]
    return tree


def _factor(parts: Parts, factor_id: str, op: Mapping[str, Any], region: str, where: str) -> None:
    """A version of a factor for the region, beside the federal one, which stays for other regions."""
    held = [
        (file, n)
        for file in parts.files.get("factors", ())
        for n, item in enumerate(file.content or ())
        if item.get("id") == factor_id
    ]
    if (op["op"] == "add") == bool(held):
        raise e.BAD_PACK(where=where, path=factor_id, reason=str(op["op"]))
    if op["op"] in ("remove", "disable"):
        for file, n in reversed(held):
            _Change(file, where, factor_id).do("remove", [str(n)], None)
        return
    file = held[0][0] if held else parts.files["factors"][0]
    base = file.content[held[0][1]] if held else op
    keys = ("value", "source", "year", "valid_until", "note")
    made = {"id": factor_id, "title": base.get("title"), "unit": base.get("unit"), "region": region}
    made |= {k: op[k] for k in keys if k in op} | {"verified": bool(op.get("verified", False))}
    missing = [k for k in ("title", "unit", "source", "year") if not made.get(k)]
    if missing or isinstance(op["value"], str | bool):
        raise e.BAD_PACK(where=where, path=factor_id, reason=", ".join(missing) or "value")
    _Change(file, where, factor_id).do("add", [], made)
