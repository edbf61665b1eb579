"""Variables that are large: parts of their own (``parts``), read when somebody asks, as most steps do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from engine.semantics.parts import Parts

KIND = "variable"
LARGE = 4096  # bytes of JSON; less is read faster than fetched


class Variables(MutableMapping[str, Any]):
    """Variables of an instance; those named ``kept`` are on the shelf, and read from it when they are looked at.

    Values are never changed in place, only assigned, so what is kept stands as long as nobody assigns.
    """

    def __init__(self, read: dict[str, Any], kept: Iterable[str], parts: Parts) -> None:
        self._read = read
        self._parts = parts
        self.kept = set(kept)

    def __getitem__(self, name: str) -> Any:
        if name in self.kept and name not in self._read:
            self._read[name] = orjson.loads(self._content(name))
        return self._read[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._give_up(name)
        self._read[name] = value

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        self._give_up(name)
        self._read.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self._read or name in self.kept

    def __iter__(self) -> Iterator[str]:
        yield from self._read
        yield from (name for name in sorted(self.kept) if name not in self._read)

    def __len__(self) -> int:
        return len(self._read.keys() | self.kept)

    def __repr__(self) -> str:
        return repr(dict(self))

    def _give_up(self, name: str) -> None:
        """It is no longer what is kept."""
        if name in self.kept:
            self._parts.set(KIND, name, self._content(name), None)
            self.kept.remove(name)

    def _content(self, name: str) -> str:
        found = self._parts.get(KIND, name)
        if found is None:
            raise KeyError(f"Expected the variable {name!r} beside the state, but it is not kept")
        return found

    def written(self) -> dict[str, Any]:
        """Those that are written with the state; the large ones become parts."""
        small: dict[str, Any] = {}
        for name in [name for name in self._read if name not in self.kept]:
            value = self._read[name]
            text = _text(value)
            if text is not None and len(text) >= LARGE:
                self._parts.set(KIND, name, None, text.decode())
                self.kept.add(name)
            else:
                small[name] = value if text is None else orjson.Fragment(text)
        return small


def _text(value: Any) -> bytes | None:
    """As JSON what may be large."""
    may_be_large = isinstance(value, list | dict) or (isinstance(value, str) and len(value) >= LARGE // 6)
    return orjson.dumps(value) if may_be_large else None
