"""
What goes wrong, as an answer: one table from exception to status and words.

People get a page that says what happened and what is safe to do; programs (``/api``, ``/hooks``) get
``application/problem+json`` (RFC 9457); a piece of a page that htmx asked for gets an alert to put in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, jsonify, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError, Unauthorized
from werkzeug.wrappers import Response

from engine import errors as engine
from engine.values import InvalidValue
from webapp.transaction import Busy, asks_to_retry

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Refusal:
    """How one kind of failure is answered: the status, what happened, what is safe now."""

    status: int
    happened: Any
    safe: Any


NOTHING_SAVED = _("Ничего не сохранено. Вернитесь назад — введённое останется в форме — и повторите.")
NOTHING_LOST = _("Ничего не пропало и не изменилось.")

GONE = Refusal(
    404, _("Такой страницы или записи нет"), _("Проверьте адрес. Возможно, запись удалена или ссылка устарела.")
)
CHANGED = Refusal(409, _("Кто-то изменил это одновременно с вами"), NOTHING_SAVED)
INVALID = Refusal(422, _("Данные заполнены с ошибками"), NOTHING_SAVED)
BUSY = Refusal(503, _("Система сейчас занята"), NOTHING_SAVED)
FAILED = Refusal(
    500,
    _("В программе произошла ошибка"),
    _("Начатое действие отменено целиком, данные не испорчены. Мы записали подробности; повторите позже."),
)

EXCEPTIONS: dict[type[Exception], Refusal] = {
    engine.UserTaskNotFound: Refusal(404, _("Такого задания нет"), _("Проверьте ссылку: задание могло быть удалено.")),
    engine.NotFound: GONE,
    engine.UserTaskClosed: Refusal(
        409,
        _("Задание уже завершено"),
        _("Второй раз завершать его не нужно. Посмотрите дело: там видно, кто и когда это сделал."),
    ),
    engine.UserTaskClaimed: Refusal(
        409, _("Задание уже взял другой сотрудник"), _("Обновите список: в нём останется то, что ещё свободно.")
    ),
    engine.UserTaskUnclaimed: Refusal(
        409, _("Задание ещё никто не взял"), _("Возьмите его в работу и повторите. Ничего не изменилось.")
    ),
    engine.UserTaskDelegated: Refusal(
        409, _("Задание делегировано"), _("Завершит его владелец, когда задание вернут. Черновик сохранён.")
    ),
    engine.UserTaskNotDelegated: Refusal(409, _("Задание уже вернули владельцу"), NOTHING_LOST),
    engine.PersonUnavailable: Refusal(
        409,
        _("Этот сотрудник не может взять задание"),
        _("Выберите другого: этот уже не работает или задание уже у него."),
    ),
    engine.RecallRefused: Refusal(409, _("Отозвать решение уже нельзя"), NOTHING_LOST),
    engine.InstanceChanged: CHANGED,
    engine.RecordChanged: CHANGED,
    engine.InstanceEnded: Refusal(409, _("Процесс уже закончился"), NOTHING_LOST),
    engine.TokenGone: Refusal(409, _("Процесс ушёл дальше: на этом шаге уже никто не ждёт"), NOTHING_LOST),
    engine.KeyTaken: Refusal(
        409, _("Такая запись уже есть"), _("Ничего не сохранено. Найдите существующую запись и работайте с ней.")
    ),
    engine.Conflict: Refusal(409, _("Сейчас это сделать нельзя"), NOTHING_SAVED),
    engine.Forbidden: Refusal(
        403,
        _("У вас нет прав на это"),
        _("Если доступ нужен для работы, попросите администратора добавить вас в группу."),
    ),
    engine.InvalidInput: INVALID,
    InvalidValue: INVALID,
    engine.FileEmpty: Refusal(422, _("Файл пуст"), _("Выберите другой файл. Ничего не сохранено.")),
    engine.FileTooLarge: Refusal(413, _("Файл слишком большой"), _("Сожмите или разделите его и загрузите снова.")),
    engine.FileTypeRefused: Refusal(
        415,
        _("Файл такого типа не принимается, или его содержимое не соответствует имени"),
        _("Сохраните его как PDF, картинку или документ и загрузите снова."),
    ),
    engine.FileVanished: Refusal(409, _("Файл не удалось сохранить"), _("Загрузите его ещё раз.")),
    engine.UploadTaken: Refusal(
        409, _("Этот файл загрузил другой сотрудник, или он уже стал документом"), _("Загрузите его ещё раз.")
    ),
    engine.DocumentArchived: Refusal(
        409, _("Документ убран из дела"), _("Его версии можно посмотреть, но не изменить.")
    ),
    engine.CommentClosed: Refusal(
        409,
        _("Этот комментарий уже нельзя изменить"),
        _("Изменить его можно в течение 15 минут. Напишите новый комментарий."),
    ),
    engine.DeploymentRefused: Refusal(422, _("В процессе есть ошибки, он не опубликован"), NOTHING_LOST),
    StaleDataError: CHANGED,
    Busy: BUSY,
    CSRFError: Refusal(400, _("Страница устарела или открыта в другом сеансе"), NOTHING_SAVED),
}

STATUSES: dict[int, Refusal] = {
    400: Refusal(400, _("Запрос составлен неверно"), NOTHING_SAVED),
    401: Refusal(401, _("Нужно войти"), _("Войдите и повторите.")),
    403: EXCEPTIONS[engine.Forbidden],
    404: GONE,
    405: Refusal(405, _("По этому адресу так обращаться нельзя"), NOTHING_LOST),
    413: Refusal(413, _("Слишком большой запрос"), _("Уменьшите файлы и повторите. Ничего не сохранено.")),
    422: INVALID,
    429: Refusal(429, _("Слишком много попыток подряд"), _("Подождите минуту и повторите.")),
    500: FAILED,
    503: BUSY,
}


def init_app(app: Flask) -> None:
    for exception in EXCEPTIONS:
        app.register_error_handler(exception, answer)
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(DBAPIError, answer)


def answer(error: Exception) -> Response:
    """The answer to an exception, in the form the asker can use."""
    if isinstance(error, HTTPException) and (error.code or 500) < 400:
        return error.get_response()
    if isinstance(error, SecurityError):  # asked for by a foreign name: no page of ours has an address under it
        return error.get_response()
    refusal = refusal_of(error)
    if refusal.status >= 500:
        current_app.logger.error("Could not answer %s %s", request.method, request.path, exc_info=_cause(error))
    if for_program():
        return _problem(error, refusal)
    if isinstance(error, CSRFError | Unauthorized) and request.endpoint == "security.login":
        return redirect(url_for("security.login"))
    return _page(error, refusal)


def refusal_of(error: Exception) -> Refusal:
    """What the tables say of an exception: the nearest class, else the status, else 500."""
    for kind in type(error).__mro__:
        if kind in EXCEPTIONS:
            return EXCEPTIONS[kind]
    if isinstance(error, DBAPIError) and asks_to_retry(error):
        return BUSY
    if isinstance(error, HTTPException) and error.code in STATUSES:
        return STATUSES[error.code]
    return FAILED if not isinstance(error, HTTPException) else Refusal(error.code or 500, error.name, NOTHING_LOST)


def for_program() -> bool:
    """Whether a program asks, not a person."""
    return request.path.startswith(("/api/", "/hooks/")) and request.endpoint != "api_docs.page"


def _problem(error: Exception, refusal: Refusal) -> Response:
    body: dict[str, Any] = {"type": "about:blank", "title": str(refusal.happened), "status": refusal.status}
    if detail := _detail(error, refusal):
        body["detail"] = detail
    if errors := _field_errors(error):
        body["errors"] = errors
    response = jsonify(body)
    response.status_code, response.content_type = refusal.status, PROBLEM
    _copy_headers(error, response)
    return response


def _page(error: Exception, refusal: Refusal) -> Response:
    template = "errors/fragment.html" if "HX-Request" in request.headers else "errors/page.html"
    response = current_app.make_response((render_template(template, refusal=refusal), refusal.status))
    _copy_headers(error, response)
    return response


def _detail(error: Exception, refusal: Refusal) -> str | None:
    """Words of the refusal itself; those of an unexpected failure stay in the log."""
    if isinstance(error, engine.EngineError | InvalidValue):
        return str(error)
    if isinstance(error, HTTPException) and refusal is not FAILED:
        return error.description
    return None


def _field_errors(error: Exception) -> Any:
    if isinstance(error, engine.InvalidInput):
        return [problem.as_json() for problem in error.errors]
    if isinstance(error, engine.DeploymentRefused):
        return [str(finding) for finding in error.findings]
    return getattr(error, "data", {}).get("messages") if isinstance(error, HTTPException) else None


def _copy_headers(error: Exception, response: Response) -> None:
    """Headers that belong to a status, such as Allow and Retry-After."""
    if not isinstance(error, HTTPException):
        return
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value


def _cause(error: Exception) -> BaseException:
    return error.original_exception or error if isinstance(error, InternalServerError) else error
