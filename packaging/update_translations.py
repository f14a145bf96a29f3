"""Bring resources/translations up to date with the texts in the source, or check that they are.

pylupdate5 does not see texts that are joined from several literals; this reads the syntax tree.
English is the language of the source; its translations hold the texts with a `{count}` alone, in
the form for 1 and in that for any other number.
"""

import argparse
import ast
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "resources" / "translations"
COUNT = "{count}"
_CALLS = {"translate", "counted", "QT_TRANSLATE_NOOP"}

Key = tuple[str, str]
Forms = tuple[str, ...]
"""A translation: a text with a count has one for each form of number that its language knows."""


@dataclass(frozen=True)
class Language:
    """A language of the screen: forms of number it knows, whether it is that of the source."""

    name: str
    forms: int
    is_source: bool = False

    @property
    def path(self) -> Path:
        """Where its translations are."""
        return TRANSLATIONS / f"review_{self.name}.ts"

    def of(self, texts: list[Key]) -> dict[Key, Forms]:
        """Give the texts it translates, with as many empty forms as each needs."""
        return {
            key: ("",) * (self.forms if COUNT in key[1] else 1)
            for key in texts
            if COUNT in key[1] or not self.is_source
        }


KOREAN = Language("ko", forms=1)
ENGLISH = Language("en", forms=2, is_source=True)


def texts_in_source() -> list[Key]:
    """Give context and text of every translatable text, sorted."""
    return sorted({(context, text) for _, context, text in calls_in_source()})


def calls_in_source() -> Iterator[tuple[str, str, str]]:
    """Give function, context and text of every call that has a text translated."""
    for file in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            said = node.args[:2]
            if node.func.id in _CALLS and all(isinstance(each, ast.Constant) for each in said):
                context, text = (str(ast.literal_eval(each)) for each in said)
                yield node.func.id, context, text


def known_translations(language: Language) -> dict[Key, Forms]:
    """Give what is translated; unfinished texts are left out."""
    if not language.path.exists():
        return {}
    known = {}
    for context in ElementTree.parse(language.path).getroot().iter("context"):
        for message in context.iter("message"):
            key = context.findtext("name", ""), message.findtext("source", "")
            numbered = tuple(form.text or "" for form in message.iter("numerusform"))
            forms = numbered or (message.findtext("translation", ""),)
            if all(forms):
                known[key] = forms
    return known


def write(language: Language, translations: Mapping[Key, Forms]) -> None:
    """Write a .ts file; an empty translation is marked as unfinished."""
    root = ElementTree.Element("TS", version="2.1", language=language.name, sourcelanguage="en")
    contexts: dict[str, ElementTree.Element] = {}
    for (name, text), forms in translations.items():
        if name not in contexts:
            contexts[name] = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(contexts[name], "name").text = name
        message = ElementTree.SubElement(contexts[name], "message")
        ElementTree.SubElement(message, "source").text = text
        element = ElementTree.SubElement(message, "translation")
        if COUNT in text:
            message.set("numerus", "yes")
            for form in forms:
                ElementTree.SubElement(element, "numerusform").text = form
        else:
            element.text = forms[0]
        if not all(forms):
            element.set("type", "unfinished")
    ElementTree.indent(root, " ")
    body = ElementTree.tostring(root, encoding="unicode")
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n'
    language.path.write_text(text, "utf-8")


def bring_up_to_date(language: Language, *, check: bool) -> bool:
    """Update a language, or only tell what is missing or left over; give whether all is well."""
    known = known_translations(language)
    needed = language.of(texts_in_source())
    missing = [key for key, forms in needed.items() if len(known.get(key, ())) != len(forms)]
    left_over = [key for key in known if key not in needed]
    for name, text in missing:
        print(f"{language.name}: not translated: {name}: {text}")
    for name, text in left_over:
        print(f"{language.name}: not in the source: {name}: {text}")
    if not check:
        done = {key: known[key] for key in needed if key not in missing}
        write(language, {**needed, **done})
        if lrelease := shutil.which("lrelease") or shutil.which("/usr/lib/qt5/bin/lrelease"):
            subprocess.run([lrelease, "-silent", str(language.path)], check=True)
        else:
            print("lrelease (Debian: qttools5-dev-tools) is not here: the .qm file is as it was")
    return not missing and not (check and left_over)


def main() -> int:
    """Update, or with --check only tell what is missing or left over; give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    up_to_date = {each: bring_up_to_date(each, check=check) for each in (KOREAN, ENGLISH)}
    return int(not all(up_to_date.values()))


if __name__ == "__main__":
    sys.exit(main())
