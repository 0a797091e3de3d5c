"""Handing over to a real hub: states, pauses, clear failures, the way by file, receipts that do not fit."""

from __future__ import annotations

import random
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from symbioaudit.base.errors import SymbioError
from symbioaudit.exchange import receipts, trust
from symbioaudit.exchange.answers import checked_address
from symbioaudit.exchange.keys import SigningKey
from symbioaudit.exchange.outbox import MOVES, State, may, pause_before
from symbioaudit.exchange.receipts import Problem, Receipt
from symbioaudit.exchange.tusclient import Platform, Told
from symbioaudit.services import deliveries, outbox
from symbioaudit.services.sending import Control, Outcome, Sender, watch
from symbioaudit.services.snapshots import save_snapshot
from symbioaudit.services.workspace import Workspace, open_workspace
from symbioaudit.storage import outbox as store
from tests.sync.benches import Frozen, HubProcess, fit, outbox_of, packed
from tests.sync.proxy import FaultProxy, Loop, Plan

OWN_HUB = SigningKey(bytes(range(5, 37)), "Платформа", "hub")
TRUSTS_OWN = trust.TrustStore((OWN_HUB.public,))


@pytest.fixture
def frozen(hub: HubProcess, tmp_path: Path) -> Frozen:
    """A package of seven pieces."""
    return packed(tmp_path / "p.zip", random.randrange(10**9), hub.key, ballast=90_000)


@pytest.fixture
def workspace(frozen: Frozen, tmp_path: Path) -> Iterator[Workspace]:
    """Its outbox."""
    with outbox_of(tmp_path / "w.symbio", frozen) as opened:
        yield opened


def only(workspace: Workspace) -> outbox.Item:
    (item,) = outbox.items(workspace)
    return item


def quick() -> Control:
    """A control whose pauses are none."""
    return Control(random=random.Random(1), sleep=lambda _s: None)


def send(
    workspace: Workspace,
    url: str,
    hub: HubProcess,
    *,
    control: Control | None = None,
    trusted: trust.TrustStore | None = None,
    **more: object,
) -> Outcome:
    control = control or Control(random=random.Random(1))
    given = {"tries": 3, "patience": 20.0, "first_pause": 0.01, **more}
    with Platform(url, hub.token, timeout=20) as platform:
        return Sender(workspace, platform, trusted or hub.trusted, control, **given).run()  # type: ignore[arg-type]


# -- states ------------------------------------------------------------------------


def test_nothing_follows_accepted_and_only_freezing_follows_a_draft() -> None:
    assert MOVES[State.ACCEPTED] == frozenset()
    assert [s for s in State if may(State.DRAFT, s)] == [State.DRAFT, State.FROZEN]


def test_pauses_grow_to_five_minutes_and_differ() -> None:
    rng = random.Random(3)
    pauses = [pause_before(n, rng) for n in range(1, 40)]
    assert 0.5 <= pauses[0] <= 1.0
    assert all(150 <= p <= 300 for p in pauses[12:])
    assert len(set(pauses)) == len(pauses)


def test_accepted_only_by_receipt_then_the_bytes_go(
    workspace: Workspace, hub: HubProcess, frozen: Frozen
) -> None:
    before = only(workspace)
    assert before.state is State.FROZEN
    assert b"".join(outbox.pieces(workspace, before.row)) == frozen.content
    shares: list[int] = []
    outcome = send(workspace, hub.url, hub, tell=lambda _i, sent, _size: shares.append(sent))
    after = only(workspace)
    assert outcome == Outcome(accepted=(after.id,))
    assert after.receipt is not None
    assert after.receipt.package == frozen.sha256
    assert shares == sorted(shares)
    assert shares[-1] == len(frozen.content)
    with pytest.raises(KeyError):
        store.piece(workspace, after.id, 0)


def test_the_same_package_again_is_only_asked_for(
    workspace: Workspace, hub: HubProcess, frozen: Frozen, loop: Loop, tmp_path: Path
) -> None:
    send(workspace, hub.url, hub)
    with outbox_of(tmp_path / "other.symbio", frozen) as other:
        with FaultProxy(loop, hub.port, Plan([], random.Random(0))) as proxy:
            assert len(send(other, proxy.url, hub).accepted) == 1
        assert proxy.requests == ["GET"]
        assert only(other).receipt == only(workspace).receipt


