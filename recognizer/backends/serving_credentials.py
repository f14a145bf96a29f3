"""Who the program is to a server: asked for when a request is made, kept in the system keyring."""

import base64
import json
import threading
from dataclasses import dataclass, field
from typing import Final, Protocol

from recognizer.backends.serving_errors import CredentialsError
from recognizer.backends.serving_url import ServingAddress

KEYRING_SERVICE: Final = "hangul-ocr-review"


@dataclass(frozen=True)
class BearerToken:
    """A token, sent as `Authorization: Bearer`; it never shows in a repr."""

    token: str = field(repr=False)

    @property
    def header(self) -> str:
        """The value of the Authorization header."""
        return f"Bearer {self.token}"


@dataclass(frozen=True)
class BasicLogin:
    """A user name and password, sent as `Authorization: Basic`."""

    user: str
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        """The value of the Authorization header."""
        pair = f"{self.user}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"


Secret = BearerToken | BasicLogin


class Credentials(Protocol):
    """Where secrets come from. Asked from any thread, for every request."""

    def secret_for(self, origin: str) -> Secret | None:
        """Give the secret that belongs to `scheme://host:port`, None for a server without."""


class NoCredentials:
    """For servers that ask for none."""

    def secret_for(self, origin: str) -> Secret | None:  # noqa: ARG002
        """Give None."""
        return None


@dataclass(frozen=True)
class FixedCredentials:
    """One secret for one origin: what a test or a form field holds before it is saved."""

    origin: str
    secret: Secret

    def secret_for(self, origin: str) -> Secret | None:
        """Give the secret to its own origin and to no other."""
        return self.secret if origin == self.origin else None


class KeyringCredentials:
    """Secrets in the system's keyring, one entry per origin, read once and kept in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # a keyring that is locked asks the person, once
        self._read: dict[str, Secret | None] = {}

    def secret_for(self, origin: str) -> Secret | None:
        """Give the saved secret; None where none is saved or no keyring is installed.

        Raises CredentialsError where the keyring is there but cannot be read.
        """
        with self._lock:
            if origin not in self._read:
                self._read[origin] = self._load(origin)
            return self._read[origin]

    def save(self, origin: str, secret: Secret | None) -> None:
        """Keep the secret of an origin, or forget it. Raises CredentialsError without a keyring."""
        try:
            import keyring
            import keyring.errors
        except ImportError as error:
            raise CredentialsError(
                "No keyring is installed, and secrets are kept nowhere else."
                " Install it with: pip install keyring"
            ) from error
        try:
            if secret is not None:
                keyring.set_password(KEYRING_SERVICE, origin, _to_text(secret))
            elif keyring.get_password(KEYRING_SERVICE, origin) is not None:
                keyring.delete_password(KEYRING_SERVICE, origin)
        except keyring.errors.KeyringError as error:
            raise CredentialsError(f"The system keyring does not take it: {error}") from error
        with self._lock:
            self._read[origin] = secret

    @staticmethod
    def _load(origin: str) -> Secret | None:
        try:
            import keyring
            import keyring.errors
        except ImportError:
            return None
        try:
            text = keyring.get_password(KEYRING_SERVICE, origin)
        except keyring.errors.NoKeyringError:
            return None
        except keyring.errors.KeyringError as error:
            raise CredentialsError(f"The system keyring cannot be read: {error}") from error
        return None if text is None else _from_text(text, origin)


def _to_text(secret: Secret) -> str:
    if isinstance(secret, BearerToken):
        return json.dumps({"token": secret.token})
    return json.dumps({"user": secret.user, "password": secret.password})


def _from_text(text: str, origin: str) -> Secret:
    try:
        entry = json.loads(text)
        if "token" in entry:
            return BearerToken(entry["token"])
        return BasicLogin(entry["user"], entry["password"])
    except (ValueError, TypeError, KeyError):
        # `from None`: the cause would carry the entry's text into a log.
        raise CredentialsError(f"The keyring's entry for {origin} is not of this program") from None


def authorization(credentials: Credentials, address: ServingAddress) -> str | None:
    """Give the Authorization header for a server, None where it needs none.

    Raises CredentialsError rather than send a secret in the clear over a network, or one that
    does not fit into a header.
    """
    secret = credentials.secret_for(address.origin)
    if secret is None:
        return None
    if not (address.encrypted or address.loopback):
        raise CredentialsError(
            f"The credentials for {address.origin} are not sent without encryption. Use https://,"
            " or a tunnel that ends on this machine."
        )
    header = secret.header
    if not (header.isascii() and header.isprintable()):
        raise CredentialsError(
            f"The credentials for {address.origin} hold a line break or another character that"
            " does not go into a header. Enter them again."
        )
    return header
