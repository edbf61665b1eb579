"""
A list of people as a CSV file (RFC 4180): what a spreadsheet saves.

UTF-8 or Windows-1251, comma or semicolon.  The first line names the columns, in Russian or English, in any order; only
``email`` is needed always, ``name`` for whoever is new.  An empty cell changes nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from engine.errors import InvalidInput
from engine.wrong import Texts, Wrong

MOST_LINES: Final = 10_000
MOST_BYTES: Final = 1_000_000

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("имя", "фио", "сотрудник", "full name"),
    "email": ("почта", "эл. почта", "электронная почта", "e-mail"),
    "phone": ("телефон",),
    "department": ("отдел", "подразделение"),
    "manager": ("руководитель",),
    "groups": ("группы",),
    "language": ("язык",),
}
"""Column → what else it may be called; capital letters do not matter."""

EXAMPLE: Final = (
    "Имя;Почта;Телефон;Отдел;Руководитель;Группы;Язык\r\n"
    "Петрова Мария;m.petrova@company.example;+7 912 345-67-89;Отдел продаж;i.sokolova@company.example;"
    "sales_managers;ru\r\n"
    "Smith John;j.smith@company.example;;Отдел продаж;m.petrova@company.example;sales_managers, purchasing;en\r\n"
)

REFUSALS: Final[Texts] = {
    "empty": ("В файле нет ни одной строки с сотрудником.", "The file has no line with a person."),
    "encoding": ("Сохраните файл в кодировке UTF-8 или Windows-1251.", "Save the file as UTF-8 or Windows-1251."),
    "no_email": ("В первой строке нет столбца «Почта».", "The first line has no column “Email”."),
    "column": ("Столбец «{name}» неизвестен. Есть: {known}.", "Unknown column “{name}”. There are: {known}."),
    "twice": ("Столбец «{name}» указан дважды.", "The column “{name}” is there twice."),
    "csv": ("Файл не читается как CSV: {error}.", "The file cannot be read as CSV: {error}."),
    "too_many": ("Не больше {limit} строк за раз.", "At most {limit} lines at once."),
    "too_large": ("Файл больше {limit} байт.", "The file is larger than {limit} bytes."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the file: the number of its line, and what its cells say; empty cells are left out."""

    number: int
    cells: Mapping[str, str]


def read(content: bytes) -> list[Line]:
    """The lines of a file.  Raises InvalidInput when it cannot be read at all."""
    wrong = Wrong(REFUSALS)
    if len(content) > MOST_BYTES:
        _refuse(wrong, "too_large", limit=MOST_BYTES)
    text = _decoded(content, wrong)
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") >= first.count(",") else ",")
    try:
        columns = _columns(next(rows, []), wrong)
        lines = [_line(rows.line_num, columns, row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        _refuse(wrong, "csv", error=error)
    if not lines:
        _refuse(wrong, "empty")
    if len(lines) > MOST_LINES:
        _refuse(wrong, "too_many", limit=MOST_LINES)
    return lines


def listed(cell: str) -> list[str]:
    """Several values of one cell, separated by commas, semicolons or bars."""
    return [value for part in re.split(r"[,;|]", cell) if (value := part.strip())]


def _decoded(content: bytes, wrong: Wrong) -> str:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _refuse(wrong, "encoding")


def _columns(header: list[str], wrong: Wrong) -> list[str]:
    known = {alias: column for column, aliases in COLUMNS.items() for alias in (column, *aliases)}
    columns = []
    for cell in header:
        name = cell.strip()
        column = known.get(name.lower())
        if column is None:
            _refuse(wrong, "column", name=name, known=", ".join(aliases[0] for aliases in COLUMNS.values()))
        if column in columns:
            _refuse(wrong, "twice", name=name)
        columns.append(column)
    if "email" not in columns:
        _refuse(wrong, "no_email")
    return columns


def _line(number: int, columns: list[str], row: list[str]) -> Line:
    return Line(number, {column: cell.strip() for column, cell in zip(columns, row, strict=False) if cell.strip()})


def _refuse(wrong: Wrong, keyword: str, **places: object) -> NoReturn:
    wrong.add("file", keyword, **places)
    raise InvalidInput(wrong.errors)
