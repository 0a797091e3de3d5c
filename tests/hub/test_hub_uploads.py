"""Uploads at the door: another project's tus client, the rules of tus 1.0, one receipt for one package."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest
from tusclient.client import TusClient

from symbioaudit.exchange import receipts, trust
from symbioaudit.model.snapshot import Snapshot
from tests.hub.conftest import Running, built

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}


def receipt_of(running: Running, digest: str) -> receipts.Receipt:
    """The receipt, once the hub has taken the package in."""
    store = trust.load(running.hub.public_keys.encode())
    for _try in range(400):
        answer = httpx.get(f"{running.url}/receipts/{digest}", headers=running.headers)
        if answer.status_code == 200:
            return receipts.load(answer.content, store)[0]
        assert answer.status_code in {202, 404}
        time.sleep(0.02)
    pytest.fail("no receipt came")


def test_another_projects_client_uploads_and_the_receipt_is_ours(
    running: Running, tmp_path: Path, audit_shown: Snapshot
) -> None:
    path = tmp_path / "a.zip"
    digest = built(path, audit_shown, running.key)
    client = TusClient(f"{running.url}/uploads", headers=running.headers)
    with path.open("rb") as stream:
        uploader = client.uploader(
            file_stream=stream,
            chunk_size=10_000,
            metadata={"package": digest},
            upload_checksum=True,
        )
        uploader.upload()
    receipt = receipt_of(running, digest)
    assert receipt.accepted, receipt.problems
    receipts.check_ours(receipt, digest, audit_shown.audit.revision, receipt.counts, receipt.root)
