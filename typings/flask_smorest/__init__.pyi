from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import flask
from marshmallow import Schema
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Schema = Schema | type[Schema]

class Blueprint(flask.Blueprint):
    def __init__(self, name: str, import_name: str, *, description: str = "") -> None: ...
    # What the schema has read comes before the variables of the address.
    def arguments(
        self,
        schema: _Schema,
        *,
        location: str = "json",
        content_type: str | None = None,
        required: bool = True,
        description: str | None = None,
    ) -> Callable[[Callable[Concatenate[Any, _P], _R]], Callable[_P, _R]]: ...
    # What the function returns is dumped with the schema.
    def response(
        self,
        status_code: int,
        schema: _Schema | None = None,
        *,
        content_type: str | None = None,
        description: str | None = None,
    ) -> Callable[[Callable[_P, object]], Callable[_P, Response]]: ...
    def alt_response(
        self,
        status_code: int,
        *,
        schema: _Schema | None = None,
        content_type: str | None = None,
        description: str | None = None,
    ) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]: ...

class Api:
    ERROR_SCHEMA: type[Schema]
    def __init__(self, app: flask.Flask) -> None: ...
    def register_blueprint(self, blp: Blueprint, *, url_prefix: str) -> None: ...
    def handle_http_exception(self, error: HTTPException) -> Response: ...
