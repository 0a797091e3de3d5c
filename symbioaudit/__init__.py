"""SymbioAudit: screening of factories for industrial symbiosis."""

__version__ = "0.1.0"
