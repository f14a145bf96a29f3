"""From what was asked for to a backend."""

import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app import model_choice, resources
from app.model_choice import Access
from app.services.recogniser import ModelChoice, Origin
from recognizer.archive import Archive
from recognizer.backends.serving_channel import ModelState, Signature
from recognizer.backends.serving_credentials import BearerToken
from recognizer.errors import BackendError
from recognizer.trust import UntrustedArchiveError

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def private_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def wheel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The program as a wheel lays it out: its archives inside of the package."""
    package = tmp_path / "site-packages" / "app"
    shutil.copytree(ROOT / "archieve" / "alpha", package / "bundled" / "archieve" / "alpha")
    monkeypatch.setattr(resources, "_PACKAGE", package)
    return package


def test_an_installed_program_serves_the_archive_that_came_along(wheel: Path) -> None:
    backend = model_choice.open_to_serve(wheel / "bundled" / "archieve" / "alpha", False)
    assert backend.identity.name == "alpha"
    backend.close()


def test_an_archive_from_elsewhere_is_not_served_untold(wheel: Path) -> None:
    with pytest.raises(UntrustedArchiveError):
        model_choice.open_to_serve(ROOT / "archieve" / "alpha", False)


def test_an_archive_tells_how_it_is() -> None:
    status = Access().test(ModelChoice(), None)
    assert (status.model, status.state) == ("alpha", ModelState.AVAILABLE)
    assert status.signature is Signature.REVIEW
    assert status.round_trip_s is not None and status.round_trip_s > 0
    assert status.problem is None


def test_a_consent_is_remembered_by_hash(wheel: Path, tmp_path: Path) -> None:
    foreign = ModelChoice(archive=shutil.copytree(ROOT / "archieve" / "alpha", tmp_path / "got"))
    with pytest.raises(UntrustedArchiveError) as refused:
        Access().test(foreign, None)
    origin = Origin.of(refused.value.archive)
    assert (origin.written_by, origin.ours) == ("TensorFlow 2.21.0", True)
    assert origin.sha256 == Archive.open(tmp_path / "got").fingerprint

    Access().agree(origin)

    assert Access().test(foreign, None).model == "alpha"


def test_a_program_without_an_archive_says_what_to_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "app")
    assert model_choice.opener(ModelChoice()) is None
    with pytest.raises(BackendError, match="folder or a server"):
        Access().test(ModelChoice(), None)


def test_a_secret_goes_into_the_keyring_under_its_server(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[tuple[str, str], str] = {}
    keyring, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
    keyring.errors = errors  # type: ignore[attr-defined]
    keyring.set_password = (  # type: ignore[attr-defined]
        lambda service, name, text: kept.update({(service, name): text})
    )
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)

    Access().keep("https://ocr.example/v1/models/ocr", BearerToken("t0p"))

    assert kept == {("hangul-ocr-review", "https://ocr.example:8501"): '{"token": "t0p"}'}
