"""Who is mentioned in a text: «@Иванова Анна», the name as the company writes it or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

SIGN = "@"


def mentioned_in(text: str, people: Mapping[int, str]) -> set[int]:
    """The ids of the people mentioned; of namesakes all."""
    if SIGN not in text:
        return set()
    return {person_id for person_id, name in people.items() if mention_of(name).search(text)}


def mention_of(name: str) -> re.Pattern[str]:
    """Matches a mention of this name, as far as the name goes: «@Иванова Анна» is no mention of «Иванова Ан»."""
    spellings = "|".join(re.escape(spelling).replace(r"\ ", r"\s+") for spelling in _spellings(name))
    return re.compile(rf"{SIGN}(?:{spellings})(?!\w)", re.IGNORECASE)


def _spellings(name: str) -> Iterator[str]:
    yield name
    words = name.split()
    if len(words) == 2:
        yield f"{words[1]} {words[0]}"
