"""Bad images apart from good ones: each its own error, the rest one batch."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from recognizer.contract import Outcome, Request
from recognizer.errors import ImageError

Prepared = TypeVar("Prepared")


def answer_apart(
    requests: Sequence[Request],
    prepare: Callable[[bytes], Prepared],
    answer: Callable[[list[Prepared], list[str | None]], list[Outcome]],
) -> list[Outcome]:
    """Give every request's outcome, in order.

    `prepare` makes an image ready or raises ImageError, which becomes the outcome; `answer` takes
    those that are ready, with their labels, and is not called without any.
    """
    errors: dict[int, ImageError] = {}
    ready: list[Prepared] = []
    labels: list[str | None] = []
    for place, request in enumerate(requests):
        try:
            ready.append(prepare(request.image))
        except ImageError as error:
            errors[place] = error
        else:
            labels.append(request.label)
    answered = iter(answer(ready, labels) if ready else [])
    return [
        Outcome(error=errors[place]) if place in errors else next(answered)
        for place in range(len(requests))
    ]