def test_a_refused_package_comes_back_with_fields(hub: HubProcess, tmp_path: Path) -> None:
    unsigned = packed(tmp_path / "p.zip", 77, None)
    with outbox_of(tmp_path / "w.symbio", unsigned) as workspace:
        outcome = send(workspace, hub.url, hub)
        item = only(workspace)
        assert outcome.rejected == (item.id,)
        assert item.state is State.REJECTED
        (problem,) = item.problems
        assert (problem.entity, problem.id) == ("audit", unsigned.shown.audit.id)
        assert problem.text_ru != problem.text_en
        assert store.piece(workspace, item.id, 0)  # kept until accepted


def test_a_package_that_cannot_be_read_is_refused_by_its_hash(
    hub: HubProcess, frozen: Frozen, tmp_path: Path
) -> None:
    broken = replace(frozen, content=frozen.content[:-1] + b"!", sha256="ab" * 32)
    with outbox_of(tmp_path / "broken.symbio", broken) as workspace:
        assert len(send(workspace, hub.url, hub).rejected) == 1
        assert only(workspace).problems[0].code.startswith("SA-70")


# -- steering ----------------------------------------------------------------------


def test_pause_resume_cancel_and_the_urgent_first(
    hub: HubProcess, frozen: Frozen, tmp_path: Path
) -> None:
    second = packed(tmp_path / "q.zip", 4711, hub.key)
    with outbox_of(tmp_path / "two.symbio", frozen, second) as workspace:
        first_id, second_id = (i.id for i in outbox.items(workspace))
        outbox.put_first(workspace, second_id)
        assert [i.id for i in outbox.items(workspace)] == [second_id, first_id]
        outbox.pause(workspace, first_id, on=True)
        assert send(workspace, hub.url, hub).accepted == (second_id,)
        assert store.row(workspace, first_id).sent == 0  # type: ignore[union-attr]
        outbox.pause(workspace, first_id, on=False)
        assert first_id in send(workspace, hub.url, hub).accepted
        with pytest.raises(SymbioError, match="SA-8084"):
            outbox.cancel(workspace, first_id)


def test_paused_in_the_middle_it_goes_on_from_there(
    workspace: Workspace, hub: HubProcess, frozen: Frozen, loop: Loop
) -> None:
    def hold(item_id: str, sent: int, _size: int) -> None:
        if 40_000 < sent < 60_000:
            outbox.pause(workspace, item_id, on=True)

    send(workspace, hub.url, hub, tell=hold)
    held = only(workspace)
    assert held.state is State.SENDING
    assert 0 < held.row.sent < held.row.size
    outbox.pause(workspace, held.id, on=False)
    with FaultProxy(loop, hub.port, Plan([], random.Random(0))) as proxy:
        assert send(workspace, proxy.url, hub).waiting == ()
    assert proxy.received < held.row.size * 1.1  # another address begins anew, once
    assert only(workspace).state is State.ACCEPTED


def test_cancelled_it_is_gone_and_the_audit_stays(workspace: Workspace, hub: HubProcess) -> None:
    outbox.cancel(workspace, only(workspace).id)
    assert outbox.items(workspace) == ()
    assert send(workspace, hub.url, hub) == Outcome()


def test_the_limit_holds_by_a_clock_that_cannot_be_set(
    workspace: Workspace, hub: HubProcess, frozen: Frozen
) -> None:
    passed = [0.0]

    def sleep(seconds: float) -> None:
        passed[0] += seconds

    control = Control(limit=10_000, monotonic=lambda: passed[0], sleep=sleep)
    assert send(workspace, hub.url, hub, control=control, patience=10**6).waiting == ()
    assert passed[0] >= len(frozen.content) / 10_000 * 0.8


