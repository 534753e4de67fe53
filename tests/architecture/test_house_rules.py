"""The rules of the house that no linter knows."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "touchline"
PYTHON_FILES = sorted(path for top in ("src", "tests", "benchmarks") for path in (ROOT / top).rglob("*.py"))
SOURCES = sorted(PACKAGE.rglob("*.py"))
MAX_LINES_PER_FILE = 600
MAX_LINES_PER_FUNCTION = 90


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", PYTHON_FILES, ids=relative)
def test_a_file_is_one_idea(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_LINES_PER_FILE, f"{relative(path)} has {lines} lines: it is several ideas"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_function_does_one_thing(path: Path) -> None:
    long = [
        f"{node.name} ({length} lines)"
        for node in functions(path)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_LINES_PER_FUNCTION
    ]
    assert not long, f"{relative(path)}: {', '.join(long)}"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_module_opens_with_a_sentence(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{relative(path)} does not say what it is for"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_import_stands_at_the_top(path: Path) -> None:
    hidden = [
        f"{node.name}:{inner.lineno}"
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden, f"{relative(path)}: an import that must hide points the wrong way: {hidden}"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_names_that_name_nothing_are_not_used(path: Path) -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
    assert not vague.intersection(path.relative_to(PACKAGE).with_suffix("").parts)


def test_every_package_says_what_it_is_for() -> None:
    silent = [relative(p) for p in PACKAGE.rglob("__init__.py") if not p.read_text(encoding="utf-8").strip()]
    assert not silent


def test_every_decision_record_has_the_five_parts() -> None:
    parts = ("## Context", "## Decision", "## Consequences", "## Alternatives", "## Files")
    for record in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")):
        text = record.read_text(encoding="utf-8")
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", record.name)
        assert all(part in text for part in parts), f"{record.name} lacks one of {parts}"


def test_every_relative_link_in_the_documents_leads_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{relative(document)} → {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
        if "://" not in target
        and not target.startswith("mailto:")
        and not (document.parent / target).exists()
    ]
    assert not broken


def test_the_lock_files_carry_hashes_and_name_no_package_index() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-tools.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "--index-url" not in text
        assert "://" not in text


def test_the_one_door_prints_its_help_without_preparing_anything() -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/")}
    answer = subprocess.run(
        [ROOT / "run", "help"], capture_output=True, text=True, check=True, env=environment
    ).stdout
    for command in ("demo", "test", "check", "film", "bench"):
        assert f"./run {command}" in answer


TELLS_WHERE_IT_IS = """#!/bin/sh
pwd -P
printf '%s\\n' "$@"
"""


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one door of a prepared copy whose programs only say where they are started and with what."""
    repository = tmp_path / "my copy"
    programs = repository / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("run", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, repository / name)
        shutil.copy(ROOT / name, repository / ".venv" / f".{name}")
    for name in ("python", "ruff", "mypy", "lint-imports", "uv"):
        (programs / name).write_text(TELLS_WHERE_IT_IS, encoding="utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CDPATH", "/")
    return repository / "run"


def said_by(door: Path | str, *arguments: str, where: Path) -> list[str]:
    ran = subprocess.run([door, *arguments], capture_output=True, text=True, check=True, cwd=where)
    return ran.stdout.splitlines()


@pytest.mark.parametrize("command", ["demo", "film", "touchline"])
def test_the_one_door_films_where_its_user_stands(command: str, door: Path, tmp_path: Path) -> None:
    videos = tmp_path / "videos"
    videos.mkdir()
    said = said_by(door, command, "a game.mp4", "--out", "here", where=videos)
    assert said[0] == str(videos.resolve())
    assert said[-3:] == ["a game.mp4", "--out", "here"]


@pytest.mark.parametrize("command", ["test", "check", "bench", "lock"])
def test_the_one_door_works_on_the_project_from_anywhere(command: str, door: Path, tmp_path: Path) -> None:
    said = said_by(door, command, where=tmp_path)
    assert said[0] == str(door.parent.resolve())
    assert str(tmp_path.resolve()) not in said


def test_the_one_door_may_be_a_link_to_a_link(door: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "touchline").symlink_to("../my copy/run")
    (tmp_path / "link").symlink_to(shelf / "touchline")
    for link in ("./link", tmp_path / "link", "shelf/touchline"):
        assert said_by(link, "test", where=tmp_path)[0] == str(door.parent.resolve())


def test_a_file_beside_the_recordings_is_never_run_as_a_part_of_the_program(
    door: Path, tmp_path: Path
) -> None:
    assert "-P" in said_by(door, "film", where=tmp_path)


def test_the_one_door_refuses_a_command_it_does_not_know() -> None:
    answer = subprocess.run([ROOT / "run", "fly"], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "no command 'fly'" in answer.stderr
