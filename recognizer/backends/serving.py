"""A model on a server as a backend: TensorFlow Serving, or whatever speaks like it."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from recognizer.backends.serving_agreement import (
    PLAIN_IMAGE,
    ServedModel,
    agree,
    newest,
    not_a_recogniser,
)
from recognizer.backends.serving_channel import (
    Channel,
    Limits,
    ModelState,
    ModelStatus,
    Signature,
    WireImage,
)
from recognizer.backends.serving_credentials import Credentials
from recognizer.backends.serving_errors import (
    ClosedError,
    CutOffError,
    FaultyServerError,
    NoSuchModelError,
    OverdueError,
    RejectedError,
    TooLargeError,
    UnreachableError,
)
from recognizer.backends.serving_pipeline import Pipeline
from recognizer.backends.serving_rest import RestChannel
from recognizer.backends.serving_retry import Clock, Patience, RetryPolicy, SystemClock
from recognizer.backends.serving_tuning import Tuner
from recognizer.backends.serving_url import DEFAULT_MODEL, ServingAddress, parse_serving_url
from recognizer.charset import Charset
from recognizer.contract import ModelIdentity, Outcome, Request
from recognizer.errors import (
    BackendError,
    ImageError,
    TextTooLongError,
    UnknownCharacterError,
)
from recognizer.images import to_wire

log = logging.getLogger(__name__)

UNKNOWN_VERSION: Final = "unknown"
_SMALL_PART: Final = 16
_PARTS: Final = 8

Result = TypeVar("Result")


class ModelChangedError(BackendError):
    """The version that was read from is gone from the server; another may be there."""


@dataclass(frozen=True)
class _Item:
    """A request on its way: an image to send, or what is known of it without asking."""

    request: Request
    image: WireImage | None
    known: Outcome | None = None


@dataclass(frozen=True)
class _Question:
    """What an answer answers; it is good for nothing else."""

    request: Request
    attention: bool
    model: ServedModel | None


class _Reading:
    """One call of `stream`: everything it asks goes to one version of one model."""

    def __init__(self, *, attention: bool) -> None:
        self.attention = attention
        self.stop = threading.Event()
        self.model: ServedModel | None = None

    def question(self, request: Request) -> _Question:
        return _Question(request, self.attention, self.model)


class ServingBackend:
    """Reads through a server, as many requests at once as pay, and answers in order.

    Nothing is asked of the server before `connect`, `status` or `read`. One thread reads at a
    time; `status` and `close` may be called from any other meanwhile. Predictions are asked of the
    very version that `identity` names, so what is stored under a version was read by it.
    """

    def __init__(
        self,
        channel: Channel,
        *,
        policy: RetryPolicy | None = None,
        clock: Clock | None = None,
        tuner: Tuner | None = None,
    ) -> None:
        self._channel = channel
        self._clock = clock or SystemClock()
        self._patience = Patience(policy or RetryPolicy(), self._clock)
        self._tuner = tuner or Tuner()
        self._lock = threading.Lock()  # of the three below
        self._model: ServedModel | None = None
        self._closed = False
        self._reading = _Reading(attention=False)
        self._suspects = threading.Lock()
        self._kept: dict[_Question, Outcome] = {}
        self._pipeline: Pipeline[_Item, Outcome] = Pipeline(
            self._answer, weigh=_weight, tuner=self._tuner, clock=self._clock
        )

    @property
    def address(self) -> ServingAddress:
        """Where the model is."""
        return self._channel.address

    @property
    def identity(self) -> ModelIdentity:
        """The model's name there and the version last read from; before any read, agreed on."""
        address = self._channel.address
        model = self._answering
        version = model.version if model else address.version
        if version is not None:
            return ModelIdentity(address.model, str(version))
        return ModelIdentity(address.model, address.label or UNKNOWN_VERSION)

    @property
    def scores_labels(self) -> bool:
        """Whether the server was found to have the review signature; False before it was asked."""
        model = self._answering
        return model is not None and model.signature is Signature.REVIEW

    def connect(self) -> None:
        """Find out the server's version and signature now. Raises BackendError."""
        self._agreed(self._begun(attention=False))

    def status(self) -> ModelStatus:
        """Ask the server how it is; never raises. A new version is used from the next read on."""
        name = self._channel.address.model
        try:
            versions, round_trip_s = self._channel.versions()
        except (UnreachableError, OverdueError, CutOffError, ClosedError) as error:
            return ModelStatus(False, name, problem=str(error))
        except BackendError as error:  # it answers, though not with a status
            with self._lock:
                model = self._model
            # Where predictions are answered all the same, it is a gateway that hides the rest.
            signature = model.signature if model is not None and model.version is None else None
            return ModelStatus(True, name, signature=signature, problem=str(error))
        shown = newest(versions)
        if shown is None:
            problem = f"No version of {name!r} is loaded."
            return ModelStatus(True, name, round_trip_s=round_trip_s, problem=problem)
        signature, problem_found = None, shown.problem or None
        if shown.state is ModelState.AVAILABLE:
            signature, problem_found = self._signature_of(shown.version)
        return ModelStatus(
            reachable=True,
            model=name,
            version=str(shown.version),
            state=shown.state,
            signature=signature,
            round_trip_s=round_trip_s,
            problem=problem_found,
        )

    def read(self, requests: Sequence[Request], *, attention: bool = False) -> list[Outcome]:
        """Answer every request, in order; a bad image is the error of its own outcome.

        Raises BackendError when the server as a whole cannot answer. What it had answered by then
        is kept: reading the same requests again asks only for the rest.
        """
        try:
            return self._read_once(requests, attention)
        except ModelChangedError:
            log.info("the server changed its model while it was read from: reading anew")
            return self._read_once(requests, attention)

    def stream(
        self, requests: Iterable[Request], *, attention: bool = False, largest: int | None = None
    ) -> Iterator[Outcome]:
        """Give the outcomes as they come, in order, without a pause between requests.

        largest: the most images in a request, where that is less than the tuner would have.
        Raises as `read` does, and ModelChangedError when the version is replaced meanwhile.
        """
        reading = self._begun(attention=attention)
        items = (self._prepared(request, reading) for request in requests)
        run = self._pipeline.run(items, stop=reading.stop, rescue=self._keep, largest=largest)
        for _, outcome in run:
            yield outcome
        self._kept.clear()

    def close(self) -> None:
        """Cut off what is under way, and release the connections."""
        with self._lock:
            self._closed = True
            self._reading.stop.set()
        self._channel.close()
        self._pipeline.close()

    @property
    def _answering(self) -> ServedModel | None:
        with self._lock:
            return self._reading.model or self._model

    def _begun(self, *, attention: bool) -> _Reading:
        """Begin a reading that `close` cuts off."""
        reading = _Reading(attention=attention)
        with self._lock:
            self._reading = reading
            if self._closed:
                reading.stop.set()
        return reading

    def _read_once(self, requests: Sequence[Request], attention: bool) -> list[Outcome]:
        outcomes: list[Outcome] = []
        try:
            # Nothing is sent while the first request of a call is made ready, nor after its last:
            # small parts keep the server's rest between two calls short.
            largest = max(_SMALL_PART, len(requests) // _PARTS)
            outcomes.extend(self.stream(requests, attention=attention, largest=largest))
        except BackendError:
            for request, outcome in zip(requests, outcomes, strict=False):
                self._kept[self._reading.question(request)] = outcome
            raise
        return outcomes

    def _prepared(self, request: Request, reading: _Reading) -> _Item:
        """Make a request ready to send; agrees with the server before the first one."""
        try:
            content = to_wire(request.image)
        except ImageError as error:
            return _Item(request, None, Outcome(error=error))
        if reading.model is None:
            reading.model = self._agreed(reading)
        known = self._kept.get(reading.question(request))
        if known is not None:
            return _Item(request, None, known)
        return _Item(request, WireImage(content, request.label))

    def _keep(self, item: _Item, outcome: Outcome) -> None:
        self._kept[self._reading.question(item.request)] = outcome

    def _answer(self, items: Sequence[_Item]) -> list[Outcome]:
        """Answer one batch, in a worker thread."""
        images = [item.image for item in items if item.image is not None]
        answers = iter(self._read_images(images) if images else [])
        return [item.known if item.known is not None else next(answers) for item in items]

    def _read_images(self, images: list[WireImage]) -> list[Outcome]:
        try:
            return self._read_or_split(images)
        except NoSuchModelError as error:
            raise self._model_gone(error) from error

    def _read_or_split(self, images: list[WireImage]) -> list[Outcome]:
        try:
            return self._predict(images)
        except TooLargeError as error:
            self._tuner.refuse_bytes(_bytes_on_the_wire(images))
            return self._halved(images, error)
        except (RejectedError, FaultyServerError) as error:
            # A server that joins requests into batches of its own fails a good one that met a bad
            # one there: suspects are heard one batch at a time.
            with self._suspects:
                self._demand_plain_image_read(error)
                return self._halved(images, error)

    def _halved(self, images: list[WireImage], error: BackendError) -> list[Outcome]:
        """Split a batch that failed until the images that make it fail are alone."""
        if len(images) == 1:
            return [Outcome(error=ImageError(f"the server cannot read this image: {error}"))]
        middle = len(images) // 2
        outcomes: list[Outcome] = []
        for half in (images[:middle], images[middle:]):
            try:
                outcomes += self._predict(half)
            except (RejectedError, FaultyServerError, TooLargeError) as again:
                outcomes += self._halved(half, again)
        return outcomes

    def _predict(self, images: list[WireImage]) -> list[Outcome]:
        reading = self._reading
        assert reading.model is not None, "agreed on before the first image is prepared"
        model = reading.model
        outcomes = self._asked(
            lambda: self._channel.predict(
                images,
                signature=model.signature,
                version=model.version,
                attention=reading.attention,
            ),
            reading.stop,
        )
        return [*map(_with_label_error_named, images, outcomes)]

    def _asked(self, send: Callable[[], Result], stop: threading.Event) -> Result:
        return self._patience.ask(send, stop=stop, on_busy=self._tuner.back_off)

    def _demand_plain_image_read(self, error: BackendError) -> None:
        try:
            self._predict([PLAIN_IMAGE])
        except RejectedError as refused:
            raise not_a_recogniser(self._channel, refused) from error

    def _model_gone(self, error: NoSuchModelError) -> BackendError:
        gone = self._reading.model
        with self._lock:
            if self._model == gone:
                self._model = None
        address = self._channel.address
        if gone is None or gone.version is None or address.version is not None:
            return error
        return ModelChangedError(
            f"{address.origin} does not serve version {gone.version} of {address.model!r} any"
            " more. Read again to use the one it has now."
        )

    def _agreed(self, reading: _Reading) -> ServedModel:
        with self._lock:
            model = self._model
        if model is None:
            model = self._settled(self._asked(lambda: agree(self._channel), reading.stop))
        return model

    def _signature_of(self, version: int) -> tuple[Signature | None, str | None]:
        """Give the signature that this version is asked through, or what is in the way."""
        with self._lock:
            model = self._model
        if model is not None and model.version in (None, version):
            return model.signature, None
        try:
            return self._settled(agree(self._channel)).signature, None
        except BackendError as error:
            return None, str(error)

    def _settled(self, model: ServedModel) -> ServedModel:
        log.info("%s answers as %s", self._channel.address, model)
        with self._lock:
            self._model = model
        return model


def _with_label_error_named(image: WireImage, outcome: Outcome) -> Outcome:
    """Say what is wrong with a label, as far as it can be told without the model's charset."""
    if outcome.label_error is None or image.label is None:
        return outcome
    unknown = Charset().unknown_in(image.label)
    if unknown:
        return replace(outcome, label_error=UnknownCharacterError(image.label, unknown))
    too_long = f"{image.label!r} is too long for the model on the server, or outside its charset"
    return replace(outcome, label_error=TextTooLongError(too_long))


def _weight(item: _Item) -> int:
    return 0 if item.image is None else _bytes_on_the_wire([item.image])


def _bytes_on_the_wire(images: Sequence[WireImage]) -> int:
    """Give the bytes of images in base64, which is nearly all of a request."""
    return sum(len(image.content) * 4 // 3 for image in images)


def open_channel(
    url: str,
    *,
    default_model: str = DEFAULT_MODEL,
    credentials: Credentials | None = None,
    ca_file: Path | None = None,
    limits: Limits | None = None,
) -> Channel:
    """Give the way to the server behind an address; grpc:// and grpcs:// ask for gRPC.

    Raises BackendError for what is no address, or where gRPC is asked for but not installed.
    """
    address = parse_serving_url(url, default_model=default_model)
    channel: Callable[..., Channel] = RestChannel
    if address.scheme in {"grpc", "grpcs"}:
        # Loads TensorFlow, whose protocol buffers the stubs stand on.
        from recognizer.backends.serving_grpc import GrpcChannel

        channel = GrpcChannel
    return channel(address, credentials=credentials, ca_file=ca_file, limits=limits)


def open_serving(
    url: str,
    *,
    default_model: str = DEFAULT_MODEL,
    credentials: Credentials | None = None,
    ca_file: Path | None = None,
    limits: Limits | None = None,
) -> ServingBackend:
    """Give the backend behind an address, not connected yet. Raises as `open_channel` does."""
    return ServingBackend(
        open_channel(
            url,
            default_model=default_model,
            credentials=credentials,
            ca_file=ca_file,
            limits=limits,
        )
    )
