"""What can go wrong in a training, told to the person who asked for it."""


class TrainingError(Exception):
    """A training cannot begin or go on; the message says what to do."""


class WorkersError(TrainingError):
    """The processes that are named cannot train together."""


class FineTuningError(TrainingError):
    """A fine-tuning cannot begin or go on."""


class OtherRunError(FineTuningError):
    """The folder holds a run with another plan, which was left as it is."""


class StoppedError(TrainingError):
    """The process was asked to stop; what was done is kept, and the same command goes on."""
