"""F-30…F-49 by symbol: productivity, losses, circularity, as the pack's ``formulas/resources.yaml`` declares them."""

from __future__ import annotations

from collections.abc import Sequence

from symbioaudit.analysis.formulas import flows
from symbioaudit.analysis.formulas.answer import Answer, Functions


def productivity(product: float, use: float) -> Answer:
    """F-30."""
    return {"productivity": flows.ratio(product, use)}


def intensity(pollution: float, product: float) -> Answer:
    """F-31."""
    return {"intensity": flows.ratio(pollution, product)}


def change(
    growth_product: float, growth_use: float | None, growth_pollution: float | None
) -> Answer:
    """F-32."""
    used = growth_use is not None
    polluted = growth_pollution is not None
    return {
        "productivity": flows.productivity_change(growth_product, growth_use or 0.0)
        if used
        else None,
        "intensity": flows.intensity_change(growth_pollution or 0.0, growth_product)
        if polluted
        else None,
    }


def specific(energies: Sequence[float], product: float, best: float | None) -> Answer:
    """F-33."""
    whole = sum(energies)
    own = flows.ratio(whole, product)
    gap = None if own is None or best is None else own - best
    return {
        "specific": own,
        "parts": [flows.ratio(e, product) for e in energies],
        "productivity": flows.ratio(product, whole),
        "gap": None if gap is None or not own else gap / own,
        "saving": None if gap is None else gap * product,
    }


def weighted(outputs: Sequence[float], weights: Sequence[float]) -> Answer:
    """F-34."""
    return {"product": flows.weighted_product(outputs, weights)}


def cost_index(costs: Sequence[float], product: float) -> Answer:
    """F-35."""
    return {
        "cost": sum(costs),
        "index": flows.ratio(sum(costs), product),
        "parts": [flows.ratio(c, product) for c in costs],
    }


def money(quantity: float, price: float) -> Answer:
    """F-35: what a carrier costs."""
    return {"cost": quantity * price}


def loss_share(
    inputs: Sequence[float], losses: Sequence[float], prices: Sequence[float] | None
) -> Answer:
    """F-40."""
    out: Answer = {"loss_ratio": flows.loss_ratio(sum(losses), sum(inputs))}
    if prices is not None:
        out["material"] = flows.valued(inputs, prices)
        out["material_loss"] = flows.valued(losses, prices)
    return out


def loss_cost(
    material: float,
    loss_mass: float,
    input_mass: float,
    energy: float,
    system: float,
    waste_management: float,
    material_loss: float | None,
) -> Answer:
    """F-41."""
    lost = flows.loss_ratio(loss_mass, input_mass)
    if lost is None:
        return {"loss_ratio": None, "loss": None, "product": None}
    in_loss = lost * material if material_loss is None else material_loss
    loss = flows.loss_cost(in_loss, lost, energy, system, waste_management)
    product = flows.product_cost(material - in_loss, lost, energy, system)
    return {"loss_ratio": lost, "loss": loss, "product": product, "total": loss + product}


def loss_total(losses: Sequence[float], products: Sequence[float]) -> Answer:
    """F-42."""
    loss, product = sum(losses), sum(products)
    return {"loss": loss, "product": product, "share": flows.ratio(loss, loss + product)}


def short_form(
    material: float,
    energy: float,
    share: float,
    waste_management: float,
    system: float,
    earnings: float,
) -> Answer:
    """F-43."""
    return {
        "cost": flows.short_loss_cost(material, energy, share, waste_management, system, earnings)
    }


def true_cost(costs: Sequence[float], mass: float) -> Answer:
    """F-44."""
    return {"cost": flows.per_tonne(costs, mass)}


def recycling(recycled: float, landfilled: float | None, generated: float) -> Answer:
    """F-45."""
    buried = None if landfilled is None else flows.ratio(landfilled, generated)
    return {
        "rate": flows.ratio(recycled, generated),
        "diversion": None if buried is None else 1 - buried,
    }


def symbiosis(exchanged: float, total: float) -> Answer:
    """F-46."""
    return {"share": flows.ratio(exchanged, total)}


def input_circularity(
    secondary: float, total: float, moved: float | None, substitution: float
) -> Answer:
    """F-47."""
    return {
        "index": flows.ratio(secondary, total),
        "virgin_saved": None if moved is None else moved * substitution,
    }


def indicator(
    virgin: float,
    unrecoverable: float,
    mass: float,
    waste_feedstock: float,
    waste_collection: float,
    utility: float,
) -> Answer:
    """F-48."""
    return {
        "index": flows.circularity_index(
            virgin, unrecoverable, mass, waste_feedstock, waste_collection, utility
        )
    }


def territory(used: float, consumption: float) -> Answer:
    """F-49."""
    return {"rate": flows.use_rate(used, consumption)}


RESOURCES: Functions = {
    "F-30": productivity,
    "F-31": intensity,
    "F-32": change,
    "F-33": specific,
    "F-34": weighted,
    "F-35": cost_index,
    "F-35.carrier": money,
    "F-40": loss_share,
    "F-41": loss_cost,
    "F-42": loss_total,
    "F-43": short_form,
    "F-44": true_cost,
    "F-45": recycling,
    "F-46": symbiosis,
    "F-47": input_circularity,
    "F-48": indicator,
    "F-49": territory,
}
