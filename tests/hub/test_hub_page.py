"""The operator's page in headless Chromium: nothing foreign is loaded, everything can be done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from symbioaudit.exchange.keys import new_key
from symbioaudit.hub import tables as t
from symbioaudit.hub.folder import open_hub
from symbioaudit.hub.hub import Hub
from symbioaudit.model.enums import Confidentiality
from tests.hub.browser import Browser, chromium
from tests.hub.conftest import Serving, add
from tests.hub.test_hub_catalogue import INNS, SECRET, Market, plant, taker
from tests.hub.test_hub_uploads import free_port


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(free_port()) as made:
        yield made


@pytest.fixture
def filled(hub_folder: Path, tmp_path: Path) -> Hub:
    """A hub with two partners, a shy one, and a refused file that tries to be a script."""
    hub = open_hub(hub_folder)
    place = Market(hub, tmp_path)
    place.send("giver", plant(0, inn=INNS[0], level=Confidentiality.OPEN))
    place.send("giver", plant(1, inn=INNS[1]))
    place.send("taker", taker(2, inn=INNS[2]))
    place.matched()
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"<script>alert(1)</script>")
    hub.ingest.take(bad, "<img src=x onerror=alert(2)>", {})
    return hub


def test_an_operator_works_through_the_page(browser: Browser, filled: Hub) -> None:
    token = add(filled, new_key("Оператор"), role="operator")
    with Serving(filled) as url:
        browser.open(url)
        browser.run("localStorage.lang = 'ru'; sessionStorage.clear()")
        browser.open(url)
        browser.type("#token", token)
        browser.click("#login button")
        browser.until_text("Ничего не ждёт приёма")

        browser.click("[data-tab=quarantine]")
        browser.until_text("SA-70")
        assert "<img src=x" in browser.text()  # told as text
        browser.type(".case input", "Не пакет, отправителю сообщено")
        browser.click(".case .settle")
        browser.until_text("Карантин пуст")
        with filled.database.reading() as connection:
            (held,) = connection.execute(t.quarantine.select()).mappings()
        assert held["settled_by"] == "Оператор"
        assert held["settled_how"] == "Не пакет, отправителю сообщено"

        browser.click("[data-tab=regions]")
        browser.click("circle.region")
        browser.until_text(SECRET)
        assert "не раскрывается" in browser.text("#list")
        assert "завод 1" not in browser.text("#list")

        browser.click("[data-tab=matches]")
        browser.until_text("Балл")
        browser.until_text(SECRET)

        browser.click("#language")
        browser.until_text("Score")
        browser.click("#leave")
        browser.find("#login")
        assert browser.run("return sessionStorage.length") == 0
    assert [line for line in browser.log() if "favicon" not in line] == []


def test_a_consultants_token_is_told_apart(browser: Browser, filled: Hub) -> None:
    token = add(filled, new_key("Консультант"))
    with Serving(filled) as url:
        browser.open(url)
        browser.run("localStorage.lang = 'en'; sessionStorage.clear()")
        browser.open(url)
        for given, told in ((token, "a consultant’s token"), ("nonsense", "does not fit")):
            browser.type("#token", given)
            browser.click("#login button")
            browser.until_text(told)
            browser.find("#login")


def test_the_page_may_load_nothing_from_elsewhere(filled: Hub) -> None:
    with Serving(filled) as url:
        page = httpx.get(f"{url}/page/")
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for name in ("index.html", "page.js", "words.js", "style.css"):
            text = httpx.get(f"{url}/page/{name}").text
            assert "://" not in text.replace("http://www.w3.org/2000/svg", "")
            assert "innerHTML" not in text