def test_it_waits_as_long_as_the_platform_asks(
    workspace: Workspace, hub: HubProcess, loop: Loop
) -> None:
    slept: list[float] = []
    control = Control(random=random.Random(2), sleep=slept.append)
    plan = Plan(["503", "503"], random.Random(0))
    with FaultProxy(loop, hub.port, plan) as proxy:
        send(workspace, proxy.url, hub, control=control, first_pause=4.0, patience=600)
    assert 2 <= slept[0] <= 4
    assert 4 <= slept[1] <= 8


def test_watching_goes_on_after_failures_until_stopped(hub: HubProcess, tmp_path: Path) -> None:
    outcomes: list[Outcome] = []
    control = quick()

    def told(outcome: Outcome) -> None:
        outcomes.append(outcome)
        if len(outcomes) == 3:
            control.stopping.set()

    with open_workspace(tmp_path / "w.symbio") as workspace, Platform(hub.url) as platform:
        watch(
            lambda: Sender(workspace, platform, hub.trusted, control),
            control,
            every=60,
            told=told,
        )
    assert len(outcomes) == 3


# -- what is no success ------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["portal"], "SA-7051"),
        (["pass", "wrong_body"], "SA-7051"),
        (["pass", "pass", "wrong_body"], "SA-7051"),
        (["wrong_body"], "SA-7020"),
        (["511"], "SA-7051"),
        (["elsewhere"], "SA-7052"),
        (["pass", "pass", "elsewhere"], "SA-7052"),
        (["401"], "SA-7054"),
        (["pass", "pass", "403"], "SA-7054"),
        (["pass", "pass", "413"], "SA-7055"),
        (["418"], "SA-7056"),
        (["503"] * 9, "SA-7057"),
        (["cut_body"] * 9, "SA-7050"),
        (["lost"] * 9, "SA-7050"),
    ],
)
def test_a_failure_says_what_it_is_and_nothing_is_lost(
    workspace: Workspace, hub: HubProcess, loop: Loop, words: list[str], code: str
) -> None:
    plan = Plan(list(words), random.Random(0))
    with FaultProxy(loop, hub.port, plan) as proxy:
        outcome = send(workspace, proxy.url, hub, control=quick())
        assert outcome.accepted == ()
        item = only(workspace)
        assert item.fault is not None
        assert item.fault.code == code
        assert store.piece(workspace, item.id, 0)
        russian, english = item.fault.render("ru"), item.fault.render("en")
        assert russian != english
        assert "{" not in russian + english
        plan.words.clear()
        assert send(workspace, proxy.url, hub).accepted == (item.id,)


def test_a_receipt_that_was_changed_on_the_way_is_none(
    workspace: Workspace, hub: HubProcess, loop: Loop
) -> None:
    send(workspace, hub.url, hub, trusted=trust.TrustStore())
    assert only(workspace).fault.code == "SA-7021"  # type: ignore[union-attr]
    with FaultProxy(loop, hub.port, Plan(["forged"], random.Random(0))) as proxy:
        send(workspace, proxy.url, hub)
        item = only(workspace)
        assert (item.state, item.fault.code) == (State.UNCONFIRMED, "SA-7020")  # type: ignore[union-attr]
    assert send(workspace, hub.url, hub).accepted == (item.id,)


def test_an_acceptance_with_other_counts_is_none(workspace: Workspace, frozen: Frozen) -> None:
    sent = receipt_for(frozen)
    for wrong in (
        replace(sent, counts={**sent.counts, "stream": 2}),
        replace(sent, root="0" * 64),
        replace(sent, revision=9),
    ):
        with pytest.raises(SymbioError, match="SA-7022"):
            deliveries.take_receipt(workspace, receipts.dump(wrong, OWN_HUB), TRUSTS_OWN)
    assert only(workspace).state is State.FROZEN
    deliveries.take_receipt(workspace, receipts.dump(sent, OWN_HUB), TRUSTS_OWN)
    assert only(workspace).state is State.ACCEPTED


