"""The command line makes the first administrator and takes people over from a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.integration.web.conftest import Browser
from webapp import create_app
from webapp.cli import main

ADMINISTRATOR = ["init", "--name", "Анна", "--email", "anna@company.example", "--password", "верблюд-колодец"]


@pytest.fixture
def marshrut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a command of an installation of its own."""
    monkeypatch.setenv("MARSHRUT_INSTANCE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("MARSHRUT_DEMO", raising=False)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    return run


def test_the_first_administrator_signs_in_and_finds_the_settings(marshrut):
    assert marshrut(*ADMINISTRATOR).exit_code == 0
    browser = Browser(create_app().test_client())
    browser.post("/sign-in", {"email": "anna@company.example", "password": "верблюд-колодец"})
    assert "Анна" in browser.get("/settings/people").text


def test_a_second_person_with_the_address_and_a_short_password_are_refused(marshrut):
    marshrut(*ADMINISTRATOR)
    again = marshrut(*ADMINISTRATOR[:4], "ANNA@company.example", *ADMINISTRATOR[5:])
    assert again.exit_code == 1
    assert "there already is one" in again.output
    short = marshrut(*ADMINISTRATOR[:-1], "коротко")
    assert short.exit_code == 1
    assert "at least 12 characters" in short.output


def test_people_are_imported_or_only_looked_at(marshrut, tmp_path):
    marshrut(*ADMINISTRATOR)
    file = tmp_path / "people.csv"
    file.write_text("name;email;groups\nBoris;boris@company.example;sales_managers\n")
    assert "1 new, 0 changed" in marshrut("people", "import", str(file), "--dry-run").output
    assert "1 new, 0 changed" in marshrut("people", "import", str(file)).output
    assert "0 new, 0 changed, 1 unchanged" in marshrut("people", "import", str(file)).output


def test_a_wrong_line_imports_nobody(marshrut, tmp_path):
    marshrut(*ADMINISTRATOR)
    file = tmp_path / "people.csv"
    file.write_text("name;email\nBoris;boris@company.example\nClara;bad\n")
    done = marshrut("people", "import", str(file))
    assert done.exit_code == 1
    assert "line 3: email: This is no e-mail address." in done.output
    assert "Nothing was saved" in done.output
    file.write_text("name;email\nBoris;boris@company.example\n")
    assert "1 new" in marshrut("people", "import", str(file), "--dry-run").output
