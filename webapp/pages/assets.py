"""
The built front end: tags for templates, files for browsers.

`npm run build` in webapp/frontend writes webapp/static/dist: assets/ with a hash in every name, a `.gz` copy beside
each that gains by it, and manifest.json, which says what an entry consists of. The manifest is read again whenever it
changes, so a rebuilt front end needs no restart.

Templates say `{{ vite('src/site.js') }}` for the tags of an entry and `{{ asset('icons.svg') }}` for one address.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, request, send_from_directory, url_for
from markupsafe import Markup

MANIFEST = Path(__file__).parents[1] / "static" / "dist" / "manifest.json"
FILES = MANIFEST.parent / "assets"
A_YEAR = 365 * 24 * 3600

assets = Blueprint("assets", __name__, url_prefix="/static/dist/assets")


class AssetsNotBuilt(RuntimeError):
    """The front end is not built, or was built from other sources."""


def init_app(app: Flask) -> None:
    """Offer `vite` and `asset` to templates and serve what was built."""
    app.register_blueprint(assets)
    app.add_template_global(vite)
    app.add_template_global(asset)


def vite(entry: str) -> Markup:
    """The tags an entry needs: its style sheets, preloads of what it imports, its module script."""
    chunks = _manifest()
    needed = list(_imported(chunks, _key(chunks, entry)))
    tags = [
        Markup('<link rel="stylesheet" href="{}">').format(_address(style))
        for key in reversed(needed)
        for style in chunks[key].get("css", ())
    ]
    tags += [Markup('<link rel="modulepreload" href="{}">').format(_address(chunks[key]["file"])) for key in needed[1:]]
    tags.append(Markup('<script type="module" src="{}"></script>').format(_address(chunks[entry]["file"])))
    return Markup("\n").join(tags)


def asset(source: str) -> str:
    """The address of one built file, named as its source is."""
    chunks = _manifest()
    return _address(chunks[_key(chunks, source)]["file"])


@assets.get("/<name>")
def built(name: str) -> Response:
    """A built file, compressed where the browser takes that; cached for ever, for its name changes with its content."""
    path, encoded = _best_copy(name)
    response = send_from_directory(FILES, path, mimetype=_media_type(name), max_age=A_YEAR)
    if encoded:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def _best_copy(name: str) -> tuple[str, bool]:
    compressed = f"{name}.gz"
    if request.accept_encodings["gzip"] and (FILES / compressed).is_file():
        return compressed, True
    return name, False


def _media_type(name: str) -> str | None:
    """Said outright: the copy is named .gz, and some systems' registries call JavaScript plain text."""
    known = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    return known.get(Path(name).suffix)


def _imported(chunks: Mapping[str, Any], key: str, seen: set[str] | None = None) -> Iterator[str]:
    """The chunk and, depth first, every chunk it imports, each once."""
    seen = set() if seen is None else seen
    if key in seen:
        return
    seen.add(key)
    yield key
    for other in chunks[key].get("imports", ()):
        yield from _imported(chunks, other, seen)


def _key(chunks: Mapping[str, Any], source: str) -> str:
    if source in chunks:
        return source
    raise AssetsNotBuilt(
        f"Expected {source} in {MANIFEST}, but it lists {', '.join(sorted(chunks))}: run `make setup`."
    )


def _address(file: str) -> str:
    return url_for("assets.built", name=Path(file).name)


def _manifest() -> Mapping[str, Any]:
    try:
        return _read_manifest(MANIFEST.stat().st_mtime_ns)
    except FileNotFoundError:
        raise AssetsNotBuilt(
            f"Expected the built front end at {MANIFEST}, but it is not there: run `make setup`."
        ) from None


@lru_cache(maxsize=1)
def _read_manifest(modified_ns: int) -> Mapping[str, Any]:
    manifest: Mapping[str, Any] = json.loads(MANIFEST.read_bytes())
    return manifest
