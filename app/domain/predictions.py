"""What a model said about an item, as a review keeps it."""

from dataclasses import dataclass

from app.domain.items import ItemId
from recognizer.contract import Alternative, ModelIdentity


@dataclass(frozen=True)
class StoredPrediction:
    """A model's reading of one item and its view of the label as imported.

    text: what the model reads; empty where `error` is set.
    confidence: of each character of `text`, in [0, 1]; may be empty.
    log_prob: natural log p(text, EOS | image); None where the backend gives none.
    label_log_prob, label_char_log_probs: of the imported label (the latter with the EOS last);
        None and empty where the backend gives none or `label_error` says why.
    alternatives, label_alternatives: likeliest characters at each place of `text` and of the label.
    error: why the image could not be read; empty where it was.
    seen_in_training: the model was trained on this item, its doubt says little.
    image_crc: CRC-32 of the encoded image that was read, as the dataset gives it (of a word on a
        page: the word cut out); that of nothing, 0, where there was none. None: not known.
    """

    item: ItemId
    model: ModelIdentity
    text: str = ""
    confidence: tuple[float, ...] = ()
    log_prob: float | None = None
    label_log_prob: float | None = None
    label_char_log_probs: tuple[float, ...] = ()
    alternatives: tuple[tuple[Alternative, ...], ...] = ()
    label_alternatives: tuple[tuple[Alternative, ...], ...] = ()
    error: str = ""
    label_error: str = ""
    seen_in_training: bool = False
    image_crc: int | None = None

    def is_of_another_image(self, crc: int) -> bool:
        """Tell whether other bytes were read than those of `crc`, as far as that is known."""
        return self.image_crc is not None and self.image_crc != crc
