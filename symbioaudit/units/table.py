"""What people write for units, in Russian and English, as one table built once.

Sources of the spellings: OKEI (OK 015-94), UN/ECE Recommendation 20, forms of the Ministry of
Energy, energy passports, ENERGY STAR Portfolio Manager, and plain practice. Factors are exact
definitions (BIPM SI brochure; NIST SP 811 appendix B for US units; calorie and Btu of the
International Steam Table; therm (EC) and therm (US) differ, the US one is used).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from symbioaudit.units import dims as d
from symbioaudit.units.dims import Dim

G0: Final = 9.80665
CAL: Final = 4.1868
BTU: Final = 1055.05585262
FT3: Final = 0.028316846592
GAL: Final = 0.003785411784
IMP_GAL: Final = 0.00454609
LB: Final = 0.45359237
HOUR: Final = 3600.0
DAY: Final = 86400.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: SI value = number × factor + offset."""

    key: str
    dim: Dim
    factor: float
    offset: float = 0.0
    warning: str | None = None  # a spelling that is wrong but clear


@dataclass(frozen=True, slots=True)
class Trouble:
    """A spelling that must be asked about: ``ambiguous`` with choices, or ``needs_factor``."""

    kind: str
    choices: tuple[str, ...] = ()


Meaning = Unit | Trouble

SI_LATIN: Final[Mapping[str, float]] = {
    "": 1, "P": 1e15, "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "K": 1e3,
    "h": 1e2, "da": 10, "d": 0.1, "c": 0.01, "m": 1e-3, "µ": 1e-6, "μ": 1e-6, "u": 1e-6, "n": 1e-9,
}  # fmt: skip
SI_CYRILLIC: Final[Mapping[str, float]] = {
    "": 1, "П": 1e15, "Т": 1e12, "Г": 1e9, "М": 1e6, "к": 1e3, "К": 1e3,
    "г": 1e2, "да": 10, "д": 0.1, "с": 0.01, "м": 1e-3, "мк": 1e-6, "н": 1e-9,
}  # fmt: skip
WORDS_LATIN: Final[Mapping[str, float]] = {
    "peta": 1e15, "tera": 1e12, "giga": 1e9, "mega": 1e6, "kilo": 1e3, "milli": 1e-3, "centi": 0.01, "micro": 1e-6,
    "hecto": 1e2, "deca": 10, "deka": 10, "deci": 0.1,
}  # fmt: skip
WORDS_CYRILLIC: Final[Mapping[str, float]] = {
    "пета": 1e15, "тера": 1e12, "гига": 1e9, "мега": 1e6, "кило": 1e3, "милли": 1e-3, "санти": 0.01, "микро": 1e-6,
    "гекто": 1e2, "дека": 10, "деци": 0.1,
}  # fmt: skip

# key: (dimension, factor, symbols with which Latin prefixes, Cyrillic ones, and the words).
# Prefix letters allowed are listed, so that no nonsense such as "femto-therm" is ever accepted.
_PREFIXED: Final = [
    ("g", d.MASS, 1e-3, "g|gr|gm", "kdcmµμunh", "г|гр", "к мк м д с г", "gram|gramme", "грамм"),
    ("t", d.MASS, 1e3, "t|te", "kMG", "т|тн", "к М", "tonne", "тонн|тонна"),
    ("m", d.LENGTH, 1.0, "m", "kdcmµμu", "м", "к д с м мк", "metre|meter", "метр"),
    ("L", d.VOLUME, 1e-3, "l|L|ℓ|ltr|Ltr", "kKMGhdcmµμu|da", "л|лтр", "к М г д м мк да", "litre|liter", "литр|литра"),
    ("W", d.POWER, 1.0, "W", "kKMGTm", "Вт", "к М Г Т м К", "watt", "ватт"),
    ("Wh", d.ENERGY, HOUR, "Wh|Whr|Whrs", "kKMGTP", "Втч|Втчас|Втчаса", "к К М Г Т", "watthour", "ваттчас|ваттчаса"),
    ("J", d.ENERGY, 1.0, "J", "kKMGTP", "Дж", "к М Г Т П К", "joule", "джоуль|джоуля"),
    ("cal", d.ENERGY, CAL, "cal|Cal", "kKMGT", "кал|Кал", "к К М Г Т", "calorie", "калория|калории"),
    ("Pa", d.PRESSURE, 1.0, "Pa", "kMGhm", "Па", "к М Г г", "pascal", "паскаль|паскаля"),
    ("bar", d.PRESSURE, 1e5, "bar", "m", "бар", "м", "bar", "бар"),
    ("s", d.TIME, 1.0, "s|sec", "mµ", "с|сек", "м мк", "second", "секунда|секунды"),
    ("VA", d.APPARENT, 1.0, "VA", "kKM", "ВА", "к М", "voltampere", "вольтампер"),
    ("var", d.REACTIVE, 1.0, "var|VAr|VAR|Var", "kKM", "вар|ВАр|ВАР|вАр", "к М", "var", "вар"),
    ("varh", d.REACTIVE * d.TIME, HOUR, "varh|VArh|VARh|Varh", "kKM", "варч|ВАрч|ВАРч|вАрч|варчас", "к М", "", ""),
    ("N", Dim.of(kg=1, m=1, s=-2), 1.0, "N", "kM", "Н", "к М", "newton", "ньютон"),
    ("Hz", d.ONE / d.TIME, 1.0, "Hz", "kMG", "Гц", "к М Г", "hertz", "герц"),
    ("tce", d.ENERGY, 29.3076e9, "tce|TCE", "kM", "тут|туст|туслтопл|туслтоплива|туслт", "", "", ""),
    ("toe", d.ENERGY, 41.868e9, "toe|TOE", "kM", "тнэ|тнефтэкв", "", "tonneofoilequivalent|tonoilequivalent", ""),
    ("CO2e", d.GHG, 1e3, "tCO2e|MTCO2e|MtCO2e|MTCO2eq|mtCO2e|metrictonCO2e|metrictonsCO2e|MetricTonsCO2e|MTCO2|tCO2eq|tCO2-eq|tCO2-e|tCO2|tonneCO2e|tonnesCO2e|tonCO2e|tonsCO2e", "", "тCO2экв|тСО2экв|тCO2-экв|тСО2-экв|тCO2э|тСО2э|тCO2|тСО2|тоннCO2экв|тоннСО2экв", "", "", ""),
    ("kgCO2e", d.GHG, 1.0, "kgCO2e|kgCO2eq|kgCO2-eq|kgCO2|gCO2e", "", "кгCO2экв|кгСО2экв|кгCO2-экв|кгСО2-экв|кгCO2|кгСО2", "", "", ""),
]  # fmt: skip

