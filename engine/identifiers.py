"""
One spelling for what is spelled in many ways: phone numbers, e-mail addresses, numbers of registers.

Records are matched by these normal forms; whether a value is valid at all is said by ``engine.formats``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse

HOME = "RU"  # the country of numbers written without a country code


def normal_phone(text: str) -> str:
    """E.164: «8 (495) 123-45-67», «+7 495 1234567» and «495 123 45 67» are all +74951234567.

    An extension is left out.  What is no valid number of any country (an internal or city number) keeps its digits.
    """
    try:
        number = parse(text, HOME)
    except NumberParseException:
        return _digits(text)
    return format_number(number, PhoneNumberFormat.E164) if is_valid_number(number) else _digits(text)


def normal_email(text: str) -> str:
    """Lower case: RFC 5321 lets a mailbox's name depend on case, but no mail provider does."""
    return text.strip().lower()


def normal_register_number(text: str) -> str:
    """INN, KPP, OGRN … without the spaces and dashes people put in; letters (in a KPP) in upper case."""
    return re.sub(r"[\s–-]", "", text).upper()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text, flags=re.ASCII)


NORMAL_FORMS: Mapping[str, Callable[[str], str]] = {
    "phone": normal_phone,
    "email": normal_email,
    "inn": normal_register_number,
    "kpp": normal_register_number,
    "ogrn": normal_register_number,
    "bik": normal_register_number,
}
"""By the format of a form's field."""


def normal(text: str, format: str | None) -> str:
    """A text in the normal form of its format; without one, only spaces around it go."""
    return NORMAL_FORMS.get(format or "", str.strip)(text)
