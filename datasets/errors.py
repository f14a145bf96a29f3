"""What can go wrong with a dataset, by what the caller can do about it."""


class DatasetError(Exception):
    """Base of everything that reading or writing a dataset raises on purpose."""


class UnknownFormatError(DatasetError):
    """No format recognises the path, or no format has the name asked for."""


class DatasetAwayError(DatasetError):
    """The dataset's folder itself is not there: its disk or share has gone."""


class OutsideRootError(DatasetError):
    """A path leads outside the dataset's root, by its text or through a symbolic link."""


class ImageMissingError(DatasetError):
    """A label names an image that is not in the dataset."""


class ImageUnreadableError(DatasetError):
    """An image is there but cannot be read, decoded or cut."""


class LabelFileError(DatasetError):
    """A label file as a whole cannot be read."""


class BadRowError(DatasetError):
    """One label of a label file makes no sense; a format raises it and it becomes a Problem."""


class NotWritableError(DatasetError):
    """A label, a path or a change cannot be written in the format asked for."""


class OutputExistsError(DatasetError):
    """The place to write to holds something that writing would destroy."""


class MissingDependencyError(DatasetError):
    """An optional package is needed; the message says how to install it."""
