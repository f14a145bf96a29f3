from pathlib import Path

import pytest

from app.services.recogniser import ModelChoice, is_server, remembered


@pytest.mark.parametrize(
    "place", ["http://h:8501/v1/models/ocr", "grpc://h", "h", "h:9000", "127.0.0.1", "가게.kr:80"]
)
def test_an_address_is_a_server(place: str) -> None:
    assert is_server(place)
    choice = ModelChoice(archive=Path("x")).at(f" {place} ", ca_file=Path("ca.pem"))
    assert (choice.backend, choice.archive, choice.ca_file) == (place, None, Path("ca.pem"))
    assert choice.place == place


@pytest.mark.parametrize("place", ["/models/alpha", "~/alpha", "./alpha", "..", "C:\\models"])
def test_what_is_written_like_a_path_is_a_folder(place: str) -> None:
    assert not is_server(place)
    choice = ModelChoice(backend="h", ca_file=Path("ca.pem")).at(place)
    assert choice.archive == Path(place).expanduser()
    assert (choice.backend, choice.ca_file) == (None, None)


def test_a_folder_that_is_there_is_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "alpha").mkdir()
    monkeypatch.chdir(tmp_path)
    assert not is_server("alpha")
    assert is_server("beta")


def test_a_folder_of_somebody_unknown_is_a_folder_that_is_missed_later() -> None:
    assert ModelChoice().at("~nobody-of-this-name/alpha").place == "~nobody-of-this-name/alpha"


@pytest.mark.parametrize("odd", ["h" * 10_000, "h\0"])
def test_whatever_is_written_is_a_place(odd: str) -> None:
    assert ModelChoice().at(odd).place == odd


def test_nothing_is_the_model_that_comes_along_run_as_before() -> None:
    before = ModelChoice(backend="h", runtime="tf114", runtime_python=Path("py"), trust=True)
    choice = before.at("  ")
    assert choice == ModelChoice(runtime="tf114", runtime_python=Path("py"))
    assert choice.place == ""


def test_agreeing_to_one_archive_beforehand_agrees_to_no_other() -> None:
    assert not ModelChoice(archive=Path("/a"), trust=True).at("/b").trust


def test_places_are_remembered_newest_first_and_once() -> None:
    places: tuple[str, ...] = ()
    for place in ("a", "b", "", "a", *"cdefghi"):
        places = remembered(places, place)
    assert places == ("i", "h", "g", "f", "e", "d", "c", "a")
