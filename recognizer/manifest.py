"""Manifests of labelled images for measuring: `path<TAB>label<TAB>kind...`, UTF-8, no header."""

from dataclasses import dataclass
from pathlib import Path

from recognizer import jamo
from recognizer.errors import RecognizerError


class ManifestError(RecognizerError):
    """A manifest cannot be read; the message names file and line."""


@dataclass(frozen=True)
class ManifestRow:
    """One image (an absolute path), its NFC label and its kind ('' where not given)."""

    path: Path
    label: str
    kind: str


def load_manifest(manifest: Path) -> list[ManifestRow]:
    """Read a manifest; paths are relative to its folder. Raises ManifestError."""
    try:
        # Not splitlines: it takes ten more characters, which a label may hold, for ends of lines.
        lines = manifest.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{manifest}: cannot be read: {error}") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        path, *rest = line.split("\t")
        if not rest:
            raise ManifestError(f"{manifest}:{number}: needs path, tab, label: {line!r}")
        kind = rest[1] if len(rest) > 1 else ""
        rows.append(ManifestRow(manifest.parent / path, jamo.nfc(rest[0]), kind))
    return rows
