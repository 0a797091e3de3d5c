"""What others may see: rows, the signed file, matches by side, sums that give nobody away."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.synthetic import amount, snapshot
from symbioaudit.analysis.symbiosis import offers
from symbioaudit.analysis.symbiosis.desk import Desk
from symbioaudit.analysis.symbiosis.matching import Matcher
from symbioaudit.base.ids import new_id
from symbioaudit.exchange import catalogue as files
from symbioaudit.exchange import market, trust
from symbioaudit.exchange.keys import SigningKey, new_key
from symbioaudit.hub import registry
from symbioaudit.hub import tables as t
from symbioaudit.hub.aggregates import Cell, Sum, published, rounded
from symbioaudit.hub.hub import Hub
from symbioaudit.hub.market import Filter
from symbioaudit.model.enums import Confidentiality
from symbioaudit.model.records import Want
from symbioaudit.model.snapshot import Snapshot
from tests.hub.conftest import Running, Serving, add, built, fit

SLAG = "Шлак гранулированный доменный"
SECRET = "Совершенно особый шлак цеха 4"


def plant(
    n: int, *, inn: str, region: str = "77", level: Confidentiality | None = None
) -> Snapshot:
    """A factory with slag to give."""
    made = fit(snapshot(4, seed=n))
    first = next(s for s in made.streams if s.fkko)
    slag = replace(first, name=SLAG if n else SECRET, confidentiality=level)
    name = f"ООО «Секретный завод {n}»"
    return replace(
        made,
        enterprise=replace(
            made.enterprise, inn=inn, name_full=name, name_short=name, region=region
        ),
        site=replace(
            made.site, name=f"Площадка {n}", region=region, lat=55.0 + n / 100, lon=37.123
        ),
        streams=(slag,),
    )


def taker(n: int, *, inn: str, level: Confidentiality | None = None) -> Snapshot:
    """A cement works that looks for slag."""
    made = plant(n, inn=inn)
    want = Want(
        id=new_id(),
        audit_id=made.audit.id,
        name=SLAG,
        fkko="35111101204",
        amount=amount(500.0, "t/a", "mass_per_year"),
        confidentiality=level,
    )
    return replace(made, streams=(), wants=(want,))


INNS = ("7707083893", "7736050003", "5003021311", "7740000076", "7702070139", "7728168971")


class Market:
    """A hub with consultants that have sent audits."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub, self.folder = hub, folder
        self.keys: dict[str, SigningKey] = {}
        self.tokens: dict[str, str] = {}

    def send(self, who: str, shown: Snapshot) -> None:
        if who not in self.keys:
            self.keys[who] = new_key(who)
            self.tokens[who] = add(self.hub, self.keys[who])
        path = self.folder / f"{new_id()}.zip"
        built(path, shown, self.keys[who])
        data = self.hub.ingest.take(path, self.keys[who].public.fingerprint, {})
        assert json.loads(data)["receipt"]["verdict"] == "accepted", data

    def matched(self) -> Market:
        while self.hub.matching.catch_up():
            pass
        return self

    def matches(self, who: str) -> list[dict[str, Any]]:
        return self.hub.showing.matches_of(self.keys[who].public.fingerprint, 100, None)[0]


@pytest.fixture
def place(hub: Hub, tmp_path: Path) -> Market:
    return Market(hub, tmp_path)


