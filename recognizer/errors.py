"""What can go wrong in the recogniser, by what the caller can do about it."""


class RecognizerError(Exception):
    """Base of everything the recogniser raises on purpose."""


class UnknownCharacterError(RecognizerError):
    """A text has characters that the charset cannot spell; they are named, never dropped."""

    def __init__(self, text: str, characters: str) -> None:
        listed = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in characters)
        super().__init__(f"{text!r} has characters outside the charset: {listed}")
        self.text = text
        self.characters = characters


class TextTooLongError(RecognizerError):
    """A text has more characters than the recogniser can write."""


class ImageError(RecognizerError):
    """One image cannot be read; the rest of its batch is unaffected."""


class ArchiveError(RecognizerError):
    """A model archive is missing, damaged, or not of a kind this program can run."""


class BackendError(RecognizerError):
    """A backend as a whole cannot answer now (server away, model not loaded, bad answer)."""
