"""A region's differences laid over a pack: factors set or added, thresholds set; nothing else is touched.

``methodology/overlays/<id>/overlay.yaml``: base pack and versions, author, reason, date, and operations on
dotted paths. Every changed factor carries its own source and year.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from symbioaudit.base.paths import data_room, user_data_dir
from symbioaudit.forms.loader import text_of
from symbioaudit.forms.yamlfile import YamlFile, read_yaml
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.pack import Factor, FactorSet, Pack


def overlay_files() -> Mapping[str, Path]:
    """Known overlays by id; one in the user's folder comes before a shipped one."""
    roots = (data_room("methodology"), user_data_dir() / "methodology")
    return {
        f.parent.name: f for root in roots for f in sorted(root.glob("overlays/*/overlay.yaml"))
    }


@cache
def lay_over(pack: Pack, overlay_id: str) -> Pack:
    """The pack with a region's overlay applied; its hash covers both.

    Raises:
        InputRefused: SA-3101 unknown overlay, SA-3102 made for another pack or with a path it may not touch.
    """
    path = overlay_files().get(overlay_id)
    if path is None:
        raise e.NO_PACK(pack=overlay_id)
    file = read_yaml(path)
    data = file.content
    if (
        data["base"] != pack.id
        or pack.version.split(".")[0] != str(data["base_version"]).split(".")[0]
    ):
        raise e.BAD_PACK(
            where=file.where("base"), path="base", reason=f"{data['base']} {data['base_version']}"
        )
    factors = [factor for versions in pack.factors.values() for factor in versions]
    thresholds = copy.deepcopy(dict(pack.thresholds))
    for n, operation in enumerate(data["ops"]):
        room, _, rest = str(operation["path"]).partition(".")
        if room == "factors" and operation["op"] in ("set", "add"):
            factors = _with_factor(factors, rest, operation, str(data["region"]), file, n)
        elif room == "thresholds" and operation["op"] == "set":
            _set(thresholds, rest.split("."), operation["value"], file, n)
        else:
            raise e.BAD_PACK(
                where=file.where("ops", n), path=operation["path"], reason=operation["op"]
            )
    digest = hashlib.sha256(
        pack.hash.encode() + path.read_bytes().replace(b"\r\n", b"\n")
    ).hexdigest()
    return replace(
        pack,
        factors=FactorSet(tuple(factors)),
        thresholds=thresholds,
        hash=digest,
        overlay=overlay_id,
    )


def _with_factor(
    factors: list[Factor],
    factor_id: str,
    operation: Mapping[str, Any],
    region: str,
    file: YamlFile,
    n: int,
) -> list[Factor]:
    """A version of a factor for the region, beside the federal one, which stays for other regions."""
    base = next((f for f in factors if f.id == factor_id), None)
    if (operation["op"] == "set") != (base is not None):
        raise e.BAD_PACK(where=file.where("ops", n), path=factor_id, reason=operation["op"])
    try:
        made = Factor(
            id=factor_id,
            title=base.title if base else text_of(operation["title"]),
            value=float(operation["value"]),
            unit=base.unit if base else operation["unit"],
            source=operation["source"],
            year=operation["year"],
            region=region,
            verified=operation.get("verified", False),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise e.BAD_PACK(where=file.where("ops", n), path=factor_id, reason=str(fault)) from fault
    return [*factors, made]


def _set(tree: dict[str, Any], path: list[str], value: Any, file: YamlFile, n: int) -> None:
    for key in path[:-1]:
        tree = tree.get(key, {})
    if path[-1] not in tree:
        raise e.BAD_PACK(where=file.where("ops", n), path=".".join(path), reason="?")
    tree[path[-1]] = value
