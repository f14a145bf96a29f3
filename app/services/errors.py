"""What can go wrong in a service, by what the person can do about it."""


class ServiceError(Exception):
    """Base of everything the services raise on purpose; its text is meant for the person."""


class EmptyLabelError(ServiceError):
    """A label would become empty; an image without text is excluded instead."""


class NothingToDoError(ServiceError):
    """The command changes nothing: no step to undo, no prediction to take, label clean already."""


class ExportError(ServiceError):
    """An export could not be written; what was there before is untouched."""


class CancelledError(ServiceError):
    """The person stopped a long task; nothing of it remains."""


class EmptyDatasetError(ServiceError):
    """A dataset has no labelled image that could be read."""


class DatasetNameError(ServiceError):
    """The path of a dataset is no text."""


class OtherFormatError(ServiceError):
    """A review was imported as another format than the one asked for."""


class OtherDatasetError(ServiceError):
    """A review was made of another dataset than the one it is opened with."""
