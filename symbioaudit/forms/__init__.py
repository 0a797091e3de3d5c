"""Form definitions as data, and the pure session that knows what is visible, required and wrong."""

from symbioaudit.forms.definitions import Constraint, FieldDef, FormDef
from symbioaudit.forms.loader import load_forms
from symbioaudit.forms.session import FieldProblem, FormSession

__all__ = ["Constraint", "FieldDef", "FieldProblem", "FormDef", "FormSession", "load_forms"]
