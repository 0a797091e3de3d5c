"""Haves and wants out of an audit, and the class of what they are called."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from symbioaudit.analysis.symbiosis.classify import Classifier
from symbioaudit.analysis.symbiosis.offers import market_of
from symbioaudit.analysis.symbiosis.sides import SideCodes
from symbioaudit.methodology import load_pack
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount
from symbioaudit.model.enums import Category, Direction, Kind
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.units import parse

PLANT = r.Enterprise(id="e", name_short="Завод", okved_main="23.13")
SITE = r.Site(id="s", enterprise_id="e", lat=55.0, lon=37.0)
AUDIT = r.Audit(id="a", enterprise_id="e", site_id="s", pack_id="is-screening-ru", pack_version="1")


def tonnes(text: str) -> Amount:
    """A yearly mass as typed."""
    return parse(text, dimension="mass_per_year")


def stream(id_: str, category: Category, **more: Any) -> r.Stream:
    """A stream that leaves unless told otherwise."""
    fields: dict[str, Any] = {"direction": Direction.OUT, "kind": Kind.MATERIAL, "name": id_} | more
    return r.Stream(id=id_, audit_id="a", category=category, **fields)


def audit(*streams: r.Stream, **more: Any) -> Snapshot:
    """An audit of the glassworks."""
    return Snapshot(PLANT, SITE, AUDIT, streams=streams, **more)


def test_what_leaves_is_offered_unless_it_is_kept_back() -> None:
    found = market_of([
        audit(
            stream("Стеклобой", Category.WASTE, offer="now", quantity=tonnes("1000–1400 т/год")),
            stream("не спросили", Category.BY_PRODUCT),
            stream("нет", Category.WASTE, offer="no"),
            stream("внутри", Category.WASTE, offer="internal"),
            stream("часть", Category.WASTE, part_of="Стеклобой"),
            stream("вход", Category.RAW_MATERIAL, direction=Direction.IN),
            stream("дым", Category.WASTE_HEAT, kind=Kind.ENERGY),
        )
    ])  # fmt: skip
    assert {h.id: h.kind for h in found.haves} == {
        "Стеклобой": "material",
        "не спросили": "material",
        "дым": "heat",
    }
    cullet = found.haves[0]
    assert cullet.amount is not None
    assert (cullet.amount.low, cullet.amount.high, cullet.unit) == (1000, 1400, "t/a")
    assert cullet.estimated
    assert found.haves[1].amount is None
    assert (found.parties["s"].activities, found.parties["s"].lat) == (("23.13",), 55.0)


def test_by_products_and_spare_resources_are_haves() -> None:
    products = (
        r.Product(id="p", audit_id="a", name="Эрклез", kind="by_product"),
        r.Product(id="q", audit_id="a", name="Бутылка", kind="product"),
    )
    spare = (
        r.Resource(id="w", audit_id="a", category="warehouse", direction="have", name="склад"),
        r.Resource(id="l", audit_id="a", category="lab", direction="want", name="анализ"),
    )
    found = market_of([audit(products=products, resources=spare)])
    assert {h.id for h in found.haves} == {"p", "w"}
    assert {w.id for w in found.wants} == {"l"}


def test_a_card_takes_amount_and_price_from_its_input_and_stands_for_it() -> None:
    sand = stream(
        "песок", Category.RAW_MATERIAL, direction=Direction.IN, okpd2="08.12.11",
        quantity=tonnes("500 т/год"), cost=parse("1 000 000 руб./год", dimension="money_per_year"),
    )  # fmt: skip
    kept = stream(
        "сода", Category.RAW_MATERIAL, direction=Direction.IN, properties={"substitutable": "no"}
    )
    card = r.Want(
        id="w", audit_id="a", name="источник SiO2", category="material", linked_input="песок", k_substitution=0.9,
        properties={
            "quality": ({"parameter": "SiO2", "minimum": 95.0, "critical": True},),
            "forbidden": ({"substance": "oil", "maximum": 10.0},),
            "licence": ("recovery",),
            "needed_from": date(2026, 5, 1),
        },
    )  # fmt: skip
    (want,) = market_of([audit(sand, kept, wants=(card,))]).wants
    assert want.amount is not None
    assert want.amount.best == 500
    assert want.price == pytest.approx(2000)
    assert want.codes.okpd2 == "08.12.11"
    assert (want.quality[0].low, want.quality[0].critical) == (95.0, True)
    assert want.forbidden == {"oil": 10.0}
    assert want.licences == ("recovery",)
    assert want.ready == date(2026, 5, 1)


def test_months_and_composition_are_shares() -> None:
    months = tuple(
        {"month": n, "value": parse(f"{n}", dimension="fraction", default_unit="%")}
        for n in range(1, 13)
    )
    mix = (
        {
            "component": "SiO2",
            "share": parse("70 %", dimension="fraction"),
            "share_min": parse("68 %", dimension="fraction"),
        },
    )
    waste = stream(
        "бой",
        Category.WASTE,
        properties={
            "monthly": months,
            "composition": mix,
            "contaminants": ({"substance": "pb", "content": 12.0},),
        },
    )
    (have,) = market_of([audit(waste)]).haves
    assert have.monthly is not None
    assert sum(have.monthly) == pytest.approx(1)
    assert have.monthly[11] == pytest.approx(12 / 78)
    assert (have.values["SiO2"].best, have.values["SiO2"].low) == pytest.approx((70, 68))
    assert have.contaminants == {"pb": 12.0}
    short = stream("бой", Category.WASTE, properties={"monthly": months[:11]})
    assert market_of([audit(short)]).haves[0].monthly is None


CLASSIFIER = Classifier(load_pack().symbiosis)


@pytest.mark.parametrize(
    ("name", "codes", "resource"),
    [
        ("Fly ash", {}, "fly_ash"),
        ("зола-унос от сжигания угля", {}, "fly_ash"),
        ("Бой стекла", {}, "glass_cullet"),
        ("стеклобой тарный", {}, "glass_cullet"),
        ("blast furnace slag, granulated", {}, "blast_furnace_slag"),
        ("доменного шлака", {}, "blast_furnace_slag"),
        ("опилки древесные", {}, "sawdust"),
        ("X-17", {"ewc": "10 01 02"}, "fly_ash"),
        ("X-17", {"ewc": "100105"}, "fgd_gypsum"),
    ],
)
def test_names_in_either_language_and_codes_say_the_class(
    name: str, codes: dict[str, str], resource: str
) -> None:
    found = CLASSIFIER.classes(name, SideCodes(**codes))
    assert found[0].resource == resource, found
    assert 0 < found[0].confidence <= 1
    assert found[0].why.render("ru") != found[0].why.render("en")


def test_name_and_code_together_are_surer_and_nonsense_has_no_class() -> None:
    both = CLASSIFIER.classes("fly ash", SideCodes(ewc="100102"))[0]
    name = CLASSIFIER.classes("coal fly ash something")[0]
    assert both.confidence > name.confidence
    assert CLASSIFIER.classes("xyzzy plugh") == ()
    assert CLASSIFIER.classes("") == ()
