"""Where a served model is: what a person types, taken apart once."""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from recognizer.errors import BackendError

DEFAULT_MODEL: Final = "ocr"
DEFAULT_PORTS: Final = {"http": 8501, "https": 8501, "grpc": 8500, "grpcs": 8500}
_MODEL_PATH = re.compile(
    r"(?P<prefix>.*?)(?:/v1/models/(?P<model>[^/:]+)"
    r"(?:/versions/(?P<version>[0-9]{1,18})|/labels/(?P<label>[^/:]+))?)?(?::predict)?/?"
)
_LOOPBACK = re.compile(r"localhost|127(?:\.\d+){3}|::1", re.IGNORECASE)


@dataclass(frozen=True)
class ServingAddress:
    """One model on one server; at most one of `version` and `label` picks a version.

    `prefix` is the path in front of `/v1/models`, for servers behind a gateway.
    """

    scheme: str
    host: str
    port: int
    model: str = DEFAULT_MODEL
    version: int | None = None
    label: str | None = None
    prefix: str = ""

    @property
    def origin(self) -> str:
        """`scheme://host:port`: what credentials belong to."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def encrypted(self) -> bool:
        """Whether the connection is TLS."""
        return self.scheme in {"https", "grpcs"}

    @property
    def loopback(self) -> bool:
        """Whether the server is this machine."""
        return _LOOPBACK.fullmatch(self.host) is not None

    @property
    def url(self) -> str:
        """The model's REST address, without a trailing slash."""
        picked = ""
        if self.version is not None:
            picked = f"/versions/{self.version}"
        elif self.label is not None:
            picked = f"/labels/{quote(self.label, safe='')}"
        return f"{self.origin}{self.prefix}/v1/models/{quote(self.model, safe='')}{picked}"

    def at_version(self, version: int) -> "ServingAddress":
        """Give the address of exactly this version of the model."""
        return replace(self, version=version, label=None)

    def __str__(self) -> str:
        return self.url


def parse_serving_url(text: str, *, default_model: str = DEFAULT_MODEL) -> ServingAddress:
    """Take apart a full address, `host:port`, or a host alone.

    Raises BackendError, saying what an address looks like.
    """
    given = text.strip()
    try:
        given.encode()
        parts = urlsplit(given if "://" in given else f"http://{given}")
        port = parts.port
    except ValueError as error:
        raise _bad(text, str(error)) from error
    if parts.scheme not in DEFAULT_PORTS:
        raise _bad(text, f"{parts.scheme}:// is not http, https, grpc or grpcs")
    if not parts.hostname or re.search(r"\s", given):
        raise _bad(text, "it names no host")
    if parts.username is not None or parts.password is not None:
        raise BackendError(
            "The server's address holds a user name or password. Leave them out: they belong in"
            " the system keyring, from where the program sends them."
        )
    if parts.query or parts.fragment:
        raise _bad(text, "it goes on behind the model")
    path = _MODEL_PATH.fullmatch(parts.path)
    if path is None or "/v1/" in path["prefix"] + "/":
        raise _bad(text, "its path is not /v1/models/NAME[/versions/N or /labels/L]")
    return ServingAddress(
        scheme=parts.scheme,
        host=parts.hostname,
        port=DEFAULT_PORTS[parts.scheme] if port is None else port,
        model=unquote(path["model"]) if path["model"] else default_model,
        version=int(path["version"]) if path["version"] else None,
        label=unquote(path["label"]) if path["label"] else None,
        prefix=path["prefix"].rstrip("/"),
    )


def _bad(text: str, why: str) -> BackendError:
    return BackendError(
        f"{text!r} is not the address of a model server: {why}."
        f" Write http://host:8501/v1/models/{DEFAULT_MODEL}, host:8501, or the host alone."
    )