def test_an_unsafe_connection_is_refused_before_the_token(
    workspace: Workspace, hub: HubProcess, tmp_path: Path
) -> None:
    with secure(tmp_path) as (url, seen, certificate):
        outcome = send(workspace, url, hub)
        assert outcome.fault is not None
        assert outcome.fault.code == "SA-7053"
        assert seen == []
        with Platform(url, "token", ca=certificate, timeout=20) as platform:
            Sender(workspace, platform, hub.trusted, quick()).run()
        assert seen == ["Bearer token"]  # with an authority of our own it is believed


@pytest.mark.parametrize("day", [-1, 1])
def test_a_wrong_certificate_date_names_the_date(
    workspace: Workspace, hub: HubProcess, tmp_path: Path, day: int
) -> None:
    with (
        secure(tmp_path, shift=day) as (url, _seen, authority),
        Platform(url, "token", ca=authority, timeout=20) as platform,
    ):
        outcome = Sender(workspace, platform, hub.trusted, quick()).run()
    assert outcome.fault is not None
    assert outcome.fault.code == "SA-7053"
    assert "дату" in outcome.fault.render("ru")


@pytest.mark.parametrize(
    "text",
    ["http://platform.example", "ftp://x", "platform", "https://u:p@x", "https://", "https://[x"],
)
def test_an_address_over_which_a_token_could_be_read_is_refused(text: str) -> None:
    with pytest.raises(SymbioError, match="SA-7060"):
        checked_address(text)


# -- revisions and files -----------------------------------------------------------


def test_editing_after_freezing_is_the_next_revision(tmp_path: Path) -> None:
    audit = fit(3, 1)
    audit = replace(audit, audit=replace(audit.audit, revision=0))
    with open_workspace(tmp_path / "w.symbio") as workspace:
        save_snapshot(workspace, audit)
        first = outbox.freeze(workspace, audit.audit.id)
        assert outbox.freeze(workspace, audit.audit.id) == first
        edited = replace(audit, streams=(replace(audit.streams[0], name="x"), *audit.streams[1:]))
        save_snapshot(workspace, edited)
        second = outbox.freeze(workspace, audit.audit.id)
        assert (first.revision, second.revision) == (0, 1)
        assert [i.state for i in outbox.items(workspace)] == [State.FROZEN, State.FROZEN]


def test_what_cannot_be_built_stays_a_draft_that_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symbioaudit.exchange import package

    audit = fit(3, 2)
    with open_workspace(tmp_path / "w.symbio") as workspace:
        save_snapshot(workspace, audit)
        with monkeypatch.context() as patch:
            patch.setattr(package, "MAX_ENTRIES", 1)
            with pytest.raises(SymbioError, match="SA-7007"):
                outbox.freeze(workspace, audit.audit.id)
        item = only(workspace)
        assert (item.state, item.fault.code) == (State.DRAFT, "SA-7007")  # type: ignore[union-attr]
        assert outbox.freeze(workspace, audit.audit.id).id == item.id


def test_by_file_the_states_are_the_same(
    workspace: Workspace, frozen: Frozen, tmp_path: Path
) -> None:
    item = only(workspace)
    outbox.export(workspace, item.id, tmp_path / "usb.zip")
    assert (tmp_path / "usb.zip").read_bytes() == frozen.content
    assert only(workspace).state is State.UNCONFIRMED
    answer = tmp_path / "receipt.json"
    no = replace(receipt_for(frozen), id="r1", verdict="rejected", problems=(REASON,))
    answer.write_bytes(receipts.dump(no, OWN_HUB))
    deliveries.import_receipt(workspace, answer, TRUSTS_OWN)
    assert (only(workspace).state, only(workspace).problems) == (State.REJECTED, (REASON,))
    yes = replace(receipt_for(frozen), id="r2", received_at="2026-03-06T10:00:00+00:00")
    answer.write_bytes(receipts.dump(yes, OWN_HUB))
    deliveries.import_receipt(workspace, answer, TRUSTS_OWN)
    assert only(workspace).state is State.ACCEPTED
    answer.write_bytes(receipts.dump(no, OWN_HUB))
    deliveries.import_receipt(workspace, answer, TRUSTS_OWN)
    assert only(workspace).state is State.ACCEPTED  # what is accepted stays so