# Plain units: key, dimension, factor, all spellings (already squashed: no spaces, dots, dashes).
_PLAIN: Final[list[tuple[str, Dim, float, str]]] = [
    ("kg", d.MASS, 1.0, "kgs|Kg|KG|kilos|kilo|килограммов|килограмма|Кг|KGM"),
    ("q", d.MASS, 100.0, "q|quintal|quintals|ц|цн|цнт|центнер|центнеров|центнера|dt|DTN"),
    ("t", d.MASS, 1e3, "MT|mt|metricton|metrictons|metrictonne|metrictonnes|Mg|Mgs|megagram|megagrams|метрическаятонна|метричт|тонны|тонну|Т|ТН|tonnes|tonn|TNE"),
    ("kt", d.MASS, 1e6, "kilotonne|kilotonnes|ktonne|ktonnes|ktonn|kiloton|kilotons|Кт|килотонна|килотонн|KTN|Gg"),
    ("short_ton", d.MASS, 907.18474, "shortton|shorttons|USton|UStons|tonUS|tonsUS|tonshort|tonsshort|ustons|STN|короткаятонна|амт|tonshorts|shtn"),
    ("long_ton", d.MASS, 1016.0469088, "longton|longtons|UKton|UKtons|tonUK|tonsUK|tonlong|imperialton|LTN|длиннаятонна"),
    ("lb", d.MASS, LB, "lb|lbs|LB|LBS|Lb|Lbs|pound|pounds|lbav|lbm|фунт|фунтов|LBR"),
    ("klb", d.MASS, LB * 1e3, "klb|klbs|kLbs|kLb|KLB|kpound|thousandpounds"),
    ("Mlb", d.MASS, LB * 1e6, "millionpounds|MMlb|MMlbs"),
    ("oz", d.MASS, 0.028349523125, "oz|ounce|ounces|унция|ONZ"),
    ("cwt_us", d.MASS, 45.359237, "cwtUS|UScwt|hundredweightUS|CWA"),
    ("cwt_uk", d.MASS, 50.80234544, "cwtUK|UKcwt|hundredweightUK|CWI"),
    ("stone", d.MASS, 6.35029318, "stone"),
    ("carat", d.MASS, 2e-4, "кар|карат|каратов|карата|carat|carats|ct"),
    ("m3", d.VOLUME, 1.0, "м3|m3|куб|кубм|мкуб|кубометр|кубометров|кубометра|кубометру|кубометры|кубическийметр|кубическихметров|кубическиеметры|кубическогометра|кубов|cum|cbm|CBM|cubicmeter|cubicmeters|cubicmetre|cubicmetres|cubm|CuM|М3|M3|m^3|м^3|м**3|m**3|MTQ|стере|KL|kl"),
    ("dm3", d.VOLUME, 1e-3, "дм3|dm3|дм^3|dm^3|кубдм"),
    ("cm3", d.VOLUME, 1e-6, "см3|cm3|cc|ccm|кубсм|см^3|cm^3"),
    ("mm3", d.VOLUME, 1e-9, "мм3|mm3"),
    ("km3", d.VOLUME, 1e9, "км3|km3"),
    ("L", d.VOLUME, 1e-3, "литров|литры|литра|litres|liters|LTR"),
    ("ML", d.VOLUME, 1e3, "ML|Мл|мегалитр|megalitre|megaliter"),
    ("daL", d.VOLUME, 0.01, "дал|дкл|dal|daL|декалитр|декалитров|ДКЛ|A44"),
    ("hL", d.VOLUME, 0.1, "гл|hl|hL|HL|гектолитр|гектолитров|hectolitre|hectoliter|HLT"),
    ("kCM", d.VOLUME, 1e3, "kCM|kcm|TCM|tcm|ktm3|R9"),
    ("MCM", d.VOLUME, 1e6, "MCM|MMCM|mcm|Mm3|Mm^3|HMQ"),
    ("bcm", d.VOLUME, 1e9, "bcm|BCM"),
    ("ft3", d.VOLUME, FT3, "ft3|ft^3|ft**3|cuft|CuFt|CF|cf|cft|CFT|cubicfeet|cubicfoot|cuFt|футов3|фут3|кубфут|кубфутов|кубическихфутов|FTQ"),
    ("hcf", d.VOLUME, FT3 * 100, "HCF|hcf|CCF|ccf|Ccf|hundredcubicfeet|centumcubicfeet"),
    ("kcf", d.VOLUME, FT3 * 1e3, "kcf|KCF|kcuft|kft3|thousandcubicfeet"),
    ("MMcf", d.VOLUME, FT3 * 1e6, "MMcf|MMCF|MMcuft|millioncubicfeet"),
    ("Bcf", d.VOLUME, FT3 * 1e9, "Bcf|BCF|billioncubicfeet"),
    ("in3", d.VOLUME, 1.6387064e-5, "in3|cuin|cubicinch|cubicinches|дюйм3"),
    ("yd3", d.VOLUME, 0.764554857984, "yd3|yd^3|cuyd|CY|cubicyard|cubicyards|ярд3|YDQ"),
    ("gal_us", d.VOLUME, GAL, "galUS|gallonUS|gallonsUS|USgal|USgals|USgallon|USgallons|USG|usg|gal|gallon|gallons|Gal|Gallons|галлон|галлонов|галлонСША|GLL|gals"),
    ("gal_uk", d.VOLUME, IMP_GAL, "galUK|gallonUK|gallonsUK|UKgal|UKgallon|UKgallons|impgal|impgallon|impgallons|imperialgallon|imperialgallons|IG|GLI|Imperialgallons|gallonsimperial|galimp"),
    ("cgal_us", d.VOLUME, GAL * 100, "cGal|cgal|cGalUS|hundredgallonsUS|hundredgallons"),
    ("cgal_uk", d.VOLUME, IMP_GAL * 100, "cGalUK|hundredgallonsUK"),
    ("kgal_us", d.VOLUME, GAL * 1e3, "kgal|kGal|KGal|kgalUS|kGalUS|KGAL|thousandgallons|thousandgallonsUS|tgal"),
    ("kgal_uk", d.VOLUME, IMP_GAL * 1e3, "kGalUK|kgalUK|thousandgallonsUK"),
    ("Mgal_us", d.VOLUME, GAL * 1e6, "Mgal|MGal|MGalUS|MgalUS|MG|MMgal|milliongallons|milliongallonsUS"),
    ("Mgal_uk", d.VOLUME, IMP_GAL * 1e6, "MGalUK|MgalUK|milliongallonsUK"),
    ("Bgal", d.VOLUME, GAL * 1e9, "Bgal|BGal|billiongallons"),
    ("bbl_oil", d.VOLUME, GAL * 42, "bbloil|oilbbl|oilbarrel|oilbarrels|barreloil|barrelsoil|barrelUSoil|нефтянойбаррель|баррельнефти|BLL|barrelUSpetroleum"),
    ("bbl_beer", d.VOLUME, GAL * 31, "USbeerbbl|beerbbl|beerbarrel|beerbarrels|USbeerbarrel"),
    ("qt", d.VOLUME, GAL / 4, "qt|quart|quarts|qtUS"),
    ("pint_us", d.VOLUME, GAL / 8, "pintUS|ptUS"),
    ("floz", d.VOLUME, GAL / 128, "floz|flozUS|fluidounce|fluidounces"),
    ("acre_ft", d.VOLUME, 1233.48183754752, "acreft|acrefeet|acrefoot|AF|acft"),
    ("Nm3", d.NORMAL, 1.0, "нм3|Нм3|НМ3|нкубм|нормм3|нормкубм|норммкуб|нмкуб|мн3|м3н|м3ну|нормальныхкубометров|Nm3|NM3|nm3|Ncum|Nm^3|normalm3|normalcubicmeter|normalcubicmetre|normalcubicmeters|normalcubicmetres|m3N|m3n|Ncm"),
    ("Sm3", d.STANDARD20, 1.0, "стм3|стандм3|стандартныхм3|м3ст|стмкуб|стандартныйкубометр|стандкубм|м3су|м3при20°C"),
    ("scf", d.STANDARD60F, FT3, "scf|SCF|stdcuft|standardcubicfoot|standardcubicfeet|stdft3|sft3"),
    ("kscf", d.STANDARD60F, FT3 * 1e3, "kSCF|kscf|KSCF|thousandstandardcubicfeet"),
    ("MMscf", d.STANDARD60F, FT3 * 1e6, "MMSCF|MMscf|MMscuft|millionstandardcubicfeet"),
    ("m3_solid", d.SOLID_WOOD, 1.0, "m3solid|плотныйкубометр"),
    ("Btu", d.ENERGY, BTU, "Btu|BTU|btu|Btus|BritishThermalUnit|BritishThermalUnits|britishthermalunit|britishthermalunits|БТЕ|BTUIT"),
    ("kBtu", d.ENERGY, BTU * 1e3, "kBtu|kBTU|kbtu|KBTU|KBtu|thousandBtu|thousandBTU"),
    ("MMBtu", d.ENERGY, BTU * 1e6, "MMBtu|MMBTU|MMbtu|mmBtu|mmbtu|mmBTU|MMBtus|millionBtu|millionBTU|millionBritishThermalUnits|millionBritishThermalUnit|MillionBtu|MillionBtus|млнБТЕ|ММБТЕ"),
    ("GBtu", d.ENERGY, BTU * 1e9, "GBtu|BBtu|Bbtu|billionBtu|billionBTU"),
    ("TBtu", d.ENERGY, BTU * 1e12, "Tbtu|TBtu|TBTU|trillionBtu|trillionBTU|TrillionBtu"),
    ("quad", d.ENERGY, BTU * 1e15, "quad|quads|quadrillionBtu"),
    ("therm", d.ENERGY, 105480400.0, "therm|therms|Therm|Therms|thm|THM|thms|терм|N72|THERM"),
    ("Dth", d.ENERGY, 1054804000.0, "Dth|DTH|dth|DTherm|DTherms|Dtherm|Dtherms|dtherm|dtherms|dekatherm|dekatherms|Dekatherm|Dekatherms|decatherm|decatherms"),
    ("Wh", d.ENERGY, HOUR, "watthours|watthour|WattHours|Watthours|millionwatthours"),
    ("kWh", d.ENERGY, HOUR * 1e3, "kWh|KWH|kwh|Kwh|KWh|kwhr|kWhr|kWhrs|kwhrs|kWhs|kilowatthour|kilowatthours|Kilowatthour|Kilowatthours|kW*h|kWxh|киловаттчас|киловаттчасов|киловаттчаса|кВтчас|кВтчаса|кВтчасов|квтч|квтчас|КВТЧ|КВтч|kWhel|kWhth"),
    ("MWh", d.ENERGY, HOUR * 1e6, "MWh|MWH|mwh|Mwh|MWhr|megawatthour|megawatthours|мвтч|МВТЧ|МВтчас|мегаваттчас|мегаваттчасов|МЕГАВТЧ"),
    ("GWh", d.ENERGY, HOUR * 1e9, "GWh|GWH|gwh|gigawatthour|gigawatthours|гвтч|ГИГАВТЧ|гигаваттчас"),
    ("Gcal", d.ENERGY, CAL * 1e9, "Gcal|GCal|GCAL|gcal|Gcals|гкал|ГКал|ГКАЛ|Гкалл|гигакалория|гигакалорий|гигакалории|ГИГАКАЛ"),
    ("kcal", d.ENERGY, CAL * 1e3, "kcal|KCAL|Kcal|kCal|ккал|Ккал|ККАЛ|килокалория|килокалорий"),
    ("tce", d.ENERGY, 29.3076e9, "тут|тонусловноготоплива|тоннусловноготоплива|тоннауслтоплива|тоннуслтоплива|тусловноготоплива|ТУТ|Тут|ТУСЛТОПЛ|tonneofcoalequivalent|tonnesofcoalequivalent|tonofcoalequivalent|tcoalequivalent|coalequivalenttonne"),
    ("kgce", d.ENERGY, 29.3076e6, "кгут|кгуслтопл|кгуслтоплива|кгусловноготоплива|kgce|КГУТ"),
    ("gce", d.ENERGY, 29.3076e3, "гут|гуслтопл|гуслтоплива|gce"),
    ("ktoe", d.ENERGY, 41.868e12, "тыстнэ|ktoe"),
    ("boe", d.ENERGY, 6117863200.0, "boe|BOE|бнэ"),
    ("tTNT", d.ENERGY, 4.184e9, "tTNT"),
    ("ton_hour", d.ENERGY, 3516.8528420667 * HOUR, "tonhour|tonhours|tonh|tonhr|tonhrs|TRh|refrigerationtonhours"),
    ("Btu_h", d.POWER, BTU / HOUR, "btuhr|Btuhr|BTUh|Btuh|BTUH|btuh|BTUhr|Btuperhour"),
    ("kBtu_h", d.POWER, BTU * 1e3 / HOUR, "kBtuhr|kBtuh|MBH|mbh|kBTUH"),
    ("MMBtu_h", d.POWER, BTU * 1e6 / HOUR, "MMBtuhr|MMBtuh|MMBTUH|MMBtuH|mmbtuhr|MMBTUhr"),
    ("hp", d.POWER, 745.69987158227, "hp|HP|Hp|horsepower|bhp|BHP"),
    ("hp_metric", d.POWER, 735.49875, "лс|ЛС|лошсил|лошадиныхсил|лошадинаясила|PS|cv|hpmetric|metrichp"),
    ("hp_boiler", d.POWER, 9809.5, "boilerhp|boilerhorsepower|BoHP|bohp|hpboiler|BHPboiler"),
    ("TR", d.POWER, 3516.8528420667, "TR|RT|tonsrefrigeration|tonrefrigeration|tonofrefrigeration|tonsofrefrigeration|refrigerationton|refrigerationtons|coolington|coolingtons|tonscooling|toncooling|tonsofcooling"),
    ("kW", d.POWER, 1e3, "KW|kw|Kw|kWel|kWth|квт|КВТ|КВт|киловатт|киловатта|киловаттов|kilowatt|kilowatts"),
    ("MW", d.POWER, 1e6, "MW|мвт|МВТ|МЕГАВТ|мегаватт|megawatt|megawatts|MWel|MWth|МВтт"),
    ("at", d.PRESSURE, 98066.5, "ат|ата|кгс/см2|кгссм2|кгс/кв.см|кгс/квсм|кг/см2|kgf/cm2|kgfcm2|at|ATT|техническаяатмосфера|kg/cm2"),
    ("atm", d.PRESSURE, 101325.0, "атм|atm|ATM|атмосфера|атмосфер|atmosphere|atmospheres"),
    ("at_gauge", d.GAUGE, 98066.5, "ати|атиз|атизб|кгс/см2изб|кгс/см2(изб)|kgf/cm2g"),
    ("bar_gauge", d.GAUGE, 1e5, "barg|barG|bar(g)|бари|бар(и)|баризб|бар(изб)|барг"),
    ("psi_gauge", d.GAUGE, 6894.757293168361, "psig|psiG|PSIG|psi(g)"),
    ("kPa_gauge", d.GAUGE, 1e3, "kPag|kPa(g)|кПаизб|кПа(изб)"),
    ("MPa_gauge", d.GAUGE, 1e6, "MPag|MPa(g)|МПаизб|МПа(изб)"),
    ("bar_abs", d.PRESSURE, 1e5, "bara|bar(a)|barA|бара|бар(а)|барабс|бар(абс)|BAR|Bar|БАР"),
    ("psi", d.PRESSURE, 6894.757293168361, "psi|PSI|psia|lbf/in2|lb/in2|фунт/дюйм2"),
    ("mmHg", d.PRESSURE, 133.322387415, "mmHg|мртст|ммртст|мм.рт.ст|torr|Torr|торр|HN"),
    ("inHg", d.PRESSURE, 3386.388640341, "inHg|inchHg|inchesHg"),
    ("mmH2O", d.PRESSURE, G0, "mmH2O|ммводст|mmWC|mmwc|mmWG|mmwg|кгс/м2|kgf/m2"),
    ("cmH2O", d.PRESSURE, 98.0665, "cmH2O|смводст"),
    ("mH2O", d.PRESSURE, 9806.65, "mH2O|мводст|mWC|mwc|метровводяногостолба"),
    ("inH2O", d.PRESSURE, 249.08891, "inH2O|inWC|inwc|inwg|inchH2O|inchesH2O|inw.c.|\"WC"),
    ("ksi", d.PRESSURE, 6894757.293168361, "ksi"),
    ("MPa", d.PRESSURE, 1e6, "МПА|МЕГАПА|MPA"),
    ("m2", d.AREA, 1.0, "м2|m2|м^2|m^2|m**2|квм|мкв|кврметров|квадратныхметров|квадратныйметр|квметр|квметров|sqm|sqmeter|sqmeters|squaremeter|squaremeters|squaremetre|squaremetres|М2|MTK"),
    ("km2", d.AREA, 1e6, "км2|km2|квкм|sqkm"),
    ("cm2", d.AREA, 1e-4, "см2|cm2|квсм"),
    ("dm2", d.AREA, 0.01, "дм2|dm2|квдм"),
    ("mm2", d.AREA, 1e-6, "мм2|mm2|квмм"),
    ("ha", d.AREA, 1e4, "га|ha|HA|ГА|гектар|гектаров|гектара|hectare|hectares|HAR"),
    ("a_area", d.AREA, 100.0, "ар|сотка|соток"),
    ("ft2", d.AREA, 0.09290304, "ft2|ft^2|sqft|SqFt|SF|sf|sqfeet|squarefeet|squarefoot|фут2|квфут|FTK|sqFt|gsf|GSF"),
    ("in2", d.AREA, 6.4516e-4, "in2|sqin|squareinch|squareinches"),
    ("yd2", d.AREA, 0.83612736, "yd2|sqyd|squareyard|squareyards"),
    ("acre", d.AREA, 4046.8564224, "acre|acres|ac|ACRES|Acres|Acre|акр|акров|ACR"),
    ("mi2", d.AREA, 2589988.110336, "mi2|sqmi|squaremile|squaremiles"),
    ("km", d.LENGTH, 1e3, "километр|километров|километра|KM|КМ|Км|kilometers|kilometres|KMT"),
    ("m", d.LENGTH, 1.0, "погм|пм|мпог|м.п.|метров|метра|metres|meters|MTR|М"),
    ("mm", d.LENGTH, 1e-3, "ММ|миллиметров|MMT"),
    ("ft", d.LENGTH, 0.3048, "ft|foot|feet|фут|футов|FOT"),
    ("in", d.LENGTH, 0.0254, "in|inch|inches|дюйм|дюймов|INH"),
    ("yd", d.LENGTH, 0.9144, "yd|yard|yards|ярд|YRD"),
    ("mile", d.LENGTH, 1609.344, "mi|mile|miles|миля|миль|SMI"),
    ("nmi", d.LENGTH, 1852.0, "nmi|nauticalmile|nauticalmiles|морскаямиля|морскихмиль"),
    ("micron", d.LENGTH, 1e-6, "micron|microns|микрон|микрометр"),
    ("min", d.TIME, 60.0, "min|мин|минута|минут|минуты|minute|minutes|mins|МИН|MIN"),
    ("h", d.TIME, HOUR, "h|hr|hrs|hour|hours|H|Hr|ч|час|часов|часа|часы|Ч|HUR|HR"),
    ("day", d.TIME, DAY, "d|day|days|сут|сутки|суток|дн|день|дней|дня|СУТ|ДН|DAY"),
    ("week", d.TIME, 7 * DAY, "wk|week|weeks|нед|неделя|недель|недели|WEE|НЕД"),
    ("kn", Dim.of(m=1, s=-1), 1852 / HOUR, "kn|knot|knots|уз|узел|узлов"),
    ("cfm", d.VOLUME / d.TIME, FT3 / 60, "cfm|CFM|cuftmin|ft3min|acfm|ACFM"),
    ("cfs", d.VOLUME / d.TIME, FT3, "cfs|CFS"),
    ("cfh", d.VOLUME / d.TIME, FT3 / HOUR, "cfh|CFH"),
    ("scfm", d.STANDARD60F / d.TIME, FT3 / 60, "scfm|SCFM"),
    ("scfh", d.STANDARD60F / d.TIME, FT3 / HOUR, "scfh|SCFH"),
    ("MMscfd", d.STANDARD60F / d.TIME, FT3 * 1e6 / DAY, "MMSCFD|MMscfd"),
    ("gpm", d.VOLUME / d.TIME, GAL / 60, "gpm|GPM|galmin|usgpm|USGPM"),
    ("igpm", d.VOLUME / d.TIME, IMP_GAL / 60, "igpm|IGPM|ukgpm|UKGPM"),
    ("igph", d.VOLUME / d.TIME, IMP_GAL / HOUR, "igph|IGPH"),
    ("igpd", d.VOLUME / d.TIME, IMP_GAL / DAY, "igpd|IGPD"),
    ("MIGD", d.VOLUME / d.TIME, IMP_GAL * 1e6 / DAY, "MIGD|migd|MiGD"),
    ("qt_uk", d.VOLUME, IMP_GAL / 4, "qtUK|quartUK|quartsUK"),
    ("pint_uk", d.VOLUME, IMP_GAL / 8, "pintUK|pintsUK|ptUK"),
    ("floz_uk", d.VOLUME, IMP_GAL / 160, "flozUK|fluidounceUK|fluidouncesUK"),
    ("Bgal_uk", d.VOLUME, IMP_GAL * 1e9, "BgalUK"),
    ("therm_ec", d.ENERGY, 105505585.262, "thermEC|thermsEC|thermUK|thermsUK|thermec|N71"),
    ("kW", d.POWER, 1e3, "kWe|KWe|кВтт|кВтэ|кВтэл"),
    ("MW", d.POWER, 1e6, "MWe|МВтэ|МВтэл"),
    ("kpph", d.MASS / d.TIME, LB * 1e3 / HOUR, "kpph|klbhr"),
    ("kt/year", d.MASS * d.YEARLY, 1e6, "ktpa|ktpy"),
    ("Sm3", d.STANDARD20, 1.0, "Sm3|Sm^3|sm3|SM3|Scum"),
    ("kNm3", d.NORMAL, 1e3, "kNm3|тнм3"),
    ("MNm3", d.NORMAL, 1e6, "MNm3|MMNm3"),
    ("Nm3", d.NORMAL, 1.0, "Ncbm|ncbm|нормкуб"),
    ("gph", d.VOLUME / d.TIME, GAL / HOUR, "gph|GPH"),
    ("gpd", d.VOLUME / d.TIME, GAL / DAY, "gpd|GPD"),
    ("MGD", d.VOLUME / d.TIME, GAL * 1e6 / DAY, "MGD|mgd|Mgd"),
    ("KLD", d.VOLUME / d.TIME, 1 / DAY, "KLD|kld|kLD"),
    ("MLD", d.VOLUME / d.TIME, 1e3 / DAY, "MLD|mld"),
    ("LPM", d.VOLUME / d.TIME, 1e-3 / 60, "lpm|LPM|Lpm"),
    ("LPH", d.VOLUME / d.TIME, 1e-3 / HOUR, "lph|LPH"),
    ("LPS", d.VOLUME / d.TIME, 1e-3, "lps|LPS"),
    ("cmh", d.VOLUME / d.TIME, 1 / HOUR, "cmh|CMH"),
    ("bpd", d.VOLUME / d.TIME, GAL * 42 / DAY, "bpd|BPD|bblpd|bopd"),
    ("tph", d.MASS / d.TIME, 1e3 / HOUR, "tph|tnph|тпараvч"),
    ("pph", d.MASS / d.TIME, LB / HOUR, "pph|PPH|lbhr|lbsh"),
    ("tpd", d.MASS / d.TIME, 1e3 / DAY, "tpd"),
    ("tpa", d.MASS * d.YEARLY, 1e3, "tpa|tpy|MTPY|mtpa|MTPA"),
    ("TPY", d.MASS * d.YEARLY, 907.18474, "TPY|shorttpy"),
    ("percent", d.ONE, 0.01, "%|проц|процент|процентов|процента|percent|pct|Pct|PCT|P1|per cent|％"),
    ("permille", d.ONE, 1e-3, "‰|промилле|permille"),
    ("ppm", d.ONE, 1e-6, "ppm|PPM|ppmv|ppmw|млн-1|частейнамиллион|partspermillion"),
    ("ppb", d.ONE, 1e-9, "ppb|PPB|ppbv|млрд-1"),
    ("one", d.ONE, 1.0, "1|безразм|б/р|ratio|fraction|доля|доли|долиед|долиединицы"),
    ("pcs", d.COUNT, 1.0, "шт|штук|штука|штуки|штуку|единицу|ШТ|pc|pcs|piece|pieces|ea|EA|each|unit|units|ед|единица|единиц|единицы|item|items|чел|человек|employees|employee|person|persons|people|workers|сотрудник|сотрудников|пар|пара|pair|pairs|компл|комплект|комплектов|set|sets|изд|изделие|изделий|услед|голов|гол|head|heads|экз|комп|мест|место|места|набор|наборов|набора|H87|C62|NPR|NAR"),
    ("dozen", d.COUNT, 12.0, "дюж|дюжина|дюжин|dozen|doz|DZN"),
    ("thousand_pcs", d.COUNT, 1e3, "тшт"),
    ("RUB", Dim.of(RUB=1), 1.0, "руб|рубль|рублей|рубля|рубли|р|Р|₽|RUB|RUR|rub|РУБ|ruble|rubles|rouble|roubles|Руб"),
    ("kRUB", Dim.of(RUB=1), 1e3, "тр|тыср|т.р|труб|тысруб|kRUB|k₽|К₽|к₽"),
    ("MRUB", Dim.of(RUB=1), 1e6, "млнр|млнруб|MRUB"),
    ("kopeck", Dim.of(RUB=1), 0.01, "коп|копеек|копейка"),
    ("USD", Dim.of(USD=1), 1.0, "USD|usd|$|US$|долл|доллар|доллара|долларов|долларовСША|доллСША|dollar|dollars|USdollars"),
    ("kUSD", Dim.of(USD=1), 1e3, "k$|kUSD|K$|$k|$K"),
    ("MUSD", Dim.of(USD=1), 1e6, "M$|MUSD|$M|$m|m$|MM$|$MM|US$m|US$M"),
    ("EUR", Dim.of(EUR=1), 1.0, "EUR|eur|€|евро|euro|euros|Euro|Euros"),
    ("kEUR", Dim.of(EUR=1), 1e3, "k€|€k|kEUR|K€|TEUR|T€"),
    ("MEUR", Dim.of(EUR=1), 1e6, "M€|€M|m€|€m|MEUR|mEUR|Mio€|MioEUR"),
    ("GBP", Dim.of(GBP=1), 1.0, "GBP|£|фунтовстерлингов|poundsterling"),
    ("kGBP", Dim.of(GBP=1), 1e3, "k£|£k|kGBP"),
    ("INR", Dim.of(INR=1), 1.0, "INR|Rs|₹|rupee|rupees|Re"),
    ("EGP", Dim.of(EGP=1), 1.0, "EGP|LE|L.E|E£"),
    ("CNY", Dim.of(CNY=1), 1.0, "CNY|RMB|CN¥|yuan|юань|юаней|юаня"),
    ("JPY", Dim.of(JPY=1), 1.0, "JPY|¥|JP¥|yen|Yen|иен|йен|иена|йена|円"),
    ("KZT", Dim.of(KZT=1), 1.0, "KZT|тенге|₸|tenge"),
    ("BYN", Dim.of(BYN=1), 1.0, "BYN|белруб|Br"),
    ("KRW", Dim.of(KRW=1), 1.0, "KRW|₩|won|вон|вона"),
    ("DKK", Dim.of(DKK=1), 1.0, "DKK|Dkr|датскихкрон|датскаякрона"),
    ("SEK", Dim.of(SEK=1), 1.0, "SEK|шведскихкрон"),
    ("NOK", Dim.of(NOK=1), 1.0, "NOK|норвежскихкрон"),
    ("CHF", Dim.of(CHF=1), 1.0, "CHF|швейцарскихфранков"),
    ("PLN", Dim.of(PLN=1), 1.0, "PLN|zł|zl|злотых"),
    ("CZK", Dim.of(CZK=1), 1.0, "CZK|Kč"),
    ("TRY", Dim.of(TRY=1), 1.0, "TRY|₺|лир|турецкихлир"),
    ("AUD", Dim.of(AUD=1), 1.0, "AUD|A$|AU$"),
    ("CAD", Dim.of(CAD=1), 1.0, "CAD|C$|CA$"),
    ("GEL", Dim.of(GEL=1), 1.0, "GEL|лари|₾|lari"),
    ("UAH", Dim.of(UAH=1), 1.0, "UAH|грн|гривна|гривен|₴"),
    ("UZS", Dim.of(UZS=1), 1.0, "UZS|сум|сумов"),
    ("AMD", Dim.of(AMD=1), 1.0, "AMD|драм|драмов|֏"),
    ("AZN", Dim.of(AZN=1), 1.0, "AZN|манат|манатов|₼"),
    ("KGS", Dim.of(KGS=1), 1.0, "KGS"),
    ("BRL", Dim.of(BRL=1), 1.0, "BRL|R$"),
    ("MXN", Dim.of(MXN=1), 1.0, "MXN"),
    ("ZAR", Dim.of(ZAR=1), 1.0, "ZAR"),
    ("VND", Dim.of(VND=1), 1.0, "VND|₫"),
    ("IDR", Dim.of(IDR=1), 1.0, "IDR|Rp"),
    ("THB", Dim.of(THB=1), 1.0, "THB|฿"),
    ("HUF", Dim.of(HUF=1), 1.0, "HUF|Ft"),
    ("SGD", Dim.of(SGD=1), 1.0, "SGD|S$"),
    ("MYR", Dim.of(MYR=1), 1.0, "MYR|RM"),
    ("AED", Dim.of(AED=1), 1.0, "AED"),
    ("SAR", Dim.of(SAR=1), 1.0, "SAR"),
    ("tkm", d.MASS * d.LENGTH, 1e6, "ткм|tkm|tonnekm|tonnekilometre|тоннокилометр|тоннокилометров|TKM|t*km|т*км"),
    ("t_steam_h", d.MASS / d.TIME, 1e3 / HOUR, "тпар/ч|тпара/ч|тпара/час|т/чпара|tsteam/h"),
    ("kg_steam_h", d.MASS / d.TIME, 1 / HOUR, "кгпара/ч|kgsteam/h"),
    ("kWh_wrong", d.ENERGY, HOUR * 1e3, ""),
]  # fmt: skip

