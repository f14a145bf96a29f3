"""What can go wrong in a training, told to the person who asked for it."""


class TrainingError(Exception):
    """A training cannot begin or go on; the message says what to do."""


class WorkersError(TrainingError):
    """The processes that are named cannot train together."""


class RenderingError(TrainingError):
    """A process that renders samples has ended."""


class DivergedError(TrainingError):
    """The loss is no number any more, nor are the weights."""


class WeightsError(TrainingError):
    """A file of weights, or a checkpoint, cannot be used."""


class OtherRunError(TrainingError):
    """The folder belongs to another run or process; it was left as it is."""


class FineTuningError(TrainingError):
    """A fine-tuning cannot begin or go on."""


class StoppedError(TrainingError):
    """The process was asked to stop; what was done is kept, and the same command goes on."""
