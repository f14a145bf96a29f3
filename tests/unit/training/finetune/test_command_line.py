import pytest

from training.command_line import main

NEEDED = ("finetune", "--corrections", "x.jsonl", "--base", "archieve/alpha", "--name", "beta")


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--images", "0", "0 is not above zero"),
        ("--images", "many", "invalid int value: 'many'"),
        ("--minutes", "-1", "-1 is not above zero"),
        ("--minutes", "nan", "nan is not above zero"),
        ("--real-share", "1.5", "1.5 is not between 0 and 1"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    capsys: pytest.CaptureFixture[str], option: str, value: str, message: str
) -> None:
    with pytest.raises(SystemExit):
        main([*NEEDED, option, value])
    assert message in capsys.readouterr().err


def test_an_archive_is_called_by_its_folder() -> None:
    with pytest.raises(SystemExit, match="called by its folder; end it in beta"):
        main([*NEEDED, "--out", "archieve/gamma"])


def test_the_base_is_not_written_over() -> None:
    with pytest.raises(SystemExit, match="is the base itself"):
        main([*NEEDED[:-1], "alpha"])
