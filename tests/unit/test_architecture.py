"""The rules of the folders: who may import whom, and how long a module or a function may grow."""

import ast
import logging
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "persistence", "webapp")
GENERATED = ROOT / "persistence" / "migrations" / "versions"
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
NAMES_OF_NO_SUBJECT = {"common", "helper", "helpers", "manager", "misc", "service", "services", "util", "utils"}
WEB_ONLY = {"flask", "werkzeug", "apscheduler"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*packages: str) -> list[Path]:
    """Every hand-written module of the packages."""
    found = (path for package in packages for path in sorted((ROOT / package).rglob("*.py")))
    return [path for path in found if "node_modules" not in path.parts and path.parent != GENERATED]


def tree(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of the module, nested ones too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def imported(path: Path) -> set[str]:
    """The top-level names of everything the module imports."""
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def normalized(distribution: str) -> str:
    """A distribution's name as package indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def shown(path: Path) -> str:
    """The path as a reader of the failure knows it."""
    return path.relative_to(ROOT).as_posix()


@pytest.fixture
def loggers():
    """import-linter configures logging anew, which silences every logger that was there: later tests listen to them."""
    known = [logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    before = {logger: logger.disabled for logger in known}
    yield
    for logger, disabled in before.items():
        logger.disabled = disabled


@pytest.mark.usefixtures("loggers")
def test_imports_go_one_way(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize("package", ["engine", "persistence"])
def test_what_executes_and_what_stores_know_nothing_of_the_web(package):
    guilty = {
        shown(path): sorted(web)
        for path in modules(package)
        if (web := {name for name in imported(path) if name in WEB_ONLY or name.startswith("flask_")})
    }
    assert guilty == {}


def test_everything_imported_is_declared_as_a_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {Requirement(line).name for line in project["dependencies"]}
    theirs = {Requirement(line).name for name in direct for line in requires(name) or ()}  # Flask's Werkzeug, Jinja …
    declared = {normalized(name) for name in direct | theirs}
    distributions = packages_distributions()
    undeclared = {
        f"{shown(path)} imports {name}"
        for path in modules(*PACKAGES)
        for name in imported(path) - set(sys.stdlib_module_names) - set(PACKAGES)
        if not declared & {normalized(distribution) for distribution in distributions.get(name, ())}
    }
    assert undeclared == set()


def test_no_module_is_longer_than_a_subject_needs():
    lengths = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*PACKAGES)}
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_no_function_is_longer_than_a_screen():
    too_long = [
        f"{shown(path)}:{function.lineno} {function.name} has {length} lines"
        for path in modules(*PACKAGES)
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert too_long == []


def test_every_module_is_named_after_its_subject():
    named = [*modules(*PACKAGES), *modules("tests", "tools")]
    assert [shown(path) for path in named if NAMES_OF_NO_SUBJECT & {path.stem, path.parent.name}] == []


def test_processes_and_forms_are_data():
    assert [shown(path) for path in modules("bpmn", "forms")] == []
