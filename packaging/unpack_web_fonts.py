# SPDX-License-Identifier: GPL-3.0-or-later
"""Write every Korean .woff under a folder beside itself as .ttf or .otf.

FreeType could open the .woff, but would unpack megabytes at each of the sizes words are drawn at.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTFont


def web_fonts(folder: Path) -> Iterator[Path]:
    """Give the .woff files that nothing beside or below them stands for already."""
    for path in sorted(folder.rglob("*.woff")):
        is_part = "@fontsource" in path.parts and "-korean-" not in path.name
        plain = (f"{path.stem}{suffix}" for suffix in (".ttf", ".otf"))
        if not is_part and not any(any(path.parent.rglob(name)) for name in plain):
            yield path


def unpack(path: Path) -> Path:
    """Write `path` uncompressed; give the file written."""
    with TTFont(path) as font:
        font.flavor = None
        plain = path.with_suffix(".otf" if font.sfntVersion == "OTTO" else ".ttf")
        font.save(plain)
    return plain


if __name__ == "__main__":
    for web_font in web_fonts(Path(sys.argv[1])):
        print(unpack(web_font).name)
