"""`marshrut check` tells an operator which instances cannot be found by what they wait for."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from engine import commands
from webapp import create_app, workflow
from webapp.cli import main
from webapp.transaction import run_in_transaction


def check() -> tuple[int, str]:
    done = CliRunner().invoke(main, ["check"])
    return done.exit_code, done.output


def test_a_database_is_checked_and_what_differs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARSHRUT_INSTANCE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for arguments in (["init", "--name", "Anna", "--email", "a@b.example", "--password", "longer than 12"], ["deploy"]):
        assert CliRunner().invoke(main, arguments).exit_code == 0
    with create_app().app_context():
        number = workflow.act(commands.start_process, "lead_qualification", {}, actor_id=1)
    assert check() == (0, "Every instance is found by what it waits for.\n")
    with create_app().app_context():
        run_in_transaction(lambda session: session.execute(text("UPDATE process_instance SET status = 'completed'")))
    code, told = check()
    assert code == 1
    assert told.startswith(f"instance {number}: Expected the status ")
