"""Methodology packs: loaded, checked and served as data."""

from symbioaudit.methodology.loader import list_packs, load_pack
from symbioaudit.methodology.pack import Factor, FactorSet, FormulaDef, Pack, Step

__all__ = ["Factor", "FactorSet", "FormulaDef", "Pack", "Step", "list_packs", "load_pack"]
