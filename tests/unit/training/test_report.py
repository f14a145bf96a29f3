from pathlib import Path

import pytest

from recognizer.manifest import ManifestRow
from training.report import print_report, results_by_kind

WORDS = (
    ("바탕", "각", "가"),
    ("바탕", "각", "가"),
    ("바탕", "나무", "나"),
    ("돋움", "학교", "학교"),
    ("돋움", "시 장", "시장"),
    ("펜", "1", "7"),
)
ROWS = [ManifestRow(Path(f"{i}.png"), label, kind) for i, (kind, label, _) in enumerate(WORDS)]
TEXTS = [text for _, _, text in WORDS]


def test_kinds_with_the_most_errors_come_first() -> None:
    results = results_by_kind(ROWS, TEXTS)
    assert [(r.kind, r.right, len(r.labels), r.of_other_length) for r in results] == [
        ("바탕", 0, 3, 1),
        ("펜", 0, 1, 0),
        ("돋움", 2, 2, 0),
    ]


def test_the_report_shows_where_the_errors_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(ROWS, TEXTS, most=5, wrong=True)
    header, worst, _, best, everything, _, *rest = capsys.readouterr().out.splitlines()
    assert header.split()[:3] == ["kind", "right", "words"]
    assert worst.split()[:4] == ["바탕", "0", "3", "0.0%"]
    assert worst.endswith("1  ㄱ→∅ 2")
    assert best.split()[:4] == ["돋움", "2", "2", "100.0%"]
    assert everything.split()[:4] == ["all", "2", "6", "33.3%"]
    assert [line.split() for line in rest[:4]] == [
        ["2", "final", "ㄱ→∅"],
        ["1", "character", "1→7"],
        ["2", "whole", "각→가"],
        ["1", "whole", "1→7"],
    ]
    assert rest[4:] == [f"바탕\t{i}.png\t각\t가" for i in (0, 1)] + [
        "바탕\t2.png\t나무\t나",
        "펜\t5.png\t1\t7",
    ]


def test_a_single_kind_needs_no_sum(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(ROWS[:3], TEXTS[:3], most=1, wrong=False)
    assert "all " not in capsys.readouterr().out
