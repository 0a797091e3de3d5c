"""How units and dimensions are written for people, and their OKEI and UN/ECE codes.

OKEI: OK 015-94; UN/ECE: Recommendation 20. Labels are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from symbioaudit.base.i18n import Text

NBSP: Final = "\u00a0"
# key → (ru, en, OKEI, UN/ECE)
_UNITS: Final[dict[str, tuple[str, str, str, str]]] = {
    "g": ("г", "g", "163", "GRM"), "kg": ("кг", "kg", "166", "KGM"), "mg": ("мг", "mg", "161", "MGM"),
    "q": ("ц", "q", "206", "DTN"), "t": ("т", "t", "168", "TNE"), "kt": ("тыс. т", "kt", "169", "KTN"),
    "thousand_t": ("тыс. т", "kt", "169", "KTN"), "million_t": ("млн т", "Mt", "171", ""), "Mt": ("млн т", "Mt", "171", ""),
    "L": ("л", "L", "112", "LTR"), "dm3": ("дм³", "dm³", "112", "LTR"), "mL": ("мл", "mL", "111", "MLT"), "cm3": ("см³", "cm³", "111", "CMQ"),
    "daL": ("дал", "daL", "116", "A44"), "thousand_daL": ("тыс. дал", "10³ daL", "119", ""), "hL": ("гл", "hL", "122", "HLT"),
    "m3": ("м³", "m³", "113", "MTQ"), "thousand_m3": ("тыс. м³", "10³ m³", "114", "R9"), "million_m3": ("млн м³", "10⁶ m³", "159", "HMQ"),
    "m3_solid": ("плотн. м³", "m³ solid", "121", ""), "Nm3": ("нм³", "Nm³", "", "NM3"), "Sm3": ("ст. м³", "Sm³", "", "SM3"),
    "thousand_Nm3": ("тыс. нм³", "10³ Nm³", "", ""),
    "kWh": ("кВт·ч", "kWh", "245", "KWH"), "MWh": ("МВт·ч", "MWh", "246", "MWH"), "thousand_kWh": ("тыс. кВт·ч", "10³ kWh", "246", "MWH"),
    "GWh": ("ГВт·ч", "GWh", "247", "GWH"), "million_kWh": ("млн кВт·ч", "GWh", "247", "GWH"), "Wh": ("Вт·ч", "Wh", "243", "WHR"),
    "Gcal": ("Гкал", "Gcal", "233", "E11"), "thousand_Gcal": ("тыс. Гкал", "10³ Gcal", "234", ""), "kcal": ("ккал", "kcal", "232", "E14"),
    "J": ("Дж", "J", "271", "JOU"), "kJ": ("кДж", "kJ", "273", "KJO"), "MJ": ("МДж", "MJ", "", "3B"), "GJ": ("ГДж", "GJ", "", "GV"), "TJ": ("ТДж", "TJ", "", "D30"),
    "tce": ("т у.т.", "tce", "172", ""), "thousand_tce": ("тыс. т у.т.", "ktce", "175", ""), "kgce": ("кг у.т.", "kgce", "", ""), "toe": ("т н.э.", "toe", "", ""),
    "W": ("Вт", "W", "212", "WTT"), "kW": ("кВт", "kW", "214", "KWT"), "MW": ("МВт", "MW", "215", "MAW"), "Gcal/h": ("Гкал/ч", "Gcal/h", "238", ""),
    "t_steam_h": ("т пара/ч", "t steam/h", "533", ""), "m3/h": ("м³/ч", "m³/h", "598", "MQH"), "m3/s": ("м³/с", "m³/s", "596", "MQS"),
    "thousand_m3/day": ("тыс. м³/сут", "10³ m³/d", "599", "TQD"), "m3/day": ("м³/сут", "m³/d", "", "G52"), "L/s": ("л/с", "L/s", "", "G51"),
    "kg/h": ("кг/ч", "kg/h", "", "E93"), "t/h": ("т/ч", "t/h", "534", "E18"), "t/day": ("т/сут", "t/d", "535", ""), "kg/s": ("кг/с", "kg/s", "499", "KGS"),
    "t/year": ("т/год", "t/a", "", ""), "thousand_t/year": ("тыс. т/год", "kt/a", "538", ""), "million_t/year": ("млн т/год", "Mt/a", "550", ""), "g/s": ("г/с", "g/s", "", "F29"),
    "mg/L": ("мг/л", "mg/L", "", "M1"), "mg/m3": ("мг/м³", "mg/m³", "", "GP"), "kg/m3": ("кг/м³", "kg/m³", "316", "KMQ"), "t/m3": ("т/м³", "t/m³", "", "D41"),
    "mm": ("мм", "mm", "003", "MMT"), "cm": ("см", "cm", "004", "CMT"), "m": ("м", "m", "006", "MTR"), "km": ("км", "km", "008", "KMT"),
    "m2": ("м²", "m²", "055", "MTK"), "ha": ("га", "ha", "059", "HAR"), "degC": ("°C", "°C", "280", "CEL"), "K": ("К", "K", "288", "KEL"),
    "bar": ("бар", "bar", "309", "BAR"), "MPa": ("МПа", "MPa", "298", "MPA"), "kPa": ("кПа", "kPa", "297", "KPA"), "Pa": ("Па", "Pa", "294", "PAL"), "at": ("кгс/см²", "at", "301", "ATT"), "atm": ("атм", "atm", "300", "ATM"),
    "s": ("с", "s", "354", "SEC"), "min": ("мин", "min", "355", "MIN"), "h": ("ч", "h", "356", "HUR"), "day": ("сут", "d", "359", "DAY"), "week": ("нед", "wk", "360", "WEE"),
    "month": ("мес", "mo", "362", "MON"), "quarter": ("кварт", "qtr", "364", "QAN"), "year": ("год", "a", "366", "ANN"), "shift": ("смена", "shift", "", ""),
    "pcs": ("шт", "pcs", "796", "H87"), "thousand_pcs": ("тыс. шт", "10³ pcs", "798", "MIL"),
    "RUB": ("₽", "RUB", "383", ""), "thousand_RUB": ("тыс. руб.", "10³ RUB", "384", ""), "kRUB": ("тыс. руб.", "10³ RUB", "384", ""), "million_RUB": ("млн руб.", "10⁶ RUB", "385", ""), "MRUB": ("млн руб.", "10⁶ RUB", "385", ""),
    "percent": ("%", "%", "744", "P1"), "ppm": ("ppm", "ppm", "", "59"), "t*km": ("т·км", "t·km", "449", "TKM"), "tkm": ("т·км", "t·km", "449", "TKM"),
    "gce/kWh": ("г у.т./кВт·ч", "gce/kWh", "510", ""), "kgce/Gcal": ("кг у.т./Гкал", "kgce/Gcal", "511", ""), "one": ("", "", "", ""), "1": ("", "", "", ""),
    # canonical units and those of results
    "t/a": ("т/год", "t/year", "", ""), "m3/a": ("м³/год", "m³/year", "", ""), "Nm3/a": ("нм³/год", "Nm³/year", "", ""), "Sm3/a": ("ст. м³/год", "Sm³/year", "", ""),
    "GJ/a": ("ГДж/год", "GJ/year", "", ""), "MWh/a": ("МВт·ч/год", "MWh/year", "", ""), "tce/a": ("т у.т./год", "tce/year", "", ""),
    "RUB/a": ("₽/год", "RUB/year", "", ""), "tCO2e": ("т CO₂-экв.", "t CO₂e", "", ""), "tCO2e/a": ("т CO₂-экв./год", "t CO₂e/year", "", ""),
    "kgCO2e": ("кг CO₂-экв.", "kg CO₂e", "", ""), "tCO2": ("т CO₂", "t CO₂", "", ""), "kgCO2": ("кг CO₂", "kg CO₂", "", ""),
    "thousand m3": ("тыс. м³", "10³ m³", "114", "R9"), "thousand kWh": ("тыс. кВт·ч", "MWh", "246", "MWH"), "kg*K": ("(кг·К)", "(kg·K)", "", ""),
    "pcs/a": ("шт/год", "pcs/year", "", ""), "h/a": ("ч/год", "h/year", "", ""), "a": ("лет", "years", "", ""),
}  # fmt: skip
_DIMENSIONS: Final[dict[str, Text]] = {
    "mass": Text("масса", "a mass"), "mass_per_year": Text("масса в год", "a mass per year"), "mass_flow": Text("массовый расход", "a mass flow"),
    "volume": Text("объём", "a volume"), "volume_per_year": Text("объём в год", "a volume per year"), "volume_flow": Text("объёмный расход", "a volume flow"),
    "volume_normal": Text("объём газа при нормальных условиях", "a gas volume at normal conditions"),
    "energy": Text("энергия", "an energy"), "energy_per_year": Text("энергия в год", "an energy per year"), "power": Text("мощность", "a power"),
    "temperature": Text("температура", "a temperature"), "pressure": Text("давление", "a pressure"), "time": Text("время", "a time"), "length": Text("длина", "a length"),
    "area": Text("площадь", "an area"), "money": Text("сумма денег", "a sum of money"), "money_per_year": Text("сумма денег в год", "a sum of money per year"),
    "price": Text("цена", "a price"), "density": Text("плотность", "a density"), "concentration": Text("концентрация", "a concentration"),
    "fraction": Text("доля", "a fraction"), "dimensionless": Text("число без единицы", "a plain number"), "count": Text("количество штук", "a number of pieces"),
    "ghg_mass": Text("масса парниковых газов", "a mass of greenhouse gases"), "specific_energy": Text("удельная теплота", "a specific energy"),
    "energy_density": Text("объёмная теплота сгорания", "an energy density"), "emission_factor": Text("коэффициент выбросов", "an emission factor"),
}  # fmt: skip
_EXAMPLES: Final[dict[str, Text]] = {
    "mass": Text("кг, т, тыс. т", "kg, t, kt"), "mass_per_year": Text("т/год, кг/сут, т/смену", "t/year, kg/day, t/shift"), "mass_flow": Text("кг/ч, т/ч", "kg/h, t/h"),
    "volume": Text("м³, тыс. м³, л", "m³, 10³ m³, L"), "volume_per_year": Text("м³/год, тыс. м³/мес", "m³/year, 10³ m³/month"), "volume_flow": Text("м³/ч, л/с", "m³/h, L/s"),
    "energy": Text("кВт·ч, Гкал, ГДж", "kWh, Gcal, GJ"), "energy_per_year": Text("тыс. кВт·ч/год, Гкал/год", "MWh/year, GJ/year"), "power": Text("кВт, Гкал/ч", "kW, Gcal/h"),
    "temperature": Text("°C, К", "°C, K"), "pressure": Text("МПа, бар", "MPa, bar"), "money": Text("руб., тыс. руб.", "RUB, 10³ RUB"), "money_per_year": Text("тыс. руб./год", "10³ RUB/year"),
    "price": Text("руб./т, руб./кВт·ч", "RUB/t, RUB/kWh"), "fraction": Text("%", "%"), "length": Text("м, км", "m, km"), "area": Text("м², га", "m², ha"), "density": Text("т/м³, кг/м³", "t/m³, kg/m³"),
    "specific_energy": Text("МДж/кг, ккал/кг, ГДж/т", "MJ/kg, kcal/kg, GJ/t"), "energy_density": Text("МДж/м³, ккал/м³", "MJ/m³, kcal/m³"),
    "volume_normal_flow": Text("нм³/ч", "Nm³/h"), "time": Text("ч, сут, мес", "h, day, month"), "count": Text("шт", "pcs"), "transport": Text("т·км", "t·km"),
}  # fmt: skip
_PER_EN: Final = {"a": "year"}
_PER_RU: Final = {"year": "год", "month": "мес", "quarter": "кварт", "day": "сут", "shift": "смену", "week": "нед", "h": "ч", "s": "с", "min": "мин", "hour": "ч", "minute": "мин", "second": "с", "a": "год", "pcs": "шт"}  # fmt: skip


def unit_label(key: str, lang: str = "ru") -> str:
    """The symbol of a unit key or of a canonical unit, for print."""
    known = _UNITS.get(key)
    if known:
        return known[0] if lang == "ru" else known[1]
    above, slash, below = key.partition("/")
    if not slash:
        return key
    bottom = _PER_RU.get(below) if lang == "ru" else _PER_EN.get(below)
    return f"{unit_label(above, lang)}/{bottom or unit_label(below.strip('()'), lang)}"


def okei_code(key: str) -> str | None:
    """OKEI code of a unit, or None where the classifier has none."""
    return (_UNITS.get(key) or ("", "", "", ""))[2] or None


def unece_code(key: str) -> str | None:
    """UN/ECE Recommendation 20 code of a unit, or None."""
    return (_UNITS.get(key) or ("", "", "", ""))[3] or None


def dimension_label(name: str) -> Text:
    """What a dimension is called in a sentence."""
    base = name.removesuffix("_per_year").removesuffix("_flow")
    return _DIMENSIONS.get(name) or _DIMENSIONS.get(base) or Text(name, name)


def examples(wanted: Sequence[str]) -> Text:
    """Units that fit any of the wanted dimensions."""
    found = [_EXAMPLES[name] for name in wanted if name in _EXAMPLES]
    return Text("; ".join(t.ru for t in found) or "—", "; ".join(t.en for t in found) or "—")
