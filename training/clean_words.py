"""Synthetic test words on disk, with a manifest: clean, from faces seen and from faces held out."""

from collections.abc import Callable, Mapping
from pathlib import Path

from recognizer import jamo
from training.image_bytes import png
from training.synth import Sample


def write_test_words(
    folder: Path,
    sources: Mapping[str, Callable[[int], Sample]],
    *,
    count: int,
    first_seed: int,
    longest: int = 8,
    families: Mapping[str, str] | None = None,
) -> Path:
    """Render `count` words of each kind (the key) into `folder`; give the manifest's path.

    Words of syllables alone, at most `longest` of them. With `families`, by the ids of faces, each
    family is a kind of its own.
    """
    lines = []
    for number, (kind, sample_of) in enumerate(sources.items()):
        (folder / str(number)).mkdir(parents=True, exist_ok=True)
        seed = first_seed
        for i in range(count):
            while not _is_word((sample := sample_of(seed)).label, longest):
                seed += 1
            seed += 1
            path = f"{number}/{i:04}.png"
            (folder / path).write_bytes(png(sample.image))
            family = f": {families[sample.face]}" if families else ""
            lines.append(f"{path}\t{sample.label}\t{kind}{family}\n")
    manifest = folder / "manifest.tsv"
    manifest.write_text("".join(lines), encoding="utf-8")
    return manifest


def _is_word(label: str, longest: int) -> bool:
    return len(label) <= longest and all(map(jamo.is_syllable, label))
