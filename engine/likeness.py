"""
How much two names of organisations are alike, whoever typed them: «ООО "Вега-Трейд"» and «Вега Трейд, ООО».

Legal forms, quotes and punctuation say nothing; the order of words and the end of a word may differ. Needs no extension
of a database, so SQLite and PostgreSQL give the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

__all__ = ["likeness", "stem", "words"]

WORD = re.compile(r"\w+")
LEGAL_FORMS = """
ооо ао оао зао пао нао ип тд тк гк пк нко ано фгуп гуп муп кфх компания фирма группа компаний торговый дом
общество с ограниченной ответственностью акционерное публичное непубличное закрытое открытое
индивидуальный предприниматель
llc ltd limited inc gmbh ag co corp corporation company group trading jsc plc pte sa srl spa sro bv kg oy ab
"""
SAYS_NOTHING = frozenset(LEGAL_FORMS.split())
STEM = 4  # letters that a misspelt word usually still begins with
SAME_WORD = 0.8  # of SequenceMatcher.ratio: «комплект» and «комплект-с» are, «север» and «сервис» are not
LONGEST = 12  # words of a name that are compared


def words(name: str) -> list[str]:
    """The words that tell names apart, in lower case; all of them when there are only legal forms."""
    found = WORD.findall(name.lower().replace("ё", "е"))[:LONGEST]
    return [word for word in found if word not in SAYS_NOTHING] or found


def stem(word: str) -> str:
    """The beginning of a word, by which names that may be alike are looked for."""
    return word[:STEM]


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """From 0, no word in common, to 1: twice the letters in common by all letters (Sørensen and Dice), of ``words``."""
    left, common = list(other), 0.0
    for word in one:
        shares = [_share(word, candidate) for candidate in left]
        best = max(shares, default=0.0)
        if best:
            matched = left.pop(shares.index(best))
            common += best * (len(word) + len(matched))
    return common / max(sum(map(len, (*one, *other))), 1)


def _share(one: str, other: str) -> float:
    """How much of two words is the same, 0 for different words."""
    if one == other:
        return 1.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= SAME_WORD else 0.0
