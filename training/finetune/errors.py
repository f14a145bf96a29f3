"""What can go wrong in a fine-tuning, told to the person who asked for it."""


class FineTuningError(Exception):
    """A fine-tuning cannot begin or go on; the message says what to do."""


class StoppedError(Exception):
    """The process was asked to stop; what was done is kept, and the same command goes on."""
