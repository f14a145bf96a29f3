from pathlib import Path

import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.network.config import TINY
from recognizer.network.rare import Rare
from training.command_line import main
from training.trained_archive import open_trained
from training.weights import load_weights


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("train", "images to train on in all (default: 600000)"),
        ("train", "seed of the first image (default: 0)"),
        ("evaluate", "how many to print (default: 20)"),
        ("export", "(default: fast)"),
        ("contact-sheet", "how many words (default: 72)"),
        ("finetune", "processes that render (default: 1)"),
    ],
)
def test_help_says_the_defaults(
    capsys: pytest.CaptureFixture[str], command: str, said: str
) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])

    shown = " ".join(capsys.readouterr().out.split())
    assert said in shown
    assert "(default: None)" not in shown
    assert "(default: False)" not in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--config", "huge"), "invalid choice: 'huge'"),
        (("--mix", "print=much"), "'print=much' needs a number, as in print=20"),
        (("--mix", "poster=2"), "'poster' is none of clean, print"),
        (("--mix", "print=-1"), "'print=-1' is below zero"),
    ],
)
def test_train_refuses_a_word_it_does_not_know(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--folder", "run", *arguments])

    assert message in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named_without_a_traceback(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert main(["curves", "--folder", str(tmp_path / "gone")]) == 1
    assert "gone/history.jsonl" in caplog.text


def test_contact_sheet_without_faces_says_what_to_install(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = str(tmp_path / "faces.json")
    arguments = ["--fonts", str(tmp_path), "--font-cache", cache]

    assert main(["contact-sheet", "--out", str(tmp_path / "x.png"), *arguments]) == 1
    assert "no Korean faces; install" in caplog.text


def test_a_folder_of_fonts_that_is_not_there_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone = tmp_path / "gone"
    arguments = ["--fonts", str(gone), "--font-cache", str(tmp_path / "faces.json")]

    assert main(["contact-sheet", "--out", str(tmp_path / "x.png"), *arguments]) == 1
    assert f"{gone}: no such folder" in caplog.text


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--images", "-5", "-5 is not above zero"),
        ("--batch-size", "0", "0 is not above zero"),
        ("--learning-rate", "nan", "nan is not above zero"),
        ("--first-seed", "-1", "-1 is below zero"),
    ],
)
def test_numbers_out_of_bounds_are_refused(
    option: str, value: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["train", "--folder", str(tmp_path / "run"), option, value])
    assert f"argument {option}: {said}" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_resize_writes_weights_of_another_network(tiny_archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "start.weights.h5"

    said = main(["resize", "--archive", str(tiny_archive), "--config", "tiny", "--out", str(out)])

    assert said == 0
    model = Rare(TINY, Charset())
    load_weights(model, out)
    for ours, theirs in zip(model.weights, open_trained(tiny_archive).build().weights, strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


def test_resize_refuses_a_network_that_differs_in_more(
    tiny_archive: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    out = tmp_path / "start.weights.h5"

    said = main(["resize", "--archive", str(tiny_archive), "--config", "fast", "--out", str(out)])

    assert said == 1
    assert not out.exists()
    assert "differ in more than the rank of their convolutions" in caplog.text