_CALENDAR: Final[list[tuple[str, float, str]]] = [  # units of time that a year is counted by
    ("month", d.YEAR_SECONDS / 12, "мес|месяц|месяца|месяцев|mo|month|months|mth|МЕС|MON|mon"),
    ("quarter", d.YEAR_SECONDS / 4, "кварт|квартал|квартала|кварталов|quarter|quarters|qtr|КВАРТ|QAN"),
    ("year", d.YEAR_SECONDS, "год|года|лет|годы|year|years|yr|yrs|a|annum|ГОД|ЛЕТ|ANN|y|YR|Year"),
]  # fmt: skip

_TEMPERATURE: Final[list[tuple[str, float, float, str]]] = [
    ("degC", 1.0, 273.15, "°C|°С|C°|С°|ºC|ºС|oC|˚C|˚С|℃|degC|DegC|Celsius|celsius|CEL|градЦ|градС|градC|градЦельсия|градусЦельсия|градусовЦельсия|градцельс|ГРАДЦЕЛЬС|град|градус|градусов|degreeCelsius|degreesCelsius|degreesC|гр.С|грС|грЦ|C|С"),
    ("degF", 5 / 9, 459.67 * 5 / 9, "°F|F°|ºF|˚F|℉|degF|DegF|Fahrenheit|fahrenheit|FAH|degreesF|degreeFahrenheit|degreesFahrenheit|F|градФ|градФаренг"),
    ("K", 1.0, 0.0, "K|К|Кельвин|кельвин|kelvin|Kelvin|°K|KEL"),
    ("degR", 5 / 9, 0.0, "°R|degR|Rankine"),
]  # fmt: skip

