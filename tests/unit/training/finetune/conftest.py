"""A small review that was exported, with pages of four crops each."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

FONTS = Path(__file__).resolve().parents[4] / "resources" / "fonts"
LABELS = ("가게", "학교", "시장", "나무")
PAGES = 16


@dataclass(frozen=True)
class Exported:
    """A dataset's folder and the corrections.jsonl beside it."""

    dataset: Path
    corrections: Path
    decisions: tuple[dict[str, Any], ...]


def write_image(path: Path, number: int) -> None:
    picture = np.random.default_rng(number).integers(0, 255, (20, 44, 3), np.uint8)
    path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    root = tmp_path_factory.mktemp("review")
    dataset = root / "words"
    dataset.mkdir()
    decisions = []
    for number in range(4 * PAGES):
        path = f"page_{number // 4:03}_crop_{number % 4}.png"
        write_image(dataset / path, number)
        decisions.append(
            {
                "path": path,
                "region": None,
                "label": "가",
                "text": LABELS[number % 4],
                "verdict": "corrected" if number % 8 == 0 else "accepted",
                "source": path,
                "attributes": {},
            }
        )
    decisions[1]["verdict"] = "excluded"
    decisions[2]["verdict"] = "flagged"
    corrections = root / "words.corrections.jsonl"
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in decisions)
    corrections.write_text("".join(lines), encoding="utf-8")
    return Exported(dataset, corrections, tuple(decisions))


@pytest.fixture(scope="session")
def command(
    exported: Exported, tiny_archive: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., list[str]]:
    """Give the arguments of a run that takes seconds, in a folder, with some of them changed."""
    cache = tmp_path_factory.mktemp("cache") / "faces.json"

    def arguments(work: Path, **changed: object) -> list[str]:
        options: dict[str, object] = {
            "corrections": exported.corrections,
            "base": tiny_archive,
            "name": "tuned",
            "out": work / "tuned",
            "folder": work / "run",
            "fonts": FONTS,
            "font_cache": cache,
            "batch_size": 8,
            "images": 80,
            "learning_rate": 0.01,
            "test_words": 2,
            "real_share": 1,  # two characters a word: one length of batches, one graph
            **changed,
        }
        pairs = ((f"--{name.replace('_', '-')}", value) for name, value in options.items())
        return ["finetune", *(str(part) for pair in pairs for part in pair)]

    return arguments
