"""
What a person fills in at a step: read from forms/, put together, checked, said in two languages.
"""

from engine.forms.errors import FieldError
from engine.forms.form import FORMS, Form, load_form
from engine.forms.pieces import FormUnreadable
from engine.forms.references import Lookups

__all__ = ["FORMS", "FieldError", "Form", "FormUnreadable", "Lookups", "load_form"]