_AMBIGUOUS: Final[Mapping[str, tuple[str, ...]]] = {
    "г": ("g", "year"),
    "Г": ("g", "year"),
    "ton": ("t", "short_ton", "long_ton"),
    "tons": ("t", "short_ton", "long_ton"),
    "Ton": ("t", "short_ton", "long_ton"),
    "Tons": ("t", "short_ton", "long_ton"),
    "TON": ("t", "short_ton", "long_ton"),
    "TONS": ("t", "short_ton", "long_ton"),
    "tn": ("t", "short_ton"),
    "kton": ("kt", "thousand short_ton"),
    "ktons": ("kt", "thousand short_ton"),
    "thousandtons": ("kt", "thousand short_ton"),
    "milliontons": ("Mt", "million short_ton"),
    "MBtu": ("kBtu", "MMBtu"),
    "MBTU": ("kBtu", "MMBtu"),
    "Mbtu": ("kBtu", "MMBtu"),
    "MBtus": ("kBtu", "MMBtu"),
    "cm": ("cm length", "m3"),
    "Mcf": ("kcf", "MMcf"),
    "MCF": ("kcf", "MMcf"),
    "mcf": ("kcf", "MMcf"),
    "Mcuft": ("kcf", "MMcf"),
    "Mscf": ("kscf", "MMscf"),
    "MSCF": ("kscf", "MMscf"),
    "kr": ("DKK", "SEK", "NOK"),
    "крон": ("DKK", "SEK", "NOK", "CZK"),
    "MMtons": ("Mt", "million short_ton"),
    "pint": ("pint_us", "pint_uk"),
    "pints": ("pint_us", "pint_uk"),
    "st": ("short_ton", "stone"),
    "St": ("short_ton", "stone"),
    "MLb": ("klb", "Mlb"),
    "MLbs": ("klb", "Mlb"),
    "Mlb": ("klb", "Mlb"),
    "Mlbs": ("klb", "Mlb"),
    "bbl": ("bbl_oil", "bbl_beer"),
    "bbls": ("bbl_oil", "bbl_beer"),
    "barrel": ("bbl_oil", "bbl_beer"),
    "barrels": ("bbl_oil", "bbl_beer"),
    "баррель": ("bbl_oil", "bbl_beer"),
    "баррелей": ("bbl_oil", "bbl_beer"),
    "cwt": ("cwt_us", "cwt_uk"),
    "hundredweight": ("cwt_us", "cwt_uk"),
    "M": ("m", "million", "thousand"),
    "млнт3": ("million m3", "million t"),
    "уе": ("conditional unit", "USD"),
    "yr3": ("yd3", "year"),
    "cmyr": ("m3", "cm length"),
}

