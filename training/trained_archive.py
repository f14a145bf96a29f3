"""An archive of ours as what it was trained to: weights, and the network they belong to."""

from dataclasses import dataclass
from pathlib import Path

from recognizer.archive import Archive, Description
from recognizer.charset import Charset
from recognizer.errors import ArchiveError
from recognizer.network.config import RareConfig
from recognizer.network.rare import Rare
from training.weights import load_weights


@dataclass(frozen=True)
class TrainedArchive:
    """An archive, checked, and what its weights are of."""

    archive: Archive
    description: Description
    config: RareConfig
    charset: Charset
    weights: Path

    def build(self) -> Rare:
        """Make its network, with its weights. Raises WeightsError."""
        model = Rare(self.config, self.charset)
        load_weights(model, self.weights)
        return model


def open_trained(folder: Path) -> TrainedArchive:
    """Open the archive in `folder`. Raises ArchiveError where it has no weights of ours."""
    archive = Archive.open(folder)
    description = archive.description
    if description is None:
        raise ArchiveError(f"{folder}: a SavedModel without archive.json cannot be trained on")
    weights = folder / "training" / str(description.version) / "weights.weights.h5"
    if not weights.is_file():
        raise ArchiveError(f"{weights}: is missing; without it the archive cannot be trained on")
    config = RareConfig.from_json(dict(description.network))
    return TrainedArchive(archive, description, config, description.charset, weights)
