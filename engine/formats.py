"""
The formats our forms and cards know beside those of JSON Schema: phone, inn, kpp, ogrn, bik, money.

``FORMATS`` goes into the schema validator as it is. Values are the text a person typed; numbers with check digits are
checked by them. One spelling for what is spelled in many ways is the business of ``engine.identifiers``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

__all__ = ["FORMATS", "is_bik", "is_inn", "is_kpp", "is_money", "is_ogrn", "is_phone"]

PHONE = re.compile(r"\+?[0-9](?:[ ()\-–.]*[0-9]){5,14}", re.ASCII)
KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", re.ASCII)
BIK = re.compile(r"0[014][0-9]{7}", re.ASCII)
INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def is_inn(text: str) -> bool:
    """Taxpayer number: 10 digits of an organisation, 12 of a person (order of the Federal Tax Service ЕД-7-14/559)."""
    if not (text.isascii() and text.isdigit() and len(text) in (10, 12)):
        return False
    checks = (9,) if len(text) == 10 else (10, 11)
    return all(_inn_check(text[:place]) == int(text[place]) for place in checks)


def _inn_check(digits: str) -> int:
    weights: Sequence[int] = INN_WEIGHTS[-len(digits) :]
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 % 10


def is_kpp(text: str) -> bool:
    """Tax registration reason code: tax office, reason, ordinal (order of the Federal Tax Service ММВ-7-6/435)."""
    return KPP.fullmatch(text) is not None


def is_ogrn(text: str) -> bool:
    """State registration number: 13 digits of an organisation, 15 of a sole proprietor (Ministry of Finance, 165n)."""
    if not (text.isascii() and text.isdigit() and len(text) in (13, 15)):
        return False
    return int(text[:-1]) % (len(text) - 2) % 10 == int(text[-1])


def is_bik(text: str) -> bool:
    """Bank identification code of the Bank of Russia (regulation 732-P)."""
    return BIK.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """A number people can dial: 6 to 15 digits (ITU-T E.164), with the usual punctuation."""
    return PHONE.fullmatch(text.strip()) is not None


def is_money(amount: float | int) -> bool:
    """An amount in roubles: kopecks are the smallest part."""
    return Decimal(str(amount)) % Decimal("0.01") == 0


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "phone": is_phone,
    "inn": is_inn,
    "kpp": is_kpp,
    "ogrn": is_ogrn,
    "bik": is_bik,
}