_NEEDS_FACTOR: Final = (
    "skip|skips|bag|bags|bigbag|bigbags|drum|drums|cylinder|cylinders|container|containers|truck|trucks|truckload|"
    "truckloads|load|loads|pallet|pallets|bale|bales|box|boxes|roll|rolls|batch|batches|lot|lots|sack|sacks|tank|tanks|"
    "barrelload|wagon|wagons|bottle|bottles|can|cans|keg|kegs|bin|bins|dumpster|dumpsters|cord|cords|pack|packs|package|"
    "packages|carton|cartons|crate|crates|tote|totes|ibc|IBC|reel|reels|bucket|buckets|"
    "мешок|мешки|мешков|мешка|мш|биг-бэг|бигбэг|бигбэги|бигбэгов|бочка|бочки|бочек|бочк|вагон|вагона|вагонов|ваг|"
    "контейнер|контейнера|контейнеров|конт|машина|машины|машин|рейс|рейса|рейсов|поддон|поддона|поддонов|паллета|паллет|палет|"
    "кипа|кипы|кип|рулон|рулона|рулонов|рул|баллон|баллона|баллонов|бункер|бункера|бункеров|бак|баков|цистерна|цистерн|"
    "коробка|коробок|кор|ящик|ящиков|ящ|упак|упаковка|упаковок|уп|пачка|пачек|пач|пакет|пакетов|партия|партий|ведро|вёдер|"
    "бутылка|бутылок|бут|канистра|канистр|кан|тюк|тюков|бобина|бобин|боб|лист|листов|банка|банок|кега|кег|куча|кузов|"
    "самосвал|самосвалов|камаз|КамАЗ|условнаятонна|услт|УСЛТ|услм3|УСЛМ3|усл.т|тусл|"
    "плм3|плотнм3|плотныхм3|плотныйм3|плотнкубм|ПЛОТНМ3|склм3|складм3|складочныхм3|складочныйм3|складкубм|насм3|насыпнм3|"
    "рейсы|телег|телега|тележка|тележек|флакон|флаконов|туб|тубов|услбанок|услбан|мусб|услшт|IBCs|ibcs|wheeliebin|wheeliebins|"
    "rolloffcontainer|rolloffcontainers|rolloff|складскм3|полувагон|полувагонов|бигбег|бигбега|бигбегов|бигбеги|биг-бег|bigbagful|т.у.ед|"
    "насыпныхм3|насыпнойм3|нассм3|рыхлм3|m3stacked|stere|m3loose|loosem3|stackedm3|полл|ПОЛЛ"
)


