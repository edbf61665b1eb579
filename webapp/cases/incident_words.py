"""What an incident means, in the reader's language; the engine's own message is for who mends the diagram."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from engine.semantics.outcome import IncidentKind

WORDS: dict[IncidentKind, LazyString] = {
    "expression": _("с этими данными не получается то, что требует схема"),
    "operation": _("не удалось действие, которое система делает сама"),
    "job": _("не удалась ни одна из попыток"),
    "error": _("схема не говорит, как быть дальше"),
    "budget": _("шаг не закончился в отведённых пределах"),
}


def init_app(app: Flask) -> None:
    app.add_template_filter(happened, "incident_words")


def happened(kind: IncidentKind) -> str:
    """What went wrong, as the end of a sentence: «Шаг не удался: схема не говорит, как быть дальше»."""
    return str(WORDS[kind])