def test_levels_are_kept_in_rows_and_in_the_file(place: Market) -> None:
    levels = (Confidentiality.OPEN, Confidentiality.MATCHABLE, Confidentiality.AGGREGATED)
    sent = [plant(n, inn=INNS[n], level=level) for n, level in enumerate(levels)]
    for n, each in enumerate(sent):
        place.send(f"c{n}", each)
    rows, _next = place.hub.showing.page(Filter())
    assert {r["level"] for r in rows} == {"open", "matchable"}
    whole = next(r for r in rows if r["level"] == "open")
    assert (whole["name"], whole["plant"]) == (SECRET, "ООО «Секретный завод 0»")
    shy = next(r for r in rows if r["level"] == "matchable")
    assert (shy["name"], shy["plant"], shy["lat"], shy["lon"]) == (None, None, 55.0, 37.0)
    assert shy["title"]["ru"]
    body, _as_of = place.hub.showing.catalogue(Filter())
    text = json.dumps(body, ensure_ascii=False)
    assert len(body["haves"]) == 2
    for n, hidden in ((1, True), (2, True), (0, False)):
        secrets = (f"завод {n}", sent[n].streams[0].id, sent[n].site.id, sent[n].enterprise.id)
        assert not hidden or not any(each in text for each in secrets)
    assert "37.123" in text  # of the open one
    assert str(sent[1].site.lat) not in text


def test_filters_pages_and_what_is_gone(place: Market) -> None:
    for n in range(5):
        place.send(f"c{n}", plant(n, inn=INNS[n], region="51" if n % 2 else "77"))
    showing = place.hub.showing
    seen: list[str] = []
    cursor: str | None = None
    while True:
        rows, cursor = showing.page(Filter(after=cursor, limit=2))
        seen += [r["id"] for r in rows]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert len(showing.page(Filter(region="51"))[0]) == 2
    assert showing.page(Filter(side="want"))[0] == []
    classes = {r["class"] for r in showing.page(Filter())[0]}
    one = min(classes - {None})
    assert {r["class"] for r in showing.page(Filter(resource=one))[0]} == {one}
    last = max(r["changed_at"] for r in showing.page(Filter())[0])
    assert showing.page(Filter(since=last))[0] == []
    again = plant(0, inn=INNS[5])
    place.send("c9", again)
    registry.withdraw(place.hub.database, again.audit.id, None)
    (gone,) = showing.gone(last, Filter())
    assert gone["id"] == market.public_id(again.audit.id, again.streams[0].id)


