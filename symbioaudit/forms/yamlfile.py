"""YAML files with the line of every value, so that an error can say where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symbioaudit.forms import errors as e

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The content of a file and the line at which each value stands."""

    path: Path
    content: Any
    lines: Mapping[
        Place, int | str
    ]  # a line of this file, or ``file:line`` of another one laid over it
    name: str = ""  # as people know it; the file's own name by default

    def where(self, *place: str | int) -> str:
        """``file:line`` of the value at ``place``, or of the nearest value around it."""
        name = self.name or self.path.name
        for length in range(len(place), -1, -1):
            line = self.lines.get(place[:length])
            if line is not None:
                return line if isinstance(line, str) else f"{name}:{line}"
        return name


def read_yaml(path: Path) -> YamlFile:
    """Read a YAML file (safe subset).

    Raises:
        InputRefused: SA-3001 not YAML, SA-3003 a key stands twice.
    """
    import yaml

    loader_class = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        text = path.read_text(encoding="utf-8")
        loader = loader_class(text)
        try:
            node = loader.get_single_node()
            lines: dict[Place, int | str] = {}
            content = _value(loader, node, (), lines, path) if node else None
        finally:
            loader.dispose()
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        reason = str(getattr(fault, "problem", None) or fault).splitlines()[0]
        raise e.BAD_YAML(where=where, reason=reason) from fault
    return YamlFile(path, content, lines)


def _value(loader: Any, node: Any, place: Place, lines: dict[Place, int | str], path: Path) -> Any:
    lines[place] = node.start_mark.line + 1
    if node.id == "mapping":
        out: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node)
            if key in out:
                raise e.DUPLICATE(
                    where=f"{path.name}:{key_node.start_mark.line + 1}", what=str(key)
                )
            out[key] = _value(loader, value_node, (*place, key), lines, path)
        return out
    if node.id == "sequence":
        return [_value(loader, item, (*place, n), lines, path) for n, item in enumerate(node.value)]
    return loader.construct_object(node)


def validate(file: YamlFile, schema: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Problems of a file against a JSON Schema as (``file:line``, path, what)."""
    import jsonschema

    found = []
    for fault in jsonschema.Draft202012Validator(schema).iter_errors(file.content):
        best = jsonschema.exceptions.best_match([fault]) or fault
        place = tuple(best.absolute_path)
        found.append((file.where(*place), "/".join(map(str, place)) or "/", best.message[:200]))
    return found
