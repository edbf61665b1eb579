"""What the repository promises to someone who clones it on another machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "persistence", "webapp")
LARGEST_FILE = 600_000
LOCKS = ("requirements/build.txt", "requirements/run.txt", "requirements/test.txt")
ADDRESS = re.compile(r"https?://|\bgit\+|\bfile:")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")  # a path that exists on one machine only
FUNDING = '"url": '  # whom npm would have us support, not where it downloads from
BINARY = {".gif", ".ico", ".jpg", ".png", ".svg", ".woff", ".woff2"}


def tracked() -> list[Path]:
    """Every file git knows and the work tree has."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.fixture(scope="module")
def files() -> list[Path]:
    return tracked()


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def requirements(lock: str) -> list[str]:
    """The lock's logical lines: one requirement with its hashes each."""
    return text_of(ROOT / lock).replace("\\\n", " ").splitlines()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_a_version_and_a_hash(lock):
    unlocked = [line for line in requirements(lock) if "==" not in line or "--hash=sha256:" not in line]
    assert unlocked == []


@pytest.mark.parametrize("lock", [*LOCKS, "webapp/frontend/package-lock.json"])
def test_a_lock_says_what_but_not_from_where(lock):
    lines = [line.strip() for line in text_of(ROOT / lock).splitlines() if not line.strip().startswith(FUNDING)]
    assert [line for line in lines if ADDRESS.search(line)] == []


def test_what_the_tests_install_is_what_the_program_runs_on():
    def versions(lock: str) -> set[str]:
        return {line.split(" --hash")[0].strip() for line in requirements(lock)}

    assert versions("requirements/run.txt") <= versions("requirements/test.txt")


def test_no_file_names_a_path_of_one_machine(files):
    readable = [path for path in files if path.suffix not in BINARY and path != Path(__file__)]
    assert [path.relative_to(ROOT).as_posix() for path in readable if MACHINE_PATH.search(text_of(path))] == []


def test_no_file_is_too_large_to_review(files):
    assert [path.relative_to(ROOT).as_posix() for path in files if path.stat().st_size > LARGEST_FILE] == []


def test_every_public_module_says_what_it_is_for(files):
    modules = [path for path in files if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PACKAGES]
    silent = [path for path in modules if text_of(path).strip() and not ast.get_docstring(ast.parse(text_of(path)))]
    assert [path.relative_to(ROOT).as_posix() for path in silent] == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_of_the_documentation_exists(document):
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"`(?:PORT=\d+ )?make ([a-z-]+)", text_of(ROOT / document)))
    assert named
    assert named <= targets


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_path_of_the_documentation_exists(document):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text_of(ROOT / document))
    assert [link for link in links if not (ROOT / link).exists()] == []
