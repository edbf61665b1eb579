"""Every form and card we ship can be read, filled in, and read in English."""

import json
from pathlib import Path

import pytest

from engine.forms import FORMS, Form, load_form
from engine.forms.errors import LANGUAGES
from engine.forms.pieces import assemble
from engine.forms.texts import untranslated

SHIPPED = sorted(path for path in FORMS.glob("*/*.json") if path.parent.name not in ("common", "registries"))
SENT_BY_PROGRAMS = ("webhook",)  # forms that only say what a message must hold
CARDS = sorted(FORMS.glob("registries/*.json"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture(params=SHIPPED, ids=name)
def form(request: pytest.FixtureRequest) -> Form:
    return load_form(request.param)


def test_a_shipped_form_has_english_for_everything(form: Form) -> None:
    assert form.untranslated() == []


def test_a_shipped_form_refuses_fields_it_does_not_know(form: Form) -> None:
    assert ("surprise",) in [error.path for error in form.validate({"surprise": 1})]


@pytest.mark.parametrize("path", [path for path in SHIPPED if path.stem not in SENT_BY_PROGRAMS], ids=name)
def test_a_form_for_people_names_its_button(path: Path) -> None:
    for language in LANGUAGES:
        assert load_form(path).localized(language).ui["ui:submitButtonOptions"]["submitText"]


def test_a_shipped_form_orders_exactly_the_fields_it_has(form: Form) -> None:
    order = form.ui.get("ui:order")
    assert order is None or sorted(order) == sorted(set(form._branches.names()))


@pytest.mark.parametrize("path", CARDS, ids=name)
def test_a_shipped_card_has_english_for_everything(path: Path) -> None:
    card = assemble(path.read_bytes(), lambda name: (FORMS / name).read_bytes())
    assert untranslated(card["title"], card["schema"], card["en"]) == []
    stages = {stage["key"] for pipeline in card["pipelines"] for stage in pipeline["stages"]}
    assert stages == set(card["en"]["stages"])


def test_both_languages_have_the_same_messages() -> None:
    texts = json.loads((FORMS / "messages.json").read_text("utf-8"))
    assert set(texts) == set(LANGUAGES)
    assert texts["ru"].keys() == texts["en"].keys()