def test_the_signed_file_is_read_by_the_laptop(place: Market, tmp_path: Path) -> None:
    place.send("a", plant(1, inn=INNS[0], level=Confidentiality.OPEN))
    place.send("b", taker(2, inn=INNS[1]))
    path = place.hub.publishing.file(Filter())
    store = trust.load(place.hub.public_keys.encode())
    body, key = market.load(path.read_bytes(), store)
    assert key.role == "hub"
    own = tmp_path / "catalogue.json"
    own.write_text(json.dumps(body), encoding="utf-8")
    read = files.read_catalogue(own)
    assert {h.name for h in read.haves} == {SLAG}
    assert len(read.wants) == 1
    matcher = Matcher(Desk(read, place.hub.listing.tools))
    assert next(matcher.matches()).score > 40
    for at in (30, len(path.read_bytes()) // 2, -30):
        torn = bytearray(path.read_bytes())
        torn[at] ^= 1
        with pytest.raises(Exception, match="SA-70"):
            market.load(bytes(torn), store)


def test_each_author_sees_their_own_side_whole_and_the_other_as_far_as_allowed(
    place: Market,
) -> None:
    giver, wanting = plant(1, inn=INNS[0]), taker(2, inn=INNS[1])
    place.send("giver", giver)
    place.send("taker", wanting)
    place.send("third", plant(3, inn=INNS[2], level=Confidentiality.AGGREGATED))
    place.matched()
    (mine,) = place.matches("giver")
    assert mine["have"]["record"] == giver.streams[0].id
    assert mine["want"]["name"] is mine["want"]["plant"] is mine["distance_km"] is None
    assert mine["distance_up_to_km"] == 10
    (theirs,) = place.matches("taker")
    assert theirs["want"]["record"] == wanting.wants[0].id
    assert "record" not in theirs["have"]
    assert wanting.wants[0].id not in json.dumps(mine)
    assert place.matches("third") == []


def test_scores_are_those_of_the_laptop(place: Market) -> None:
    audits = [plant(n, inn=INNS[n]) for n in (1, 2)] + [taker(n, inn=INNS[n]) for n in (3, 4)]
    for n, each in enumerate(audits):
        place.send(f"c{n}", each)
    place.matched()
    desk = Desk(offers.market_of(audits), place.hub.listing.tools)
    laptop = sorted(round(m.score, 3) for m in Matcher(desk).matches() if m.score >= 40)
    found, _next = place.hub.showing.all_matches(100, None)
    with place.hub.database.reading() as connection:
        scores = sorted(round(row.score, 3) for row in connection.execute(t.matches.select()))
    assert len(found) == len(laptop) == 4
    assert scores == pytest.approx(laptop, abs=0.01)


def test_the_order_of_packages_makes_no_difference(place: Market) -> None:
    place.send("t", taker(1, inn=INNS[0]))
    place.matched()
    place.send("g", plant(2, inn=INNS[1]))
    place.matched()
    late = place.matches("t")
    place.hub.matching.everything()
    assert place.matches("t") == late
    assert len(late) == 1


def test_matches_go_with_what_they_are_between(place: Market) -> None:
    giver = plant(1, inn=INNS[0])
    place.send("giver", giver)
    place.send("taker", taker(2, inn=INNS[1]))
    place.matched()
    assert len(place.matches("taker")) == 1
    registry.withdraw(place.hub.database, giver.audit.id, None)
    assert place.matches("taker") == []


def test_candidates_miss_nothing_that_the_laptop_finds(place: Market) -> None:
    """Random plants over the country: every match of the laptop's own blocking is found by the query."""
    rng = np.random.default_rng(7)
    names = (
        "Зола уноса",
        "Лом чёрных металлов",
        "Бумага и картон",
        SLAG,
        "Опилки древесные",
        "Пар 6 бар",
    )
    audits = []
    for n in range(24):
        made = plant(n, inn=INNS[n % 6]) if n % 2 else taker(n, inn=INNS[n % 6])
        name = names[int(rng.integers(len(names)))]
        site = replace(
            made.site, lat=float(rng.uniform(50, 70)), lon=float(rng.uniform(30, 60)), name=f"П{n}"
        )
        streams = tuple(replace(s, name=name, fkko=None) for s in made.streams)
        wants = tuple(replace(w, name=name, fkko=None) for w in made.wants)
        audits.append(replace(made, site=site, streams=streams, wants=wants))
        place.send(f"c{n}", audits[-1])
    place.matched()
    laptop = Matcher(Desk(offers.market_of(audits), place.hub.listing.tools))
    wanted = {
        (m.have.record[1], m.want.record[1])
        for m in laptop.matches()
        if m.score >= 40 and m.have.record and m.want.record
    }
    assert wanted
    with place.hub.database.reading() as connection:
        ids = {(row.have, row.want) for row in connection.execute(t.matches.select())}
    own = {s.id: market.public_id(a.audit.id, s.id) for a in audits for s in (*a.streams, *a.wants)}
    assert {(own[a], own[b]) for a, b in wanted} == ids


# Over HTTP


def test_the_file_can_be_resumed(hub_folder: Path, tmp_path: Path) -> None:
    from symbioaudit.hub.folder import open_hub

    hub = open_hub(hub_folder)
    place = Market(hub, tmp_path)
    place.send("a", plant(1, inn=INNS[0]))
    headers = {"Authorization": f"Bearer {place.tokens['a']}"}
    with Serving(hub) as url:
        whole = httpx.get(f"{url}/catalogue", headers=headers)
        tag = whole.headers["ETag"]
        part = {"Range": "bytes=100-", "If-Range": tag}
        rest = httpx.get(f"{url}/catalogue", headers={**headers, **part})
        assert (rest.status_code, rest.content) == (206, whole.content[100:])
        stale = httpx.get(f"{url}/catalogue", headers={**headers, **part, "If-Range": '"old"'})
        assert (stale.status_code, stale.content) == (200, whole.content)
        same = httpx.get(f"{url}/catalogue", headers={**headers, "If-None-Match": tag})
        assert same.status_code == 304
        beyond = httpx.get(f"{url}/catalogue", headers={**headers, "Range": "bytes=99999999-"})
        assert beyond.status_code == 416
        assert httpx.get(f"{url}/catalogue").status_code == 401


def test_only_operators_look_into_the_quarantine(running: Running) -> None:
    for path in ("/queue", "/quarantine", "/regions", "/matches/all"):
        assert httpx.get(running.url + path, headers=running.headers).status_code == 403
        assert httpx.get(running.url + path).status_code == 401


def test_health_and_metrics_need_no_key_and_tell_no_data(running: Running) -> None:
    assert httpx.get(f"{running.url}/health").json() == {"status": "ok", "waiting": 0}
    assert "symbioaudit_hub_waiting 0" in httpx.get(f"{running.url}/metrics").text


# Sums

LEAST = 3
cells = st.lists(
    st.builds(
        Cell,
        region=st.sampled_from(["51", "77"]),
        side=st.sampled_from(["have", "want"]),
        unit=st.just("t/a"),
        resource=st.sampled_from(["", "slag", "ash", "paper", "scrap"]),
        quantity=st.integers(1, 10**6).map(float),
        enterprises=st.frozensets(st.sampled_from("abcdefgh"), min_size=1),
    ),
    unique_by=lambda c: (c.region, c.side, c.resource),
    max_size=16,
)


@given(cells)
@settings(max_examples=300, deadline=None)
def test_no_difference_of_published_sums_is_of_fewer_than_k(made: list[Cell]) -> None:
    found = published(made, LEAST)
    for region, side in {(c.region, c.side) for c in made}:
        mine = [c for c in made if (c.region, c.side) == (region, side)]
        told = {s.resource: s for s in found if (s.region, s.side) == (region, side)}
        for cell in mine:
            if cell.resource in told:
                assert len(cell.enterprises) >= LEAST
        if None in told:
            left = [c for c in mine if c.resource not in told]
            behind = frozenset[str]().union(*(c.enterprises for c in left))
            assert not left or (len(left) >= 2 and len(behind) >= LEAST)


@given(cells)
@settings(max_examples=100, deadline=None)
def test_published_sums_are_the_sums(made: list[Cell]) -> None:
    by_key = {(c.region, c.side, c.resource): c for c in made}
    for each in published(made, LEAST):
        if each.resource is not None:
            whole = by_key[each.region, each.side, each.resource].quantity
            assert each.quantity == pytest.approx(whole, rel=0.005)


def test_a_lonely_hidden_sum_hides_another_with_it() -> None:
    def cell(resource: str, quantity: float, who: str) -> Cell:
        return Cell("51", "have", "t/a", resource, quantity, frozenset(who))

    found = published(
        [cell("slag", 1000, "abcd"), cell("ash", 200, "efg"), cell("paper", 7, "h")], LEAST
    )
    assert found == [
        Sum("51", "have", "t/a", "slag", 1000, 4),
        Sum("51", "have", "t/a", None, 1210, 8),
    ]


@pytest.mark.parametrize(
    ("value", "told"), [(0, 0), (1234.5, 1230), (0.0123456, 0.0123), (-98765, -98800)]
)
def test_sums_are_rounded_to_three_digits(value: float, told: float) -> None:
    assert rounded(value) == told


def test_sums_of_the_registry_count_enterprises_once(place: Market) -> None:
    for n in range(4):
        place.send(f"c{n}", plant(n + 1, inn=INNS[min(n, 2)]))
    sums = place.hub.showing.sums(LEAST)
    assert {s.enterprises for s in sums} == {3}
    assert place.hub.showing.sums(4) == []
