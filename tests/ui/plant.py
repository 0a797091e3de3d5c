"""The plant of the drawings' tests in a window."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from symbioaudit.services.operations import Create, Delete
from symbioaudit.ui.window import Window
from tests.services.plant import plant_records
from tests.ui.driver import WAIT, settled


def build_plant(qtbot: QtBot, window: Window) -> dict[str, str]:
    """Replace the demo's flows by the plant's; returns ids by name."""
    session = window.session
    live = session.live
    assert live is not None
    old = [Delete(r.entity, r.id) for e in ("stream", "product", "cost") for r in live.of(e)]
    made = plant_records(live.audit_id)
    with qtbot.waitSignal(session.results_ready, timeout=WAIT):
        session.apply("Add records", [*old, *map(Create, made)])
    settled(qtbot, session)
    return {str(record.name): record.id for record in made}
