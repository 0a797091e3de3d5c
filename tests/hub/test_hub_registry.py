"""The registry on SQLite and on PostgreSQL: once, in order, never over another's work, forgotten on demand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.synthetic import snapshot
from symbioaudit.base.ids import new_id
from symbioaudit.exchange import receipts, trust
from symbioaudit.exchange.keys import SigningKey, new_key
from symbioaudit.hub import registry
from symbioaudit.hub import tables as t
from symbioaudit.hub.hub import Hub
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.records import Consent
from symbioaudit.model.snapshot import Snapshot
from tests.hub.conftest import add, built, fit

Send = Callable[[Snapshot, SigningKey], receipts.Receipt]


@pytest.fixture
def anna(hub: Hub) -> SigningKey:
    return member(hub, "Анна")


def member(hub: Hub, name: str) -> SigningKey:
    key = new_key(name)
    add(hub, key)
    return key


@pytest.fixture
def send(hub: Hub, tmp_path: Path) -> Send:
    store = trust.load(hub.public_keys.encode())

    def sending(shown: Snapshot, key: SigningKey) -> receipts.Receipt:
        path = tmp_path / f"{new_id()}.zip"
        built(path, shown, key)
        data = hub.ingest.take(path, key.public.fingerprint, {})
        return receipts.load(data, store)[0]

    return sending


def at(shown: Snapshot, revision: int) -> Snapshot:
    return replace(shown, audit=replace(shown.audit, revision=revision))


def rows(hub: Hub, table: sa.Table) -> list[sa.RowMapping]:
    with hub.database.reading() as connection:
        return list(connection.execute(sa.select(table)).mappings())


def codes(receipt: receipts.Receipt) -> list[str]:
    return [p.code for p in receipt.problems]


def test_a_package_becomes_an_audit_with_its_offers(
    hub: Hub, anna: SigningKey, send: Send, audit_shown: Snapshot
) -> None:
    receipt = send(audit_shown, anna)
    assert receipt.accepted
    (head,) = rows(hub, t.audits)
    assert (head["region"], head["revision"], head["withdrawn_at"]) == ("77", 1, None)
    offered = [s for s in audit_shown.streams if s.direction.value == "out"]
    found = [r for r in rows(hub, t.resources) if r["side"] == "have"]
    assert {r["name"] for r in found} == {s.name for s in offered}
    assert sum(r["quantity"] for r in found) == pytest.approx(
        sum(s.quantity.canonical.best for s in offered if s.quantity and s.quantity.canonical)
    )


def test_fifty_at_once_make_one_record_and_fifty_equal_receipts(
    hub: Hub, anna: SigningKey, tmp_path: Path, audit_shown: Snapshot
) -> None:
    path = tmp_path / "a.zip"
    built(path, audit_shown, anna)
    answers: list[bytes] = []
    barrier = threading.Barrier(50)

    def one(n: int) -> None:
        own = tmp_path / f"{n}.zip"
        own.write_bytes(path.read_bytes())
        barrier.wait()
        answers.append(hub.ingest.take(own, anna.public.fingerprint, {}))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 50
    assert len(set(answers)) == 1
    assert len(rows(hub, t.packages)) == len(rows(hub, t.audits)) == 1


def test_revisions_go_forward_only(
    hub: Hub, anna: SigningKey, send: Send, audit_shown: Snapshot
) -> None:
    assert send(at(audit_shown, 3), anna).accepted
    assert codes(send(at(audit_shown, 2), anna)) == ["SA-9505"]
    assert send(at(audit_shown, 4), anna).accepted
    assert [r["revision"] for r in rows(hub, t.audits)] == [4]
    assert sorted(r["revision"] for r in rows(hub, t.revisions)) == [3, 4]


def test_two_consultants_in_conflict_are_told_so_and_nothing_is_overwritten(
    hub: Hub, anna: SigningKey, send: Send, audit_shown: Snapshot
) -> None:
    boris = member(hub, "Борис")
    assert send(audit_shown, anna).accepted
    before = rows(hub, t.resources)
    other = replace(audit_shown, streams=audit_shown.streams[:5])
    assert codes(send(other, boris)) == ["SA-9506"]
    assert codes(send(at(other, 2), boris)) == ["SA-9507"]
    assert rows(hub, t.resources) == before
    waiting = [r for r in rows(hub, t.revisions) if not r["current"]]
    assert {r["sender"] for r in waiting} == {boris.public.fingerprint}
    assert registry.hand_over(hub.database, audit_shown.audit.id, boris.public.fingerprint)
    assert send(at(other, 3), boris).accepted


def test_first_packages_of_two_at_the_same_moment_have_one_owner(
    hub: Hub, anna: SigningKey, send: Send, audit_shown: Snapshot
) -> None:
    boris = member(hub, "Борис")
    both = [(audit_shown, anna), (replace(audit_shown, streams=audit_shown.streams[:4]), boris)]
    found: list[receipts.Receipt] = []
    barrier = threading.Barrier(2)

    def one(shown: Snapshot, key: SigningKey) -> None:
        barrier.wait()
        found.append(send(shown, key))

    threads = [threading.Thread(target=one, args=pair) for pair in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes(r) for r in found) == [[], ["SA-9506"]]
    (head,) = rows(hub, t.audits)
    (kept,) = [r for r in found if r.accepted]
    assert head["package"] == kept.package


def test_a_stolen_package_does_not_answer_for_its_owner(
    hub: Hub, anna: SigningKey, tmp_path: Path, audit_shown: Snapshot
) -> None:
    thief = member(hub, "Вор")
    path = tmp_path / "a.zip"
    built(path, audit_shown, anna)
    store = trust.load(hub.public_keys.encode())
    first = receipts.load(hub.ingest.take(path, thief.public.fingerprint, {}), store)[0]
    second = receipts.load(hub.ingest.take(path, anna.public.fingerprint, {}), store)[0]
    assert codes(first) == ["SA-9501"]
    assert second.accepted


def test_records_that_go_leave_a_tombstone_and_may_come_back(
    hub: Hub, anna: SigningKey, send: Send, audit_shown: Snapshot
) -> None:
    assert send(audit_shown, anna).accepted
    n = len(rows(hub, t.resources))
    fewer = replace(audit_shown, streams=tuple(s for s in audit_shown.streams if s.fkko is None))
    assert send(at(fewer, 2), anna).accepted
    gone = rows(hub, t.tombstones)
    assert len(gone) == n - len(rows(hub, t.resources)) > 0
    assert {r["gone_in"] for r in gone} == {2}
    assert send(at(audit_shown, 3), anna).accepted
    assert rows(hub, t.tombstones) == []
    assert len(rows(hub, t.resources)) == n


def test_consent_withdrawn_by_a_package_takes_everything_out(
    hub: Hub, anna: SigningKey, send: Send, audit_shown: Snapshot
) -> None:
    first = send(audit_shown, anna)
    audit = audit_shown.audit
    no = Consent(id=new_id(), audit_id=audit.id, given=False, scope="all")
    assert send(at(replace(audit_shown, consents=(no,)), 2), anna).accepted
    (head,) = rows(hub, t.audits)
    assert head["withdrawn_at"]
    assert rows(hub, t.resources) == rows(hub, t.resource_keys) == []
    assert not (hub.settings.packages / f"{first.package}.zip").exists()
    assert send(at(audit_shown, 3), anna).accepted
    assert rows(hub, t.resources)


def test_consent_withdrawn_at_the_hub_forgets_the_enterprise(
    hub: Hub, anna: SigningKey, send: Send, audit_shown: Snapshot
) -> None:
    send(audit_shown, anna)
    audit, me = audit_shown.audit.id, anna.public.fingerprint
    assert registry.withdraw(hub.database, audit, "somebody else") is None
    moment = registry.withdraw(hub.database, audit, me)
    assert moment == registry.withdraw(hub.database, audit, None)
    assert rows(hub, t.enterprises) == rows(hub, t.sites) == rows(hub, t.resources) == []


def test_enterprises_and_sites_are_told_apart_by_inn_kpp_and_site(
    hub: Hub, anna: SigningKey, send: Send
) -> None:
    first, again, branch = (fit(snapshot(3, seed=n)) for n in (1, 2, 3))
    again = replace(again, site=replace(again.site, name=" ПЛОЩАДКА  «1» "))
    branch = replace(branch, enterprise=replace(branch.enterprise, kpp="500101001"))
    assert all(send(each, anna).accepted for each in (first, again, branch))
    assert len(rows(hub, t.enterprises)) == len(rows(hub, t.sites)) == 2


def test_of_two_audits_of_a_site_the_newer_period_counts(
    hub: Hub, anna: SigningKey, send: Send
) -> None:
    old, new = fit(snapshot(3, seed=1)), fit(snapshot(3, seed=2))
    old = replace(old, audit=replace(old.audit, period_end=old.audit.period_start))
    for each in (new, old):
        assert send(each, anna).accepted
    speaking = {r["audit"] for r in rows(hub, t.resources) if r["shown"]}
    assert speaking == {new.audit.id}
    registry.withdraw(hub.database, new.audit.id, None)
    assert {r["audit"] for r in rows(hub, t.resources) if r["shown"]} == {old.audit.id}


def test_what_is_wrong_comes_back_by_record_in_both_languages(
    hub: Hub, anna: SigningKey, send: Send, audit_shown: Snapshot
) -> None:
    plant = replace(audit_shown.enterprise, inn="7707083894")
    bad = replace(audit_shown, enterprise=plant, consents=())
    receipt = send(bad, anna)
    assert sorted(codes(receipt)) == ["SA-9503", "SA-9509"]
    (wrong,) = [p for p in receipt.problems if p.code == "SA-9509"]
    assert (wrong.entity, wrong.id, wrong.field) == ("enterprise", plant.id, "inn")
    assert "7707083894" in wrong.text_ru
    assert wrong.text_ru != wrong.text_en
    (held,) = rows(hub, t.quarantine)
    assert held["audit"] == bad.audit.id
    assert rows(hub, t.audits) == []


def test_a_file_that_cannot_be_read_is_kept_with_its_reason(
    hub: Hub, anna: SigningKey, tmp_path: Path
) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(b"PK" + bytes(3000))
    me, named = anna.public.fingerprint, "ab" * 32
    first = hub.ingest.take(path, me, {"package": named})
    assert hub.ingest.take(path, me, {"package": named}) == first
    assert registry.receipt_of(hub.database, named, me) == first
    assert registry.receipt_of(hub.database, named, "another") is None
    (held,) = rows(hub, t.quarantine)
    assert (hub.settings.quarantine / f"{held['content']}.zip").read_bytes() == path.read_bytes()


def test_a_file_damaged_on_its_way_may_come_once_more(
    hub: Hub, anna: SigningKey, tmp_path: Path, audit_shown: Snapshot
) -> None:
    path, torn = tmp_path / "a.zip", tmp_path / "torn.zip"
    named = built(path, audit_shown, anna)
    torn.write_bytes(path.read_bytes()[:-7])
    me, store = anna.public.fingerprint, trust.load(hub.public_keys.encode())
    told = {"package": named, "sha256": "0" * 64}
    assert codes(receipts.load(hub.ingest.take(torn, me, told), store)[0]) == ["SA-9514"]
    hub.ingest.take(path, me, {"package": named})
    kept = registry.receipt_of(hub.database, named, me)
    assert kept is not None
    assert receipts.load(kept, store)[0].accepted
    assert codes(receipts.load(hub.ingest.take(path, me, {"package": "c" * 64}), store)[0]) == []


def test_a_settled_refusal_is_judged_anew_when_it_comes_again(
    hub: Hub, anna: SigningKey, send: Send, audit_shown: Snapshot
) -> None:
    boris = member(hub, "Борис")
    send(audit_shown, anna)
    mine = at(audit_shown, 2)
    assert codes(send(mine, boris)) == ["SA-9507"]
    registry.hand_over(hub.database, audit_shown.audit.id, boris.public.fingerprint)
    assert codes(send(mine, boris)) == ["SA-9507"]  # the same package, the same receipt
    (held,) = rows(hub, t.quarantine)
    assert registry.settle(hub.database, held["content"], "operator", "handed over", again=True)
    assert send(mine, boris).accepted


def test_private_records_never_come_and_aggregated_ones_have_no_keys(
    hub: Hub, anna: SigningKey, send: Send, audit_shown: Snapshot
) -> None:
    first, second, *rest = [s for s in audit_shown.streams if s.fkko]
    marked = (
        replace(first, confidentiality=Confidentiality.PRIVATE),
        replace(second, confidentiality=Confidentiality.AGGREGATED),
        *rest,
    )
    assert send(replace(audit_shown, streams=marked), anna).accepted
    found = {r["name"]: r for r in rows(hub, t.resources)}
    assert first.name not in found
    assert found[second.name]["level"] == "aggregated"
    keyed = {r["id"] for r in rows(hub, t.resource_keys)}
    assert found[second.name]["id"] not in keyed
    assert {found[s.name]["id"] for s in rest} <= keyed


def test_the_tables_are_those_of_the_migrations(hub: Hub) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with hub.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []
