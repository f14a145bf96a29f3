"""What the README and the documents promise is there: targets, files, keys, options."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.views.shortcuts import SHORTCUTS, shown

ROOT = Path(__file__).parents[3]
README = ROOT / "README.md"
DOCUMENTS = [README, *sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("packaging/**/*.md"))]
INLINE_OR_BLOCK = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def names(document: Path) -> str:
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", INLINE_OR_BLOCK.sub("", text))
    files = [link.partition("#")[0] for link in links if "://" not in link]

    assert [file for file in files if not (document.parent / file).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_make_knows_the_targets(document: Path) -> None:
    code = "\n".join(INLINE_OR_BLOCK.findall(document.read_text("utf-8")))
    told = set(re.findall(r"\bmake ([a-z][a-z0-9-]*)", code))
    known = set(re.findall(r"^([a-z][a-z0-9-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert told <= known


def test_keys_of_the_readme_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| (.+?) +\| ", README.read_text("utf-8"), re.MULTILINE)
    told = {key for row in rows[1:] for key in re.split(r"[\s,]+", row.replace("–", "")) if key}
    bound = {shown(key) for shortcut in SHORTCUTS.values() for key in shortcut.keys}

    assert len(told) > 25
    assert told <= bound


@pytest.mark.parametrize("command", ["", "predict", "serve"])
def test_options_of_the_readme_are_in_the_help(command: str) -> None:
    line = rf"^\.venv/bin/hangul-ocr-review {command}(?!predict|serve) ?(.*)$"
    usage = re.findall(line, README.read_text("utf-8"), re.MULTILINE)
    told = set(re.findall(r"--[a-z-]+", " ".join(usage)))
    help_command = [sys.executable, "-m", "app.main", *command.split(), "--help"]
    said = subprocess.run(help_command, capture_output=True, check=True, cwd=ROOT, text=True).stdout

    assert told
    assert {option for option in told if f"{option} " not in said} == set()


def test_the_package_of_the_readme_has_the_version_that_is_built() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    told = re.findall(r"hangul-ocr-review_(.+?)_amd64\.deb", README.read_text("utf-8"))

    assert told == [version, version]
