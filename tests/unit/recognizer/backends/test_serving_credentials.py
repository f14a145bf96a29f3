import json
import sys
from types import ModuleType

import pytest

from recognizer.backends.serving_credentials import (
    KEYRING_SERVICE,
    BasicLogin,
    BearerToken,
    FixedCredentials,
    KeyringCredentials,
    authorization,
)
from recognizer.backends.serving_errors import CredentialsError
from recognizer.backends.serving_url import parse_serving_url

ORIGIN = "https://h:8501"


@pytest.fixture
def keyring(monkeypatch):
    """Stand in for the keyring package, over a dict."""
    entries = {}
    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})
    errors.NoKeyringError = type("NoKeyringError", (errors.KeyringError, RuntimeError), {})
    module.errors = errors
    module.get_password = lambda service, name: entries.get((service, name))
    module.set_password = lambda service, name, text: entries.update({(service, name): text})
    module.delete_password = lambda service, name: entries.pop((service, name))
    module.entries = entries
    monkeypatch.setitem(sys.modules, "keyring", module)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return module


@pytest.fixture
def no_keyring(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.mark.parametrize("secret", [BearerToken("hunter2"), BasicLogin("kim", "hunter2")])
def test_secrets_do_not_show(secret):
    credentials = FixedCredentials(ORIGIN, secret)
    assert "hunter2" not in repr(secret) + str(secret) + repr(credentials)


@pytest.mark.parametrize("secret", [BearerToken("t"), BasicLogin("kim", "비밀:번호")])
def test_the_keyring_gives_back_what_was_saved(keyring, secret):
    KeyringCredentials().save(ORIGIN, secret)

    assert KeyringCredentials().secret_for(ORIGIN) == secret
    assert KeyringCredentials().secret_for("https://other:8501") is None


def test_a_secret_can_be_forgotten(keyring):
    credentials = KeyringCredentials()
    credentials.save(ORIGIN, BearerToken("t"))
    credentials.save(ORIGIN, None)
    credentials.save(ORIGIN, None)

    assert credentials.secret_for(ORIGIN) is None
    assert keyring.entries == {}


def test_a_saved_secret_counts_at_once(keyring):
    credentials = KeyringCredentials()
    assert credentials.secret_for(ORIGIN) is None
    credentials.save(ORIGIN, BearerToken("new"))
    assert credentials.secret_for(ORIGIN) == BearerToken("new")


def test_without_a_keyring_nothing_is_known_and_nothing_is_kept(no_keyring):
    credentials = KeyringCredentials()

    assert credentials.secret_for(ORIGIN) is None
    with pytest.raises(CredentialsError, match="pip install"):
        credentials.save(ORIGIN, BearerToken("t"))


@pytest.mark.parametrize("text", ["hunter2", json.dumps(["hunter2"]), json.dumps({"user": "x"})])
def test_an_entry_of_another_program_is_refused_and_not_repeated(keyring, text):
    keyring.entries[(KEYRING_SERVICE, ORIGIN)] = text

    with pytest.raises(CredentialsError) as raised:
        KeyringCredentials().secret_for(ORIGIN)
    assert "hunter2" not in str(raised.value)
    assert raised.value.__cause__ is None and raised.value.__suppress_context__


def test_a_locked_keyring_is_reported(keyring):
    def locked(service, name):
        raise keyring.errors.KeyringError("locked")

    keyring.get_password = locked
    with pytest.raises(CredentialsError, match="locked"):
        KeyringCredentials().secret_for(ORIGIN)


def test_secrets_are_not_sent_in_the_clear():
    address = parse_serving_url("http://h:8501")
    with pytest.raises(CredentialsError, match="https://"):
        authorization(FixedCredentials(address.origin, BearerToken("t")), address)


@pytest.mark.parametrize("token", ["two\r\nX-Evil: lines", "비밀"])
def test_a_token_that_is_no_header_is_refused_and_not_repeated(token):
    address = parse_serving_url("https://h:8501")
    with pytest.raises(CredentialsError, match="Enter them again") as raised:
        authorization(FixedCredentials(address.origin, BearerToken(token)), address)
    assert token not in str(raised.value)
