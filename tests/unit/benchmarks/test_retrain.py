from collections import defaultdict
from pathlib import Path

import pytest

from benchmarks._planting import ErrorPlanter
from benchmarks.retrain import FOLDS, decide, main, part_pages
from recognizer.manifest import ManifestRow

ROOT = Path("/data")
ROWS = [
    ManifestRow(ROOT / f"hw/scan_{page:04}_crop_{crop}.png", f"가나{page}", "handwriting")
    for page in range(40)
    for crop in range(1 + page % 5)
]


@pytest.mark.parametrize("seed", range(5))
def test_a_page_lies_in_one_fold_and_folds_are_alike(seed: int) -> None:
    folds = part_pages(ROWS, ROOT, seed=seed)
    of_page = defaultdict(set)
    for row, fold in zip(ROWS, folds, strict=True):
        of_page[row.path.name[:9]].add(fold)
    assert all(len(found) == 1 for found in of_page.values())
    sizes = [folds.count(fold) for fold in range(FOLDS)]
    assert max(sizes) - min(sizes) <= 5


def test_a_reviewer_mends_what_was_planted() -> None:
    arms = [
        decide(ROWS, ROOT, ErrorPlanter(), errors=0.1, corrected=corrected, seed=3)
        for corrected in (True, False)
    ]
    corrected, uncorrected = arms
    assert [d["label"] for d in corrected] == [d["label"] for d in uncorrected]
    assert [d["text"] for d in corrected] == [row.label for row in ROWS]
    mended = [d for d in corrected if d["verdict"] == "corrected"]
    assert len(mended) == 12
    assert all(d["label"] != d["text"] for d in mended)
    assert all(d["label"] == d["text"] and d["verdict"] == "accepted" for d in uncorrected)


def test_without_real_words_it_says_what_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--data", str(tmp_path)])
    assert ended.value.code == 2
    assert "holds no manifest.tsv" in capsys.readouterr().err


def test_too_few_words_are_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.tsv").write_text("a.png\t가\thandwriting\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="1 rows of kind 'handwriting', 50 are needed"):
        main(["--data", str(tmp_path)])