def test_what_was_refused_is_asked_for_again(
    hub: HubProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator may settle it: the next run brings the newer receipt, and nothing is sent again."""
    unsigned = packed(tmp_path / "p.zip", 78, None)
    with outbox_of(tmp_path / "w.symbio", unsigned) as workspace:
        send(workspace, hub.url, hub)
        settled = replace(receipt_for(unsigned), id="r9", received_at="2099-01-01T00:00:00+00:00")
        document = receipts.dump(settled, OWN_HUB)
        monkeypatch.setattr(Platform, "receipt", lambda *_words: Told(document))
        send(workspace, hub.url, hub, trusted=TRUSTS_OWN)
        assert only(workspace).state is State.ACCEPTED


def test_the_accepted_revision_lets_the_refused_bytes_go(tmp_path: Path) -> None:
    audit = fit(3, 5)
    with open_workspace(tmp_path / "w.symbio") as workspace:
        save_snapshot(workspace, audit)
        first = outbox.freeze(workspace, audit.audit.id)
        refused = replace(
            answer_to(workspace, first), id="a", verdict="rejected", problems=(REASON,)
        )
        deliveries.take_receipt(workspace, receipts.dump(refused, OWN_HUB), TRUSTS_OWN)
        outbox.export(workspace, first.id, tmp_path / "again.zip")
        save_snapshot(workspace, replace(audit, site=replace(audit.site, name="Площадка 2")))
        second = outbox.freeze(workspace, audit.audit.id)
        yes = replace(answer_to(workspace, second), id="b")
        deliveries.take_receipt(workspace, receipts.dump(yes, OWN_HUB), TRUSTS_OWN)
        with pytest.raises(SymbioError, match="SA-8085"):
            outbox.export(workspace, first.id, tmp_path / "late.zip")


def answer_to(workspace: Workspace, item: outbox.Item) -> Receipt:
    """An acceptance of a package as it was noted when it was built."""
    from symbioaudit.storage.deliveries import built

    (sent,) = [s for s in built(workspace) if s.sha256 == item.row.package]
    return Receipt(
        "", sent.sha256, sent.audit_id, sent.revision, "accepted", sent.counts, sent.root,
        "2026-03-05T10:00:00+00:00", "Платформа",
    )  # fmt: skip


def test_damaged_bytes_are_not_written_out(workspace: Workspace, tmp_path: Path) -> None:
    item = only(workspace)
    store.change(workspace, item.id, sha256="0" * 64)
    with pytest.raises(SymbioError, match="SA-8086"):
        outbox.export(workspace, item.id, tmp_path / "usb.zip")
    assert not (tmp_path / "usb.zip").exists()


# -- helpers -----------------------------------------------------------------------

REASON = Problem("stream", "x", "SA-9501", "Причина", "A reason", field="quantity")


def receipt_for(frozen: Frozen) -> Receipt:
    shown = frozen.shown
    return Receipt(
        "r0",
        frozen.sha256,
        shown.audit.id,
        shown.audit.revision,
        "accepted",
        receipts.counts_of(shown),
        receipts.root_of(shown),
        "2026-03-05T10:00:00+00:00",
        "Платформа",
    )


class secure:  # noqa: N801 (reads as a context)
    """A server with a certificate that nobody knows; hands over the tokens it saw."""

    def __init__(self, folder: Path, *, shift: int = 0) -> None:
        self.seen: list[str] = []
        seen = self.seen

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                seen.append(str(self.headers["Authorization"]))
                self.send_error(418)

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self.certificate = certificate(folder, shift)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, folder / "key.pem")
        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.server.handle_error = lambda *_a: None  # type: ignore[method-assign]
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self) -> tuple[str, list[str], Path]:
        self.thread.start()
        return f"https://127.0.0.1:{self.server.server_port}", self.seen, self.certificate

    def __exit__(self, *_exc: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def certificate(folder: Path, shift: int) -> Path:
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begins = datetime.now(UTC) - timedelta(hours=1) + timedelta(days=shift)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(hours=6))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    path = folder / "certificate.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path
