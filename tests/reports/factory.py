"""A whole audit with its results for the tests of reports: a dairy with unknowns and estimates.

``results_of`` is a small stand-in for the analysis: it works on any snapshot, its sums are
plain, and each value carries the derivation that makes it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from symbioaudit.analysis import results as a
from symbioaudit.base.i18n import Text
from symbioaudit.forms import FormDef
from symbioaudit.methodology import Step, load_pack
from symbioaudit.model import records as r
from symbioaudit.model.amount import Amount, Span, Via
from symbioaudit.model.enums import (
    AmountKind,
    Basis,
    Category,
    Direction,
    Kind,
    Missing,
    OpportunityFamily,
    Severity,
)
from symbioaudit.model.snapshot import Snapshot
from symbioaudit.reports.dossier import Dossier

MOMENT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
LONG = "Водоохлаждающекондиционировочнотеплообменноперерабатывающий агрегат"
WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "categories": {
        "raw_material": ("Сырьё", "Raw material"),
        "auxiliary": ("Вспомогательный материал", "Auxiliary material"),
        "packaging": ("Тара и упаковка", "Packaging"),
        "energy_carrier": ("Энергоноситель", "Energy carrier"),
        "water": ("Вода", "Water"),
        "by_product": ("Побочный продукт", "By-product"),
        "waste": ("Отход", "Waste"),
        "wastewater": ("Сточные воды", "Wastewater"),
        "emission": ("Выброс в атмосферу", "Air emission"),
        "waste_heat": ("Вторичный энергоресурс", "Waste heat"),
        "product": ("Продукция", "Product"),
        "loss": ("Потери", "Losses"),
        "unknown": ("Не учтено", "Unaccounted"),
    },
    "routes": {
        "landfill_third_party": ("Захоронение на стороннем полигоне", "Third-party landfill"),
        "recycling": ("Передача на утилизацию", "Handed over for recycling"),
        "sale": ("Продажа", "Sale"),
    },
    "bases": {
        "measured": ("Измерено прибором", "Measured"),
        "billed": ("По документу", "Document"),
        "estimated": ("Экспертная оценка", "Expert estimate"),
        "calculated": ("Расчёт", "Calculated"),
    },
    "missing_reasons": {
        "unknown": ("Неизвестно", "Unknown"),
        "refused": ("Предприятие отказалось сообщить", "Refused by the enterprise"),
    },
    "severities": {
        "error": ("Ошибка", "Error"),
        "warning": ("Предупреждение", "Warning"),
        "hint": ("Подсказка", "Hint"),
    },
    "depths": {"standard": ("Стандартный", "Standard")},
    "regions": {"24": ("Красноярский край", "Krasnoyarsk Krai")},
    "opportunity_families": {
        "housekeeping": ("Наведение порядка", "Good housekeeping"),
        "on_site_reuse": ("Повторное использование на площадке", "On-site reuse"),
        "technology_change": ("Смена технологии", "Technology change"),
    },
    "indicator_groups": {"recp": ("Ресурсоэффективность", "Resource efficiency")},
    "horizons": {
        "quick": ("До 3 месяцев", "Up to 3 months"),
        "medium": ("3–12 месяцев", "3–12 months"),
    },
    "interview_roles": {"energy_manager": ("Главный энергетик", "Chief energy engineer")},
    "water_sources": {"ground": ("Подземный источник", "Groundwater")},
    "water_receivers": {"municipal": ("Городская канализация", "Municipal sewer")},
    "evidence_kinds": {"photo": ("Фотография", "Photograph")},
}
FUELS = {
    "natural_gas": (Text("Природный газ", "Natural gas"), 0.03308, 0.001154, 54.4e-3),
    "electricity": (Text("Электроэнергия", "Electricity"), 1.0, 0.0341208, 0.1009),
    "hot_water": (Text("Тепловая энергия", "Heat"), 1.0, 0.0341208, None),
}


TITLE = Text("Методика скрининга промышленного симбиоза", "Symbiosis screening method")


CHANGELOG = ({"version": "1.0.0", "text": {"ru": "Первая версия.", "en": "First version."}},)


@dataclass(frozen=True)
class Pack:
    """A methodology pack as far as a report looks at it."""

    id: str = "is-screening-ru"
    version: str = "1.0.0"
    hash: str = "c0ffee" * 10
    title: Text = TITLE
    report: object = None
    data: Mapping[str, object] = field(default_factory=lambda: {"changelog": CHANGELOG})
    forms: Mapping[str, FormDef] = field(default_factory=lambda: load_pack().forms)
    steps: tuple[Step, ...] = field(default_factory=lambda: load_pack().steps)
    scoring: Mapping[str, object] = field(default_factory=lambda: load_pack().scoring)
    risks: Mapping[str, object] = field(default_factory=lambda: load_pack().risks)

    def text(self, enum: str, value: str) -> Text:
        return Text(*WORDS[enum][value])


def amount(
    value: float | None,
    unit: str,
    *,
    basis: Basis = Basis.BILLED,
    low: float | None = None,
    high: float | None = None,
    missing: Missing | None = None,
    text: str | None = None,
) -> Amount:
    """An amount as entry would have made it."""
    if value is None:
        return Amount(text=text or "нет данных", missing=missing or Missing.UNKNOWN)
    span = Span(value, value if low is None else low, value if high is None else high)
    kind = AmountKind.EXACT if low is None else AmountKind.RANGE
    return Amount(
        text=text or f"{value:g} {unit}".replace(".", ","),
        kind=kind,
        value=span,
        unit=unit,
        basis=basis,
        canonical=span,
        canonical_unit=unit,
        via=(Via("density", 1.03, "t/m3", "паспорт продукта"),) if unit == "t/a" else (),
    )


def uid(n: int) -> str:
    """A fixed id."""
    return f"01900000-0000-7000-8000-{n:012d}"


def snapshot() -> Snapshot:
    """A dairy: three processes, energy, water, waste, heat, opportunities, gaps."""
    enterprise = r.Enterprise(
        id=uid(1),
        name_full="Общество с ограниченной ответственностью «Молочный комбинат “Енисей”»",
        name_short="ООО «Молкомбинат»",
        inn="7707083893",
        ogrn="1027700132195",
        okved_main="10.51",
        region="24",
        address="660000, Красноярский край, г. Красноярск, ул. Заводская, д. 1",
        employees=412,
        turnover=amount(1_850_000_000.0, "RUB/a"),
    )
    site = r.Site(
        id=uid(2),
        enterprise_id=uid(1),
        name="Площадка № 1, г. Красноярск",
        lat=56.0153,
        lon=92.8932,
        shifts_per_day=3,
        hours_per_shift=8,
        days_per_week=7,
        weeks_per_year=50,
    )
    audit = r.Audit(
        id=uid(3),
        enterprise_id=uid(1),
        site_id=uid(2),
        number="КР-2026-014",
        title="Скрининг молочного комбината",
        pack_id="is-screening-ru",
        pack_version="1.0.0",
        overlay_id="ru-51-murmansk",
        overlay_version="1.0.0",
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
        visit_dates=(date(2026, 2, 17), date(2026, 2, 18)),
        auditors=("И. И. Иванов", "М. С. Ёлкина"),
        properties={"discount_rate": amount(0.15, "1", text="15 %")},
        price_year=2025,
        vat_included=False,
    )
    return Snapshot(
        enterprise=enterprise,
        site=site,
        audit=audit,
        processes=_processes(),
        products=(
            r.Product(
                id=uid(20),
                audit_id=uid(3),
                name="Молоко питьевое 3,2 %",
                okpd2="10.51.11.121",
                process_id=uid(11),
                output=amount(38_500.0, "t/a"),
                is_reference=True,
            ),
            r.Product(
                id=uid(21),
                audit_id=uid(3),
                name="Творог",
                process_id=uid(12),
                output=amount(4_120.0, "t/a", basis=Basis.CALCULATED),
            ),
        ),
        streams=_streams(),
        evidence=(
            r.Evidence(
                id=uid(80),
                audit_id=uid(3),
                kind="photo",
                caption="Площадка накопления",
                file_name="IMG_0012.jpg",
                sha256="ab12" * 16,
                taken_at="2026-02-17T11:20:00",
                links=(f"stream/{uid(50)}/quantity",),
            ),
        ),
        interviews=(
            r.Interview(id=uid(85), audit_id=uid(3), role="energy_manager", person="П. П. Петров"),
        ),
        readiness=(
            r.Readiness(
                id=uid(86),
                audit_id=uid(3),
                properties={f"s{i}": (i * 7) % 5 for i in range(1, 12)},
            ),
        ),
        opportunities=_opportunities(),
        risks=(
            r.Risk(
                id=uid(70),
                audit_id=uid(3),
                name="Сезонное падение выхода сыворотки",
                cause="Зимой меньше творога",
                consequence="Получатель простаивает",
                probability=3,
                impact=2,
                measure="Договор с диапазоном объёмов",
                owner="Коммерческий директор",
                residual_probability=2,
                residual_impact=1,
            ),
            r.Risk(
                id=uid(71), audit_id=uid(3), name="Рост цены перевозки", probability=2, impact=1
            ),
        ),
        actions=(
            r.Action(
                id=uid(75),
                audit_id=uid(3),
                number=1,
                name="Поставить счётчик пара на пастеризацию",
                horizon="quick",
                owner="Главный энергетик",
                due=date(2026, 4, 30),
                cost=amount(85_000.0, "RUB"),
                effect="Закрыть энергобаланс",
                linked_item=uid(60),
            ),
            r.Action(
                id=uid(76),
                audit_id=uid(3),
                number=2,
                name="Согласовать спецификацию сыворотки с агрохолдингом",
                horizon="medium",
                due=date(2026, 9, 1),
                cost=amount(None, "RUB"),
            ),
        ),
        claims=(
            r.Claim(
                id=uid(90),
                audit_id=uid(3),
                target_entity="stream",
                target_id=uid(50),
                field_code="quantity",
                text="24 000 т",
                source="Отдел экологии",
            ),
        ),
        authors={uid(n): "И. И. Иванов" for n in range(30, 60)},
    )


def _processes() -> tuple[r.Process, ...]:
    return (
        r.Process(
            id=uid(10),
            audit_id=uid(3),
            code="П1",
            name="Приёмка и очистка молока",
            hours_year=8400.0,
            successors=(uid(11), uid(12)),
        ),
        r.Process(
            id=uid(11), audit_id=uid(3), code="П2", name="Пастеризация и розлив", hours_year=8400.0
        ),
        r.Process(id=uid(12), audit_id=uid(3), code="П3", name="Творожный цех " + LONG),
    )


def _stream(
    n: int, name: str, direction: Direction, category: Category, **more: object
) -> r.Stream:
    kind = {
        Category.ENERGY_CARRIER: Kind.ENERGY,
        Category.WASTE_HEAT: Kind.ENERGY,
        Category.WATER: Kind.WATER,
        Category.WASTEWATER: Kind.WATER,
    }.get(category, Kind.MATERIAL)
    return r.Stream(
        id=uid(n),
        audit_id=uid(3),
        direction=direction,
        kind=kind,
        category=category,
        name=name,
        **more,  # type: ignore[arg-type]
    )


def _streams() -> tuple[r.Stream, ...]:
    into, out = Direction.IN, Direction.OUT
    return (
        _stream(
            30,
            "Молоко сырое",
            into,
            Category.RAW_MATERIAL,
            to_process=uid(10),
            quantity=amount(68_400.0, "t/a", basis=Basis.MEASURED),
            price=amount(34_000.0, "RUB/t"),
            cost=amount(2_325_600_000.0, "RUB/a"),
        ),
        _stream(
            31,
            "Закваска бактериальная",
            into,
            Category.AUXILIARY,
            to_process=uid(12),
            quantity=amount(1.85, "t/a", basis=Basis.ESTIMATED, low=1.6, high=2.1),
            cost=amount(4_100_000.0, "RUB/a"),
        ),
        _stream(
            32,
            "Плёнка полиэтиленовая",
            into,
            Category.PACKAGING,
            to_process=uid(11),
            quantity=amount(212.4, "t/a"),
            cost=amount(31_860_000.0, "RUB/a"),
        ),
        _stream(33, "Кислота азотная", into, Category.AUXILIARY, quantity=amount(None, "t/a")),
        _stream(
            40,
            "Природный газ",
            into,
            Category.ENERGY_CARRIER,
            carrier="natural_gas",
            quantity=amount(3_240_000.0, "m3/a"),
            cost=amount(24_300_000.0, "RUB/a"),
        ),
        _stream(
            41,
            "Электроэнергия",
            into,
            Category.ENERGY_CARRIER,
            carrier="electricity",
            quantity=amount(43_920.0, "GJ/a"),
            cost=amount(79_300_000.0, "RUB/a"),
        ),
        _stream(
            42,
            "Тепло от ТЭЦ",
            into,
            Category.ENERGY_CARRIER,
            carrier="hot_water",
            quantity=amount(9_800.0, "GJ/a", basis=Basis.ESTIMATED),
        ),
        _stream(
            45,
            "Скважина № 2",
            into,
            Category.WATER,
            quantity=amount(386_000.0, "m3/a"),
            cost=amount(5_790_000.0, "RUB/a"),
            origin="ground",
            properties={"source": "ground"},
        ),
        _stream(
            50,
            "Сыворотка творожная",
            out,
            Category.BY_PRODUCT,
            from_process=uid(12),
            quantity=amount(21_300.0, "t/a", basis=Basis.ESTIMATED, low=19_000.0, high=24_000.0),
            route="sale",
            offer="now",
        ),
        _stream(
            51,
            "Отходы полиэтиленовой плёнки, загрязнённой молочными продуктами",
            out,
            Category.WASTE,
            from_process=uid(11),
            fkko="43411002295",
            quantity=amount(14.62, "t/a"),
            route="recycling",
            cost=amount(43_860.0, "RUB/a"),
        ),
        _stream(
            52,
            "Осадок механической очистки стоков",
            out,
            Category.WASTE,
            fkko="72210101394",
            quantity=amount(186.0, "t/a", basis=Basis.CALCULATED),
            route="landfill_third_party",
            cost=amount(651_000.0, "RUB/a"),
        ),
        _stream(
            53,
            "Масла отработанные",
            out,
            Category.WASTE,
            fkko="40613001313",
            quantity=amount(None, "t/a", missing=Missing.REFUSED),
            route="recycling",
        ),
        _stream(
            55,
            "Выпуск № 1",
            out,
            Category.WASTEWATER,
            quantity=amount(342_000.0, "m3/a", basis=Basis.ESTIMATED),
            cost=amount(14_706_000.0, "RUB/a"),
            route="municipal",
            properties={"receiver": "municipal"},
        ),
        _stream(56, "Оксид азота", out, Category.EMISSION, quantity=amount(4.812, "t/a")),
        _stream(
            58,
            "Конденсат пастеризатора",
            out,
            Category.WASTE_HEAT,
            from_process=uid(11),
            quantity=amount(6_100.0, "GJ/a", basis=Basis.ESTIMATED),
            temperature=amount(92.0, "degC"),
        ),
    )


def _opportunities() -> tuple[r.Opportunity, ...]:
    return (
        r.Opportunity(
            id=uid(60),
            audit_id=uid(3),
            name="Возврат конденсата в котельную",
            family=OpportunityFamily.ON_SITE_REUSE,
            stream_id=uid(58),
            owner="Главный энергетик",
            description="Собрать конденсат с пластинчатых аппаратов и вернуть в деаэратор.",
            capex=amount(1_900_000.0, "RUB"),
            saving_money=amount(1_460_000.0, "RUB/a"),
            life_years=10.0,
        ),
        r.Opportunity(
            id=uid(61),
            audit_id=uid(3),
            name="Устранение утечек воды на мойке",
            family=OpportunityFamily.HOUSEKEEPING,
            capex=amount(0.0, "RUB"),
            saving_money=amount(310_000.0, "RUB/a", basis=Basis.ESTIMATED),
            life_years=5.0,
        ),
        r.Opportunity(
            id=uid(62),
            audit_id=uid(3),
            name="Нанофильтрация сыворотки",
            family=OpportunityFamily.TECHNOLOGY_CHANGE,
            stream_id=uid(50),
            capex=amount(46_000_000.0, "RUB", basis=Basis.ESTIMATED),
            life_years=12.0,
        ),
    )


# ── results ─────────────────────────────────────────────────────────────────────────────────


def source(symbol: str, value: float | None, unit: str, label: str, **more: object) -> a.Source:
    return a.Source(symbol, value, unit, Text(label, label), **more)  # type: ignore[arg-type]


def read(record: r.Record, name: str, unit: str) -> a.Quantity:
    """A typed amount as the analysis hands it on."""
    value = getattr(record, name)
    if value is None or value.canonical is None:
        return a.Quantity(None, unit, gap=Text("нет количества", "no amount"))
    span = value.canonical
    exact = span.low == span.best
    return a.Quantity(
        span.best,
        value.canonical_unit or unit,
        low=None if exact else span.low,
        high=None if exact else span.high,
        estimated_share=1.0 if value.is_estimate else 0.0,
    )


def made(
    value: float | None, unit: str, formula: str, expression: str, *inputs: a.Source
) -> a.Quantity:
    guess = 1.0 if any(i.estimated for i in inputs) else 0.0
    return a.Quantity(
        value,
        unit,
        a.Derivation(formula, expression, inputs, "METHODOLOGY"),
        estimated_share=guess if value is not None else 0.0,
    )


def added(values: list[a.Quantity], unit: str) -> a.Quantity:
    numbers = [v.value for v in values if v.value is not None]
    if not numbers:
        return a.Quantity(None, unit)
    guessed = sum(v.value * v.estimated_share for v in values if v.value is not None)
    whole = math.fsum(numbers)
    return a.Quantity(whole, unit, estimated_share=guessed / whole if whole else 0.0)


def results_of(s: Snapshot) -> a.Results:
    """Results of any snapshot."""
    energy, whole = _energy(s)
    waste = _waste(s)
    nvos = added([w.nvos for w in waste], "RUB/a")
    by_route: dict[str, list[a.Quantity]] = {}
    by_class: dict[int, list[a.Quantity]] = {}
    for w in waste:
        by_route.setdefault(w.route or "", []).append(w.quantity)
        if w.hazard_class:
            by_class.setdefault(w.hazard_class, []).append(w.quantity)
    product = added([read(p, "output", "t/a") for p in s.products], "t/a")
    ghg = _ghg(energy)
    spots = _spots(waste)
    return a.Results(
        estimated_mark=0.1,
        balances=_balances(s),
        energy=energy,
        energy_total=whole,
        coefficient_set=Text("Росстат (ТЭБ), 1,154 по газу", "Rosstat (TEB), 1.154 for gas"),
        waste=waste,
        waste_by_class={k: added(v, "t/a") for k, v in sorted(by_class.items())},
        waste_by_route={k: added(v, "t/a") for k, v in sorted(by_route.items())},
        landfill_share=a.Quantity(0.0087, "1"),
        water_in=tuple(
            a.FlowRow(
                w.id,
                w.name or "",
                w.origin or "",
                read(w, "quantity", "m3/a"),
                read(w, "cost", "RUB/a"),
            )
            for w in s.streams
            if w.category is Category.WATER
        ),
        wastewater=tuple(
            a.FlowRow(
                w.id,
                w.name or "",
                w.route or "",
                read(w, "quantity", "m3/a"),
                read(w, "cost", "RUB/a"),
            )
            for w in s.streams
            if w.category is Category.WASTEWATER
        ),
        emissions=tuple(
            a.FlowRow(w.id, w.name or "", "", read(w, "quantity", "t/a"), a.Quantity(None, "RUB/a"))
            for w in s.streams
            if w.category is Category.EMISSION
        ),
        heat=_heat(s),
        indicators=_indicators(product, whole, waste),
        losses=_losses(s),
        ghg=ghg,
        ghg_scope1=added([g.emission for g in ghg if g.scope == 1], "tCO2e/a"),
        ghg_scope2=added([g.emission for g in ghg if g.scope == 2], "tCO2e/a"),
        nvos_total=nvos,
        hot_spots=spots,
        quality=_quality(s),
        opportunities=tuple(_economics(o) for o in s.opportunities),
        sankeys=_sankeys(s),
        problems=(
            a.Problem(
                "P-BAL-01",
                Severity.WARNING,
                Text("Баланс воды не сходится на 11 %", "The water balance is off by 11 %"),
                ("stream", s.streams[0].id if s.streams else "", "quantity"),
            ),
        ),
        readiness=a.Quantity(54.2 if s.readiness else None, "points"),
    )


def _energy(s: Snapshot) -> tuple[tuple[a.EnergyRow, ...], a.EnergyRow]:
    rows = []
    for stream in s.streams:
        if stream.category is not Category.ENERGY_CARRIER:
            continue
        label, k, tce, _ef = FUELS[stream.carrier or "hot_water"]
        native = read(stream, "quantity", "GJ/a")
        q = source(
            "Q",
            native.value,
            native.unit,
            "Расход",
            record=("stream", stream.id, "quantity"),
            estimated=native.estimated_share > 0,
        )
        factor = source(
            "k",
            k,
            f"GJ/{native.unit}",
            f"Теплота сгорания: {label.ru}",
            factor=f"ncv_{stream.carrier}",
            citation="Приказ Минприроды № 371, 2022",
        )
        fuel = source(
            "k",
            tce,
            f"tce/{native.unit}",
            f"Условное топливо: {label.ru}",
            factor=f"tce_{stream.carrier}",
            citation="Росстат, 2021",
        )
        value = None if native.value is None else native.value * k
        rows.append(
            (
                stream,
                label,
                native,
                made(value, "GJ/a", "F-08", "E = Q·k", q, factor),
                made(native.value and native.value * tce, "tce/a", "F-09", "T = Q·k", q, fuel),
            )
        )
    whole = math.fsum(e.value for *_x, e, _t in rows if e.value is not None)
    out = tuple(
        a.EnergyRow(
            stream.carrier or "",
            label,
            native,
            e,
            t,
            read(stream, "cost", "RUB/a"),
            a.Quantity(e.value / whole if e.value is not None and whole else None, "1"),
        )
        for stream, label, native, e, t in rows
    )
    total = a.EnergyRow(
        "",
        Text("Итого", "Total"),
        a.Quantity(None, ""),
        added([o.energy for o in out], "GJ/a"),
        added([o.tce for o in out], "tce/a"),
        added([o.cost for o in out], "RUB/a"),
        a.Quantity(1.0 if whole else None, "1"),
    )
    return out, total


RATES = {1: 6129.68, 2: 2627.06, 3: 1751.64, 4: 875.42, 5: 22.84}


def _waste(s: Snapshot) -> tuple[a.WasteRow, ...]:
    rows = []
    for w in s.streams:
        if w.category not in {Category.WASTE, Category.BY_PRODUCT}:
            continue
        mass = read(w, "quantity", "t/a")
        hazard = int(w.fkko[-1]) if w.fkko else None
        m = source(
            "m",
            mass.value,
            "t/a",
            "Масса",
            record=("stream", w.id, "quantity"),
            estimated=mass.estimated_share > 0,
        )
        rate = RATES.get(hazard or 0)
        placed = w.route == "landfill_third_party" and rate is not None and mass.value is not None
        nvos = (
            made(
                mass.value * rate,
                "RUB/a",
                "F-44n",
                "C = m·r",
                m,
                source(
                    "r",
                    rate,
                    "RUB/t",
                    f"Ставка платы, {hazard} класс",
                    factor=f"nvos_{hazard}",
                    citation="ПП РФ № 913, 2024",
                ),
            )
            if placed and mass.value is not None and rate is not None
            else a.Quantity(0.0 if mass.value is not None else None, "RUB/a")
        )
        true = a.Quantity(
            4200.0 + 10 * (hazard or 0) if mass.value else None, "RUB/t", estimated_share=0.4
        )
        rows.append(
            a.WasteRow(
                w.id,
                w.name or "",
                w.fkko,
                hazard,
                mass,
                w.route,
                0 if w.route == "landfill_third_party" else 3,
                read(w, "cost", "RUB/a"),
                nvos,
                true,
            )
        )
    return tuple(rows)


def _heat(s: Snapshot) -> tuple[a.HeatRow, ...]:
    return tuple(
        a.HeatRow(
            h.id,
            h.name or "",
            None,
            read(h, "temperature", "degC"),
            a.Quantity(201.7, "kW", estimated_share=1.0),
            a.Quantity(1694.4, "MWh/a", estimated_share=1.0),
            a.Quantity(1440.3, "MWh/a", estimated_share=1.0),
            "b",
            Text("Отопление, горячая вода", "Heating, hot water"),
        )
        for h in s.streams
        if h.category is Category.WASTE_HEAT
    )


def _balances(s: Snapshot) -> tuple[a.Balance, ...]:
    def one(
        layer: str, unit: str, kind: Kind, light: a.Light, process: str | None, name: str
    ) -> a.Balance:
        mine = [
            x for x in s.streams if x.kind is kind and x.category is not Category.ENERGY_CARRIER
        ]
        if process:
            mine = [x for x in mine if process in {x.from_process, x.to_process}]
        ins = added([read(x, "quantity", unit) for x in mine if x.direction is Direction.IN], unit)
        outs = added(
            [read(x, "quantity", unit) for x in mine if x.direction is Direction.OUT]
            + (
                [read(p, "output", unit) for p in s.products]
                if kind is Kind.MATERIAL and not process
                else []
            ),
            unit,
        )
        stock = a.Quantity(0.0, unit)
        gap = None if ins.value is None or outs.value is None else ins.value - outs.value
        return a.Balance(
            layer,
            process,
            name,
            ins,
            outs,
            stock,
            a.Quantity(gap, unit),
            a.Quantity(gap / ins.value if gap is not None and ins.value else None, "1"),
            light,
            unquantified=tuple(
                ("stream", x.id) for x in mine if x.quantity is None or x.quantity.canonical is None
            ),
        )

    site = (
        one("mass", "t/a", Kind.MATERIAL, a.Light.GREEN, None, ""),
        one("water", "m3/a", Kind.WATER, a.Light.ORANGE, None, ""),
        a.Balance(
            "energy",
            None,
            "",
            *(a.Quantity(None, "GJ/a") for _ in range(4)),
            a.Quantity(None, "1"),
            a.Light.GREY,
        ),
    )
    units = tuple(
        one("mass", "t/a", Kind.MATERIAL, a.Light.RED, p.id, p.name or "") for p in s.processes[:20]
    )
    return (*site, *units)


def _indicators(
    product: a.Quantity, whole: a.EnergyRow, waste: tuple[a.WasteRow, ...]
) -> tuple[a.Indicator, ...]:
    refuse = added([w.quantity for w in waste], "t/a")
    p = source("P", product.value, "t/a", "Выпуск")
    items = []
    for key, label, other, symbol, unit in (
        (
            "pi_E",
            Text("Выпуск на единицу энергии", "Output per unit of energy"),
            whole.energy,
            "E",
            "t/GJ",
        ),
        ("pi_R", Text("Выпуск на тонну отходов", "Output per tonne of waste"), refuse, "R", "t/t"),
    ):
        value = product.value / other.value if product.value and other.value else None
        q = source(symbol, other.value, other.unit, symbol, estimated=other.estimated_share > 0)
        items.append(
            a.Indicator(key, label, "recp", made(value, unit, "F-30", f"π = P/{symbol}", p, q))
        )
    return tuple(items)


def _losses(s: Snapshot) -> tuple[a.LossRow, ...]:
    def row(process: str | None, name: str, base: float) -> a.LossRow:
        parts = [base * f for f in (1.0, 0.21, 0.4, 0.07)]
        return a.LossRow(
            process,
            name,
            *(
                a.Quantity(p, "RUB/a", estimated_share=0.2 if i == 2 else 0.0)
                for i, p in enumerate(parts)
            ),
            a.Quantity(base * 9, "RUB/a"),
            a.Quantity(math.fsum(parts), "RUB/a"),
            a.Quantity(0.034, "1"),
        )

    units = tuple(row(p.id, p.name or "", 8.1e6 * (i + 1)) for i, p in enumerate(s.processes[:8]))
    return (*units, row(None, "", 8.1e6 * sum(range(1, len(units) + 1)))) if units else ()


def _ghg(energy: tuple[a.EnergyRow, ...]) -> tuple[a.GhgRow, ...]:
    rows = []
    for e in energy:
        ef = FUELS[e.carrier][3]
        amount_ = source(
            "E", e.energy.value, "GJ/a", "Энергия", estimated=e.energy.estimated_share > 0
        )
        if ef is None or e.energy.value is None:
            emission = a.Quantity(None, "tCO2e/a", gap=Text("нет коэффициента", "no factor"))
        else:
            factor = source(
                "EF",
                ef,
                "tCO2e/GJ",
                f"Выбросы: {e.label.render('ru')}",
                factor=f"ef_{e.carrier}",
                citation="Приказ Минприроды № 371, 2022",
            )
            emission = made(e.energy.value * ef, "tCO2e/a", "F-50", "G = E·EF", amount_, factor)
        rows.append(a.GhgRow(1 if e.carrier == "natural_gas" else 2, e.label, e.energy, emission))
    return tuple(rows)


def _spots(waste: tuple[a.WasteRow, ...]) -> tuple[a.HotSpot, ...]:
    ordered = sorted(waste, key=lambda w: -(w.quantity.value or 0.0))
    largest = max((w.quantity.value or 0.0 for w in waste), default=0.0) or 1.0
    scores = [0.2 + 0.7 * (w.quantity.value or 0.0) / largest for w in ordered]
    whole, run = math.fsum(scores) or 1.0, 0.0
    out = []
    for w, score in zip(ordered, scores, strict=True):
        before, run = run, run + score
        out.append(
            a.HotSpot(
                ("stream", w.stream_id),
                w.name,
                a.Quantity(score, "1"),
                w.cost,
                w.quantity,
                run / whole,
                before / whole < 0.8,
            )
        )
    return tuple(out)


def _quality(s: Snapshot) -> a.Quality:
    known = [x for x in s.streams if x.quantity is not None and x.quantity.canonical is not None]
    rows = tuple(
        a.QualityRow(
            ("stream", x.id),
            x.name or "",
            (1 + i % 5, 2, 1, 1, 2),
            1.05 + 0.07 * (i % 5),
            1.4 + 0.2 * (i % 5),
            "ABCDC"[i % 5],
        )
        for i, x in enumerate(known)
    )
    return a.Quality(
        rows,
        a.Quantity(2.13, "1"),
        "B",
        a.Quantity(0.82, "1"),
        len(known),
        len(s.streams),
        a.Quantity(0.237, "1"),
        a.Quantity(0.07, "1"),
    )


def _economics(o: r.Opportunity) -> a.OpportunityRow:
    capex, saving = read(o, "capex", "RUB"), read(o, "saving_money", "RUB/a")
    rate, n = 0.15, o.life_years or 10.0
    i = source(
        "I",
        capex.value,
        "RUB",
        "Вложения",
        record=("opportunity", o.id, "capex"),
        estimated=capex.estimated_share > 0,
    )
    c = source(
        "ΔC",
        saving.value,
        "RUB/a",
        "Экономия",
        record=("opportunity", o.id, "saving_money"),
        estimated=saving.estimated_share > 0,
    )
    if capex.value is None or saving.value is None:
        unknown = a.Quantity(None, "RUB", gap=Text("нет экономии", "no saving"))
        years = a.Quantity(None, "a")
        return a.OpportunityRow(
            o.id,
            o.name or "",
            capex,
            saving,
            years,
            unknown,
            a.Quantity(None, "1"),
            None,
            years,
            a.Quantity(None, "1"),
        )
    npv = -capex.value + saving.value * (1 - (1 + rate) ** -n) / rate
    return a.OpportunityRow(
        o.id,
        o.name or "",
        capex,
        saving,
        made(capex.value / saving.value, "a", "F-54", "PB = I/ΔC", i, c),
        made(
            npv,
            "RUB",
            "F-55",
            "NPV = −I + ΔC·(1 − (1 + r)^(−n))/r",
            i,
            c,
            source(
                "r",
                rate,
                "1",
                "Ставка дисконтирования",
                factor="discount_rate",
                citation="параметр методики, 2025",
            ),
            source("n", n, "a", "Срок службы", record=("opportunity", o.id, "life_years")),
        ),
        a.Quantity(0.76 if capex.value else None, "1"),
        None if capex.value else Text("вложений нет", "no investment"),
        a.Quantity(1.6 if capex.value else 0.0, "a"),
        a.Quantity((npv + capex.value) / capex.value if capex.value else None, "1"),
    )


def _sankeys(s: Snapshot) -> tuple[a.Sankey, ...]:
    nodes: dict[str, a.Label | str] = {
        "unknown": Text("Не учтено", "Unaccounted"),
        "in:raw_material": Text("Сырьё", "Raw material"),
        "in:packaging": Text("Упаковка", "Packaging"),
        "out:product": Text("Продукция", "Products"),
        "out:waste": Text("Отходы", "Waste"),
        "out:by_product": Text("Побочные продукты", "By-products"),
        "in:water": Text("Скважина", "Well"),
        "out:wastewater": Text("Канализация", "Sewer"),
        "in:energy_carrier": Text("Газ и электроэнергия", "Gas and electricity"),
        "out:waste_heat": Text("Сбросное тепло", "Waste heat"),
        **{p.id: p.name or "" for p in s.processes},
    }
    if len(s.processes) < 3:
        return ()
    one, two, three = (p.id for p in s.processes[:3])
    link = a.SankeyLink
    return (
        a.Sankey(
            "mass",
            "t/a",
            nodes,
            (
                link("in:raw_material", one, "Молоко", 68_400.0, "raw_material"),
                link("in:packaging", two, "Плёнка", 212.4, "packaging"),
                link(one, two, "", 40_900.0, "intermediate"),
                link(one, three, "", 26_000.0, "intermediate", estimated=True),
                link(two, "out:product", "Молоко", 38_500.0, "product"),
                link(three, "out:product", "Творог", 4_120.0, "product"),
                link(three, "out:by_product", "Сыворотка", 21_300.0, "by_product", estimated=True),
                link(two, "out:waste", "Плёнка", 14.62, "waste"),
                link(two, "unknown", "", 2_597.8, "unknown"),
                link(three, "unknown", "", 580.0, "unknown"),
                link(three, one, "Возврат", 900.0, "intermediate"),
            ),
        ),
        a.Sankey(
            "water",
            "m3/a",
            nodes,
            (
                link("in:water", one, "", 96_000.0, "water"),
                link("in:water", two, "", 200_000.0, "water"),
                link("in:water", three, "", 90_000.0, "water"),
                link(one, "out:wastewater", "", 90_000.0, "wastewater", estimated=True),
                link(two, "out:wastewater", "", 170_000.0, "wastewater", estimated=True),
                link(three, "out:wastewater", "", 82_000.0, "wastewater", estimated=True),
                link(two, "unknown", "", 44_000.0, "unknown"),
            ),
        ),
        a.Sankey(
            "energy",
            "GJ/a",
            nodes,
            (
                link("in:energy_carrier", two, "", 110_000.0, "energy_carrier"),
                link("in:energy_carrier", three, "", 50_000.0, "energy_carrier"),
                link(two, "out:waste_heat", "", 6_100.0, "waste_heat", estimated=True),
                link(two, "unknown", "", 103_900.0, "unknown"),
                link(three, "unknown", "", 50_000.0, "unknown"),
            ),
        ),
    )


def dossier(
    language: str = "ru", of: Snapshot | None = None, *, draft: int | None = 2, **more: object
) -> Dossier:
    """A dossier of the dairy or of another snapshot."""
    chosen = snapshot() if of is None else of
    return Dossier(
        snapshot=chosen,
        results=results_of(chosen),
        pack=Pack(),
        language=language,
        produced_at=MOMENT,
        app_version="0.1.0",
        draft=draft,
        **more,  # type: ignore[arg-type]
    )
