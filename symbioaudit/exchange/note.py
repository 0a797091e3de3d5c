"""``data/disclosure.json``: what a package discloses and on what terms, computed from what is inside it.

A reader computes it again and compares, so the note cannot say something else than the package does.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from symbioaudit.exchange import audit_json
from symbioaudit.model.snapshot import Snapshot

NAME: Final = "data/disclosure.json"
K_MIN: Final = 3  # part of the format: aggregates of fewer enterprises are not published
TERMS: Final = {
    "en": "Records at the level “aggregated” may be published only as a sum or mean over at least three "
    "enterprises, none of which gives more than it would reveal alone; “matchable” records may be matched "
    "and shown without naming the enterprise; “open” ones may be shown as they are.",
    "ru": "Записи уровня «aggregated» публикуются только суммой или средним не менее чем по трём "
    "предприятиям и так, чтобы вклад ни одного из них не раскрывался; записи «matchable» участвуют в подборе "
    "и показываются без названия предприятия; записи «open» показываются как есть.",
}
BY_FORM: Final = (
    "by_form"  # the level that the form of the record has in the pack named in bag-info.txt
)


def note(shown: Snapshot) -> bytes:
    """The note on a disclosed audit as canonical JSON: levels, consent, terms of aggregates, policies."""
    levels: dict[str, Counter[str]] = {}
    for record in shown.all_records():
        mark = record.confidentiality
        levels.setdefault(record.entity, Counter())[mark.value if mark else BY_FORM] += 1
    body: dict[str, Any] = {
        "aggregates": {"k_min": K_MIN, "terms": TERMS},
        "consents": [
            {
                "given": consent.given,
                "given_on": consent.given_on.isoformat() if consent.given_on else None,
                "id": consent.id,
                "scope": consent.scope,
            }
            for consent in shown.consents
        ],
        "levels": {entity: dict(found) for entity, found in levels.items()},
        "never": sorted(audit_json.NEVER_PACKED),
        "photos": "metadata stripped",
        "schema": "1.0",
    }
    return audit_json.canonical(body)
