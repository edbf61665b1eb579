"""Variables that are large, read when somebody asks: most steps ask for none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import orjson

LARGE = 4096  # bytes of JSON; less is read faster than put off


class Variables(MutableMapping[str, Any]):
    """Variables of an instance, of which ``unread`` are JSON texts until they are looked at.

    Values are never changed in place, only assigned, so a text stands for its variable as long as nobody assigns it.
    """

    def __init__(self, read: dict[str, Any], unread: dict[str, str]) -> None:
        self._read = read
        self.unread = unread

    def __getitem__(self, name: str) -> Any:
        if name in self.unread and name not in self._read:
            self._read[name] = orjson.loads(self.unread[name])
        return self._read[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self.unread.pop(name, None)
        self._read[name] = value

    def __delitem__(self, name: str) -> None:
        if self.unread.pop(name, None) is None or name in self._read:
            del self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._read or name in self.unread

    def __iter__(self) -> Iterator[str]:
        yield from self._read
        yield from (name for name in self.unread if name not in self._read)

    def __len__(self) -> int:
        return len(self._read.keys() | self.unread.keys())

    def __repr__(self) -> str:
        return repr(dict(self))


def parted(variables: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What is written of variables: the small ones, and the large ones as JSON texts."""
    small: dict[str, Any] = {}
    large = dict(variables.unread) if isinstance(variables, Variables) else {}
    for name in variables:
        if name not in large and (text := _text(value := variables[name])) is not None and len(text) >= LARGE:
            large[name] = text.decode()
        elif name not in large:
            small[name] = value if text is None else orjson.Fragment(text)
    return small, large


def _text(value: Any) -> bytes | None:
    """As JSON what may be large."""
    may_be_large = isinstance(value, list | dict) or (isinstance(value, str) and len(value) >= LARGE // 6)
    return orjson.dumps(value) if may_be_large else None
