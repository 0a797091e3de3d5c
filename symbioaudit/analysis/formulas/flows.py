"""F-01…F-08, F-30…F-49: balances, water, productivity, losses, circularity."""

from __future__ import annotations

from collections.abc import Sequence


def material_use(
    purchases: float,
    opening: float = 0.0,
    own: float = 0.0,
    closing: float = 0.0,
    sold: float = 0.0,
) -> float:
    """F-01: opening stock + purchases + own production − closing stock − sold on."""
    return opening + purchases + own - closing - sold


def imbalance(
    total_in: float, total_out: float, stock_change: float = 0.0
) -> tuple[float, float | None]:
    """F-02, F-03: (in − out − ΔS, its share of the inputs or None when nothing comes in)."""
    rest = total_in - total_out - stock_change
    return rest, rest / total_in if total_in else None


def tie_component(flow: float, concentration_in: float, concentration_out: float) -> float:
    """F-04: M_x = M_y·c_y/c_x."""
    return flow * concentration_in / concentration_out


def cooling_tower(
    evaporation: float, conductivity_blowdown: float, conductivity_makeup: float
) -> tuple[float, float, float]:
    """F-05: cycles of concentration, make-up = E/(1 − 1/CoC), blowdown = make-up − E."""
    cycles = conductivity_blowdown / conductivity_makeup
    make_up = evaporation / (1 - 1 / cycles)
    return cycles, make_up, make_up - evaporation


def recirculation_rate(recirculated: float, intake: float) -> float | None:
    """F-05: share of the water used that is recirculated."""
    total = recirculated + intake
    return recirculated / total if total else None


def ratio(above: float, below: float) -> float | None:
    """F-30, F-31, F-33, F-35, F-45…F-47: a quotient; None when the denominator is zero."""
    return above / below if below else None


def productivity_change(growth_product: float, growth_use: float) -> float:
    """F-32: Δπ = (1 + g_P)/(1 + g_use) − 1."""
    return (1 + growth_product) / (1 + growth_use) - 1


def intensity_change(growth_pollution: float, growth_product: float) -> float:
    """F-32: Δi = (1 + g_pollution)/(1 + g_P) − 1."""
    return (1 + growth_pollution) / (1 + growth_product) - 1


def loss_ratio(losses: float, inputs: float) -> float | None:
    """F-40: λ = Σ loss / Σ input of the participating materials, rounded to 0.001 (ISO 14053)."""
    return round(losses / inputs, 3) if inputs else None


def loss_cost(
    material_loss: float, ratio_lost: float, energy: float, system: float, waste_management: float
) -> float:
    """F-41: material in the losses + λ·(energy + system) + all of waste management."""
    return material_loss + ratio_lost * (energy + system) + waste_management


def product_cost(material_product: float, ratio_lost: float, energy: float, system: float) -> float:
    """F-41: material in the product + (1 − λ)·(energy + system)."""
    return material_product + (1 - ratio_lost) * (energy + system)


def circularity_index(
    virgin: float,
    unrecoverable: float,
    mass: float,
    waste_feedstock: float,
    waste_collection: float,
    utility: float,
) -> float:
    """F-48: material circularity indicator (Ellen MacArthur Foundation, 2015)."""
    linear = (virgin + unrecoverable) / (2 * mass + (waste_feedstock - waste_collection) / 2)
    return max(0.0, 1 - linear * 0.9 / utility)


def weighted_product(outputs: Sequence[float], weights: Sequence[float]) -> float:
    """F-34: P = Σ P_k·w_k."""
    return sum(p * w for p, w in zip(outputs, weights, strict=True))


def recovery(
    feed: float, product: float, wastes: Sequence[float]
) -> tuple[float | None, float | None, float | None]:
    """F-02: shares of the feed in the product, in the wastes and in the rest (recycled or unknown)."""
    if not feed:
        return None, None, None
    lost = sum(wastes)
    return product / feed, lost / feed, (feed - product - lost) / feed


def process_water(
    required: float, consumed: float, loss: float, recirculated_share: float
) -> tuple[float, float, float]:
    """F-05: (recirculated, incoming, discharged) of a process that needs ``required`` water."""
    recirculated = required * recirculated_share
    return recirculated, required - recirculated, required - consumed - loss - recirculated


def boiler_water(
    steam: float, feed_water: float, make_up_water: float, blowdown: float
) -> tuple[float, float, float, float]:
    """F-05: (cycles, feed, make-up, blowdown) from the steam made and three conductivities.

    Blowdown share of the feed = κ_feed/κ_blowdown; make-up share = κ_feed/κ_make-up.
    """
    cycles = blowdown / feed_water
    feed = steam / (1 - 1 / cycles)
    return cycles, feed, feed * feed_water / make_up_water, feed / cycles


def shares(values: Sequence[float]) -> list[float] | None:
    """F-07: each part of the total; None when the total is zero."""
    whole = sum(values)
    return [v / whole for v in values] if whole else None


def boiler_efficiency(
    steam: float, h_steam: float, h_feed: float, fuel: float, calorific: float
) -> float | None:
    """F-07, direct method: steam·(h_s − h_fw)/(fuel·NCV)."""
    return ratio(steam * (h_steam - h_feed), fuel * calorific)


def valued(masses: Sequence[float], prices: Sequence[float]) -> float:
    """F-40: Σ m·p; material cost follows the purchase price of each material, not its mass."""
    return sum(m * p for m, p in zip(masses, prices, strict=True))


def short_loss_cost(
    material: float,
    energy: float,
    share: float,
    waste_management: float,
    system: float,
    earnings: float,
) -> float:
    """F-43, short form for small enterprises: cost of the non-product output less its earnings."""
    return material + energy * share + waste_management + system * share - earnings


def per_tonne(yearly_costs: Sequence[float], mass: float) -> float | None:
    """F-44: all that one tonne of a waste costs."""
    return ratio(sum(yearly_costs), mass)


def use_rate(used: float, consumption: float) -> float | None:
    """F-49: circular material use of a territory, U/(DMC + U) (Eurostat)."""
    return ratio(used, consumption + used)
