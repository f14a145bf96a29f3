"""Bring resources/translations up to date with the texts in the source, or check that it is.

pylupdate5 does not see texts that are joined from several literals; this reads the syntax tree.
"""

import argparse
import ast
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "resources" / "translations" / "review_ko.ts"
_CALLS = {"translate", "QT_TRANSLATE_NOOP"}

Key = tuple[str, str]


def texts_in_source() -> list[Key]:
    """Give context and text of every translatable text, sorted."""
    files = sorted((ROOT / "app").rglob("*.py"))
    return sorted({key for file in files for key in _texts_of(file)})


def _texts_of(file: Path) -> Iterator[Key]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in _CALLS and all(isinstance(arg, ast.Constant) for arg in node.args):
            context, text = (str(ast.literal_eval(argument)) for argument in node.args)
            yield context, text


def known_translations(path: Path) -> dict[Key, str]:
    """Give what is translated; unfinished texts are left out."""
    if not path.exists():
        return {}
    known = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            name, text = context.findtext("name", ""), message.findtext("source", "")
            if translation := message.findtext("translation", ""):
                known[name, text] = translation
    return known


def write(path: Path, translations: dict[Key, str]) -> None:
    """Write a .ts file; an empty translation is marked as unfinished."""
    root = ElementTree.Element("TS", version="2.1", language="ko_KR", sourcelanguage="en")
    contexts: dict[str, ElementTree.Element] = {}
    for (name, text), translation in translations.items():
        if name not in contexts:
            contexts[name] = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(contexts[name], "name").text = name
        message = ElementTree.SubElement(contexts[name], "message")
        ElementTree.SubElement(message, "source").text = text
        element = ElementTree.SubElement(message, "translation")
        element.text = translation
        if not translation:
            element.set("type", "unfinished")
    ElementTree.indent(root, " ")
    body = ElementTree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")


def main() -> int:
    """Update, or with --check only tell what is missing or left over; give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    known = known_translations(TRANSLATIONS)
    texts = texts_in_source()
    missing = [key for key in texts if key not in known]
    left_over = [key for key in known if key not in set(texts)]
    for name, text in missing:
        print(f"not translated: {name}: {text}")
    for name, text in left_over:
        print(f"not in the source: {name}: {text}")
    if not check:
        write(TRANSLATIONS, {key: known.get(key, "") for key in texts})
        if lrelease := shutil.which("lrelease") or shutil.which("/usr/lib/qt5/bin/lrelease"):
            subprocess.run([lrelease, "-silent", str(TRANSLATIONS)], check=True)
        else:
            print("lrelease (Debian: qttools5-dev-tools) is not here: the .qm file is as it was")
    return int(bool(missing or (check and left_over)))


if __name__ == "__main__":
    sys.exit(main())
