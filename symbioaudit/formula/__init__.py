"""Safe expressions of packs and forms: arithmetic, comparisons and a few functions, nothing else."""

from symbioaudit.formula.expression import Expression, compile_expression

__all__ = ["Expression", "compile_expression"]
