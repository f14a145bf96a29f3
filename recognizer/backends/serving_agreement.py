"""Which version of a model is asked, and through which signature: found out, not assumed."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recognizer.backends.serving_channel import (
    Channel,
    ModelState,
    Signature,
    VersionStatus,
    WireImage,
)
from recognizer.backends.serving_errors import (
    BadAnswerError,
    BusyError,
    FaultyServerError,
    NoSuchModelError,
    RejectedError,
)
from recognizer.errors import BackendError

# An image that every decoder reads: when it is refused too, no image of the user's is to blame.
PLAIN_IMAGE: Final = WireImage(
    base64.b64decode(
        b"iVBORw0KGgoAAAANSUhEUgAAAEAAAAAgCAAAAACH9iFYAAAAMElEQVRIx2P8z0AZYGIYNWAYGMCCzGHEo/D/CAkD"
        b"fH4dTUijBgxzAxhH64VRA4AAACqtBECL3CuVAAAAAElFTkSuQmCC"
    ),
    label="",
)

_CLOSENESS: Final = (
    ModelState.UNKNOWN,
    ModelState.END,
    ModelState.UNLOADING,
    ModelState.START,
    ModelState.LOADING,
    ModelState.AVAILABLE,
)


@dataclass(frozen=True)
class ServedModel:
    """What was agreed with a server. `version` None: it does not tell, and is asked for none."""

    version: int | None
    signature: Signature


def agree(channel: Channel) -> ServedModel:
    """Find out the version and the best signature of the model behind a channel.

    A server that hides status or metadata (a gateway that passes predictions alone) is tried with
    a plain image. Raises BusyError while the model loads, BackendError where it cannot be read
    from.
    """
    version = _version_now(channel)
    try:
        offered = channel.signatures(version)
    except (NoSuchModelError, RejectedError, BadAnswerError, FaultyServerError):
        return _agree_by_trying(channel, version)
    for signature in (Signature.REVIEW, Signature.DEFAULT):
        if signature in offered:
            return ServedModel(version, signature)
    address = channel.address
    raise BackendError(
        f"The model {address.model!r} on {address.origin} has neither the signature"
        f" {Signature.REVIEW.value!r} nor {Signature.DEFAULT.value!r}. Serve the folder serving/"
        " of one of this program's archives."
    )


def newest(versions: Sequence[VersionStatus]) -> VersionStatus | None:
    """Give the version that answers now, else the one that comes closest to it."""
    return max(versions, key=lambda one: (_CLOSENESS.index(one.state), one.version), default=None)


def _version_now(channel: Channel) -> int | None:
    address = channel.address
    try:
        versions, _ = channel.versions()
    except (NoSuchModelError, RejectedError, BadAnswerError, FaultyServerError):
        return address.version  # predicting will tell whether the model is there
    shown = newest(versions)
    if shown is None or shown.state is ModelState.END:
        why = f": {shown.problem}" if shown and shown.problem else "."
        raise NoSuchModelError(
            f"{address.origin} has no version of {address.model!r} loaded{why}"
            " Look at the server's log and at its model folder."
        )
    if shown.state is not ModelState.AVAILABLE:
        raise BusyError(
            f"{address.origin} is still loading {address.model!r} version {shown.version}"
            f" ({shown.state.value}). It is asked again later."
        )
    return shown.version


def _agree_by_trying(channel: Channel, version: int | None) -> ServedModel:
    refused = BackendError("it was not asked")
    for signature in (Signature.REVIEW, Signature.DEFAULT):
        try:
            outcome = channel.predict([PLAIN_IMAGE], signature=signature, version=version)[0]
        except (RejectedError, BadAnswerError, FaultyServerError) as error:
            refused = error
            continue
        if outcome.error is None:
            return ServedModel(version, signature)
        refused = BackendError(str(outcome.error))
    if isinstance(refused, FaultyServerError):
        raise refused
    raise not_a_recogniser(channel, refused)


def not_a_recogniser(channel: Channel, refused: BackendError) -> BackendError:
    """Say that the model reads nothing at all, with what the server said."""
    address = channel.address
    return BackendError(
        f"The model {address.model!r} on {address.origin} does not even read a plain image:"
        f" {refused}. Is it a text recogniser with this program's signature?"
    )
