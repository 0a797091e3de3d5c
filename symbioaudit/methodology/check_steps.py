"""Checks of steps, questions, closed lists and the pack's head: what they name exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from symbioaudit.forms.yamlfile import Place, YamlFile
from symbioaudit.formula.sorts import Sort
from symbioaudit.methodology import errors as e
from symbioaudit.methodology.check_forms import judged
from symbioaudit.methodology.findings import Draft, Finding, found
from symbioaudit.methodology.sorts import entity_sorts
from symbioaudit.model.enums import Depth
from symbioaudit.model.records import ENTITIES

ROLES: Final = "interview_roles"
Node = Mapping[str, Any]


def missing(
    file: YamlFile, place: Place, kind: str, names: Iterable[str], known: Iterable[str]
) -> Iterator[Finding]:
    """A finding for each name that is not known."""
    there = set(known)
    for n, name in enumerate(names):
        if name not in there:
            yield found(e.NO_REFERENCE, file.where(*place, n), kind=kind, name=name)


def twice(file: YamlFile, items: Iterable[Node], key: str = "id") -> Iterator[Finding]:
    """A finding for each id that came before."""
    seen: set[Any] = set()
    for n, item in enumerate(items):
        if item[key] in seen:
            yield found(e.TWICE, file.where(n, key), what=str(item[key]))
        seen.add(item[key])


def form_ids(draft: Draft) -> frozenset[str]:
    """Ids of the forms."""
    return frozenset(str(file.content["id"]) for file in draft.files("forms"))


def steps(draft: Draft) -> Iterator[Finding]:
    """Steps are unique and name forms, roles and formulas that exist; hours grow with the depth."""
    file = draft.one("steps")
    yield from twice(file, file.content)
    yield from twice(file, file.content, "no")
    formulas = {item["id"] for f in draft.files("formulas") for item in f.content or ()}
    for n, step in enumerate(file.content):
        yield from missing(file, (n, "forms"), "form", step["forms"], form_ids(draft))
        yield from missing(file, (n, "roles"), "role", step["roles"], draft.values(ROLES))
        yield from missing(file, (n, "computes"), "formula", step.get("computes") or (), formulas)
        hours = step["hours"]
        for less, more in zip(Depth, list(Depth)[1:], strict=False):
            if hours[less.value] > hours[more.value]:
                yield found(
                    e.STEP_DEPTHS,
                    file.where(n, "hours"),
                    step=step["id"],
                    less=less.value,
                    more=more.value,
                )


def reachable(draft: Draft) -> Iterator[Finding]:
    """Every form is shown by a step."""
    shown = {form for step in draft.content("steps") for form in step["forms"]}
    for file in draft.files("forms"):
        if file.content["id"] not in shown:
            yield found(e.UNREACHABLE, file.where("id"), form=file.content["id"])


def rules(draft: Draft) -> Iterator[Finding]:
    """Rules of steps and of release name entities, forms, fields and lists that exist."""
    step_file = draft.one("steps")
    for n, step in enumerate(step_file.content):
        for m, rule in enumerate(step["completion"]):
            yield from _rule(draft, step_file, (n, "completion", m), rule, step["forms"])
    release = draft.one("release")
    plant = [f.content["id"] for f in draft.files("forms") if f.content["mode"] == "single"]
    for part in ("draft", "upload"):
        for m, rule in enumerate(release.content[part]):
            yield from _rule(draft, release, (part, m), rule, plant)


def _rule(
    draft: Draft, file: YamlFile, place: Place, rule: Node, shown: Iterable[str]
) -> Iterator[Finding]:
    forms = [f.content for f in draft.files("forms")]
    enums = draft.content("enums")
    yield from missing(file, (*place, "forms"), "form", rule.get("forms") or (), form_ids(draft))
    yield from missing(file, (*place, "also"), "entity", rule.get("also") or (), ENTITIES)
    for key in ("entity", "to"):
        if key in rule and rule[key] not in ENTITIES:
            yield found(e.NO_REFERENCE, file.where(*place, key), kind="entity", name=rule[key])
            return
    own = rule.get("entity")
    names: dict[str, Sort] = {}
    for form in forms:
        if own is None and form["id"] in shown:
            names |= entity_sorts(form["entity"], forms, enums)
    names = dict(entity_sorts(own, forms, enums)) if own else names
    other = entity_sorts(rule["to"], forms, enums) if "to" in rule else {}
    for key, known in (("expr", names), ("where", names), ("having", other)):
        if key in rule:
            yield from judged(file, (*place, key), rule[key], known)
    for key in ("field", "reason"):
        if key in rule and rule[key] not in names:
            yield found(e.NO_REFERENCE, file.where(*place, key), kind="field", name=rule[key])
    roles = draft.values(ROLES)
    for n, group in enumerate(rule.get("groups") or ()):
        yield from missing(file, (*place, "groups", n), "role", group, roles)
    if "grade" in rule and "thresholds" not in draft.broken:
        quality = draft.content("thresholds")["quality"]
        grades = {str(g[0]) for g in quality["grades"]} | {quality["worst"]}
        if rule["grade"] not in grades:
            yield found(
                e.NO_REFERENCE, file.where(*place, "grade"), kind="grade", name=rule["grade"]
            )


def questions(draft: Draft) -> Iterator[Finding]:
    """Questions name areas, roles, forms and entities that exist."""
    file = draft.one("questions")
    yield from twice(file, file.content)
    entity_of = {f.content["id"]: f.content["entity"] for f in draft.files("forms")}
    for n, question in enumerate(file.content):
        area = question["area"]
        if area not in draft.values("question_areas"):
            yield found(e.NO_REFERENCE, file.where(n, "area"), kind="area", name=area)
        yield from missing(file, (n, "roles"), "role", question["roles"], draft.values(ROLES))
        entity, _, form = question["creates"].partition("/")
        if form not in entity_of or entity not in {entity_of[form], "finding"}:
            yield found(
                e.NO_REFERENCE, file.where(n, "creates"), kind="form", name=question["creates"]
            )


def lists(draft: Draft) -> Iterator[Finding]:
    """Values of a closed list are unique; a role is asked about departments that have forms."""
    file = draft.one("enums")
    departments = {f.content["department"] for f in draft.files("forms")}
    for n, role in enumerate(file.content.get(ROLES) or ()):
        place = (ROLES, n, "departments")
        yield from missing(file, place, "department", role.get("departments") or (), departments)
    for name, items in file.content.items():
        seen: set[str] = set()
        for n, item in enumerate(items):
            if item["value"] in seen:
                yield found(e.TWICE, file.where(name, n, "value"), what=f"{name}: {item['value']}")
            seen.add(item["value"])


def head(draft: Draft) -> Iterator[Finding]:
    """The pack's head names regions, carriers and sets of its lists; its version has an entry in the log."""
    file = draft.one("pack")
    data = file.content
    yield from version(file, data["version"], data["changelog"])
    for key, enum in (("energy_systems", "regions"), ("phases", "carriers")):
        for name, values in (data.get(key) or {}).items():
            yield from missing(file, (key, name), enum, values, draft.values(enum))
    for key in ("renewable_carriers", "heat_carriers"):
        yield from missing(file, (key,), "carriers", data.get(key) or (), draft.values("carriers"))
    sets = [item["id"] for item in data["coefficient_sets"]]
    known = draft.values("coefficient_sets")
    for n, name in enumerate(sets):
        if name not in known:
            yield found(
                e.NO_REFERENCE,
                file.where("coefficient_sets", n, "id"),
                kind="coefficient_sets",
                name=name,
            )


