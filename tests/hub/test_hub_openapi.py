"""The published document against the hub: no server error, no answer that it does not name."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    response_schema_conformance,
    status_code_conformance,
)

from symbioaudit.exchange.keys import new_key
from symbioaudit.hub.document import openapi
from symbioaudit.hub.folder import init, open_hub
from symbioaudit.hub.hub import Hub
from tests.hub.conftest import Serving, add

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@schemathesis.serializer("application/offset+octet-stream")
def bytes_as_they_are(_context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


schema = schemathesis.openapi.from_dict(openapi())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    from dataclasses import replace

    folder = tmp_path_factory.mktemp("openapi") / "hub"
    init(folder, name="hub")
    made = open_hub(folder)
    calm = replace(made.settings, requests_per_minute=10**6)
    hub = Hub(calm, made.key, made.identities, made.database, made.uploads, made.public_keys)
    tokens = {role: add(hub, new_key(role), role) for role in ("consultant", "operator")}
    with Serving(hub) as url:
        yield url, tokens


@schema.parametrize()
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_documented(case: Any, served: tuple[str, dict[str, str]]) -> None:
    url, tokens = served
    operators = {"/queue", "/quarantine", "/quarantine/{content}", "/regions", "/matches/all"}
    role = "operator" if case.path in operators or "owner" in case.path else "consultant"
    headers = {"Authorization": f"Bearer {tokens[role]}"}
    if case.path.startswith("/uploads"):
        headers["Upload-Metadata"] = f"filename {base64.b64encode(b'a.zip').decode()}"
    case.call_and_validate(base_url=url, headers=headers, checks=CHECKS)


def test_the_document_is_openapi_31_and_names_every_operation() -> None:
    document = openapi()
    assert document["openapi"].startswith("3.1")
    operations = [o for path in document["paths"].values() for o in path.values()]
    assert all(o["summary"] and o["responses"] for o in operations)
    assert len({o["operationId"] for o in operations}) == len(operations)
