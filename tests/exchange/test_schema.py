"""The published schema follows the records."""

from __future__ import annotations

import jsonschema

from symbioaudit.exchange.audit_json import schema
from tools import make_schema


def test_the_published_schema_follows_the_records() -> None:
    assert make_schema.TARGET.read_text(encoding="utf-8") == make_schema.build()
    jsonschema.Draft202012Validator.check_schema(dict(schema()))
