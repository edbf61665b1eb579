"""The steps of a case that people start by themselves, on its page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import commands
from engine.errors import InstanceEnded, StepUnavailable
from webapp import workflow
from webapp.access import readable
from webapp.access.signed_in import signed_in

blueprint = Blueprint("ad_hoc", __name__)


@blueprint.post("/cases/<int:case_id>/parts/<int:token>/steps/<element_id>")
def start(case_id: int, token: int, element_id: str) -> Response:
    """Start a step; its task opens."""
    readable.case_to_steer(case_id)
    try:
        opened = workflow.act(commands.start_step, case_id, token, element_id, signed_in().id)
    except (StepUnavailable, InstanceEnded):
        flash(_("Этот шаг сейчас начать нельзя: дело уже пошло дальше или идёт другой шаг."), "error")
    else:
        flash(_("Шаг начат, задание открыто.") if opened else _("Шаг начат."), "success")
    return _back(case_id)


@blueprint.post("/cases/<int:case_id>/parts/<int:token>/end")
def end(case_id: int, token: int) -> Response:
    """Say that all is done; the case goes on."""
    readable.case_to_steer(case_id)
    try:
        workflow.act(commands.end_ad_hoc, case_id, token, signed_in().id)
    except (StepUnavailable, InstanceEnded):
        flash(_("Завершать уже нечего: дело пошло дальше."), "error")
    else:
        flash(_("Готово, дело пошло дальше."), "success")
    return _back(case_id)


def _back(case_id: int) -> Response:
    return redirect(url_for("cases.show", case_id=case_id), 303)