@cache
def exact() -> dict[str, Meaning]:
    """Every squashed spelling with its meaning, case kept."""
    table: dict[str, Meaning] = {}
    for spelling, meaning in _all():
        table.setdefault(spelling, meaning)
    table |= {word: Trouble("needs_factor") for word in _NEEDS_FACTOR.split("|")}
    table |= {word: Trouble("ambiguous", choices) for word, choices in _AMBIGUOUS.items()}
    return table


@cache
def folded() -> dict[str, Meaning]:
    """Lower-cased spellings whose meaning is the same whatever the case; milli-units give way to mega."""
    found: dict[str, set[Meaning]] = {}
    for spelling, meaning in exact().items():
        found.setdefault(spelling.casefold(), set()).add(meaning)
    out: dict[str, Meaning] = {}
    for spelling, meanings in found.items():
        real = {m for m in meanings if not (isinstance(m, Unit) and m.key in _NEVER_SHOUTED)}
        distinct = {(m.dim, m.factor) if isinstance(m, Unit) else m for m in real}
        if len(distinct) == 1:
            out[spelling] = next(iter(real))
    return out


_NEVER_SHOUTED: Final = frozenset({"mW", "mPa", "ML", "MVA_milli"})


def _all() -> Iterator[tuple[str, Meaning]]:
    for key, dim, factor, spellings in _PLAIN:
        for spelling in filter(None, spellings.split("|")):
            yield spelling, Unit(key, dim, factor)
    for key, seconds, spellings in _CALENDAR:
        for spelling in spellings.split("|"):
            yield spelling, Unit(key, d.TIME, seconds)
    for key, factor, offset, spellings in _TEMPERATURE:
        for spelling in spellings.split("|"):
            yield spelling, Unit(key, d.TEMPERATURE, factor, offset)
    yield from _prefixed()
    for spelling in (
        "кВт/ч",
        "кВт/час",
        "квт/ч",
        "КВт/ч",
        "квт/час",
        "КВТ/Ч",
        "kW/h",
        "kw/h",
        "kW/hr",
    ):
        yield spelling, Unit("kWh", d.ENERGY, HOUR * 1e3, warning="kwh_slash")
    for spelling in ("смен", "смена", "смену", "смены", "СМЕН", "shift", "shifts"):
        yield spelling, Unit("shift", d.SHIFT, 1.0)