def version(file: YamlFile, text: str, log: Iterable[Node]) -> Iterator[Finding]:
    """Three numbers, and an entry in the log of changes."""
    parts = text.split(".")
    if len(parts) != 3 or not all(p.isdigit() for p in parts):
        yield found(e.BAD_VERSION, file.where("version"), version=text)
    elif text not in {str(item["version"]) for item in log}:
        yield found(e.NO_CHANGELOG, file.where("changelog"), version=text)


def report(draft: Draft) -> Iterator[Finding]:
    """The report's sections exist in the template, and none that the method requires is left out."""
    file = draft.one("report")
    yield from missing(
        file, ("required",), "section", file.content["required"], draft.abilities.sections
    )
    chosen = [item["id"] for item in file.content.get("sections") or ()]
    for n, name in enumerate(chosen):
        if name not in draft.abilities.sections:
            yield found(e.NO_REFERENCE, file.where("sections", n, "id"), kind="section", name=name)
    if chosen:
        for name in file.content["required"]:
            if name not in chosen:
                yield found(e.NO_REFERENCE, file.where("sections"), kind="section", name=name)


STEP_CHECKS: Final = (
    (("steps", "forms", "enums", "formulas"), steps),
    (("steps", "forms"), reachable),
    (("steps", "release", "forms", "enums"), rules),
    (("questions", "forms", "enums"), questions),
    (("enums",), lists),
    (("pack", "enums"), head),
    (("report",), report),
)
