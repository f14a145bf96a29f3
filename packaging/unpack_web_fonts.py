# SPDX-License-Identifier: GPL-3.0-or-later
"""Write every Korean .woff under a folder beside itself as .ttf or .otf.

FreeType could open the .woff, but would unpack megabytes at each of the sizes words are drawn at.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTFont

PLAIN = (".ttf", ".otf")
# Where a web font that was cut down too far still has its space.
LEFT_SPACE = 1


def web_fonts(folder: Path) -> Iterator[Path]:
    """Give the .woff files of the packages in `folder` that no plain font stands for already."""
    for package in sorted((*folder.glob("[!@.]*"), *folder.glob("@*/*"))):
        if not _has_plain_fonts(package):
            yield from filter(_is_wanted, sorted(package.rglob("*.woff")))


def _has_plain_fonts(package: Path) -> bool:
    """Tell whether the package came with plain fonts, others than those unpacked from it."""
    plain = (path for suffix in PLAIN for path in package.rglob(f"*{suffix}"))
    return any(not path.with_suffix(".woff").exists() for path in plain)


def _is_wanted(path: Path) -> bool:
    is_part = "@fontsource" in path.parts and "-korean-" not in path.name
    return not is_part and not any(path.with_suffix(suffix).exists() for suffix in PLAIN)


def unpack(path: Path) -> Path:
    """Write `path` uncompressed; give the file written."""
    with TTFont(path) as font:
        font.flavor = None
        _give_space_back(font)
        plain = path.with_suffix(".otf" if font.sfntVersion == "OTTO" else ".ttf")
        font.save(plain)
    return plain


def _give_space_back(font: TTFont) -> None:
    """Let a font that draws a box for every space draw the space that it kept elsewhere."""
    for table in font["cmap"].tables:
        if LEFT_SPACE in table.cmap:
            table.cmap.setdefault(ord(" "), table.cmap[LEFT_SPACE])


if __name__ == "__main__":
    for web_font in web_fonts(Path(sys.argv[1])):
        print(unpack(web_font).name)