def _prefixed() -> Iterator[tuple[str, Unit]]:
    for key, dim, factor, latin, latin_prefixes, cyrillic, cyrillic_prefixes, en, ru in _PREFIXED:
        plain, _, words = latin_prefixes.partition("|")
        allowed = ["", *plain, *filter(None, words.split("|"))]
        for symbol in latin.split("|"):
            for prefix in allowed:
                yield prefix + symbol, Unit(_key(prefix, key), dim, factor * SI_LATIN[prefix])
        for symbol in cyrillic.split("|"):
            for prefix in ["", *cyrillic_prefixes.split()]:
                yield (
                    prefix + symbol,
                    Unit(_key(_latin(prefix), key), dim, factor * SI_CYRILLIC[prefix]),
                )
        yield from _worded(key, dim, factor, en, ru)


def _worded(key: str, dim: Dim, factor: float, en: str, ru: str) -> Iterator[tuple[str, Unit]]:
    for word in filter(None, en.split("|")):
        for prefix, scale in {"": 1.0, **WORDS_LATIN}.items():
            for ending in ("", "s"):
                yield prefix + word + ending, Unit(_word_key(scale, key), dim, factor * scale)
    for word in filter(None, ru.split("|")):
        for prefix, scale in {"": 1.0, **WORDS_CYRILLIC}.items():
            for ending in ("", "а", "ы", "ов"):
                yield prefix + word + ending, Unit(_word_key(scale, key), dim, factor * scale)


_LETTER: Final = {1e15: "P", 1e12: "T", 1e9: "G", 1e6: "M", 1e3: "k", 1e2: "h", 10: "da", 0.1: "d", 0.01: "c", 1e-3: "m", 1e-6: "µ", 1e-9: "n", 1: ""}  # fmt: skip


def _latin(prefix: str) -> str:
    return _LETTER[SI_CYRILLIC[prefix]]


def _word_key(scale: float, key: str) -> str:
    return _LETTER[scale] + key


def _key(prefix: str, key: str) -> str:
    return _LETTER[SI_LATIN[prefix]] + key
