"""Pages find what the front end build wrote, and browsers get it compressed and for ever."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from webapp.pages import assets

MANIFEST = {
    "icons.svg": {"file": "assets/icons-1.svg"},
    "src/site.js": {"file": "assets/site-1.js", "css": ["assets/site-1.css"], "imports": ["_words.js"]},
    "_words.js": {"file": "assets/words-1.js", "css": ["assets/words-1.css"]},
}
ADDRESS = "/static/dist/assets/site-1.js"
SCRIPT = b"console.log('route')"


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = tmp_path / "assets"
    files.mkdir()
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    (files / "site-1.js").write_bytes(SCRIPT)
    (files / "site-1.js.gz").write_bytes(gzip.compress(SCRIPT))
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "manifest.json")
    monkeypatch.setattr(assets, "FILES", files)
    return tmp_path


@pytest.fixture
def app() -> Flask:
    application = Flask("pages")
    assets.init_app(application)
    return application


def rendered(app: Flask, source: str) -> str:
    with app.test_request_context():
        return render_template_string(source)


def test_an_entry_brings_its_styles_its_imports_and_its_script(app: Flask, dist: Path) -> None:
    assert rendered(app, "{{ vite('src/site.js') }}").splitlines() == [
        '<link rel="stylesheet" href="/static/dist/assets/words-1.css">',
        '<link rel="stylesheet" href="/static/dist/assets/site-1.css">',
        '<link rel="modulepreload" href="/static/dist/assets/words-1.js">',
        '<script type="module" src="/static/dist/assets/site-1.js"></script>',
    ]


def test_a_rebuilt_front_end_needs_no_restart(app: Flask, dist: Path) -> None:
    assert rendered(app, "{{ asset('icons.svg') }}") == "/static/dist/assets/icons-1.svg"
    manifest = dist / "manifest.json"
    manifest.write_text(json.dumps(MANIFEST | {"icons.svg": {"file": "assets/icons-2.svg"}}))
    os.utime(manifest, (1, 1))
    assert rendered(app, "{{ asset('icons.svg') }}") == "/static/dist/assets/icons-2.svg"


def test_the_compressed_copy_goes_to_browsers_that_take_it(app: Flask, dist: Path) -> None:
    response = app.test_client().get(ADDRESS, headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.mimetype == "text/javascript"
    assert gzip.decompress(response.data) == SCRIPT


def test_others_get_the_file_itself(app: Flask, dist: Path) -> None:
    response = app.test_client().get(ADDRESS, buffered=True)
    assert "Content-Encoding" not in response.headers
    assert response.data == SCRIPT


def test_both_may_be_kept_for_a_year_and_not_mixed_up(app: Flask, dist: Path) -> None:
    response = app.test_client().get(ADDRESS, buffered=True)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Vary"] == "Accept-Encoding"


def test_nothing_outside_the_folder_is_served(app: Flask, dist: Path) -> None:
    for name in ("../manifest.json", "..%2Fmanifest.json", "missing.js"):
        assert app.test_client().get(f"/static/dist/assets/{name}").status_code == 404


def test_without_a_build_the_error_says_what_to_do(app: Flask, dist: Path) -> None:
    (dist / "manifest.json").unlink()
    with pytest.raises(assets.AssetsNotBuilt, match="run `make setup`"):
        rendered(app, "{{ vite('src/site.js') }}")


def test_an_entry_of_newer_sources_asks_for_a_new_build(app: Flask, dist: Path) -> None:
    with pytest.raises(assets.AssetsNotBuilt, match=r"Expected src/new\.js .* run `make setup`"):
        rendered(app, "{{ vite('src/new.js') }}")
