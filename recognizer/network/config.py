"""Sizes of the network."""

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from recognizer.preprocess import Boxes


@dataclass(frozen=True)
class Stage:
    """One stage of the convolutional encoder: a strided convolution, then residual blocks.

    With a `rank` each of its convolutions is a `LowRankConv2D` of so many channels in between.
    """

    channels: int
    blocks: int
    stride: tuple[int, int]  # rows, columns
    rank: int | None = None


@dataclass(frozen=True)
class RareConfig:
    """Every size that the weights depend on. Saved in the archive beside them."""

    height_px: int
    widths_px: tuple[int, ...]  # of the boxes that words are put into, ascending
    localiser_columns: int  # what the rectifier's localiser sees of a box, however wide it is
    stem_channels: int
    stages: tuple[Stage, ...]
    sequence_channels: int
    rnn_units: int  # per direction
    rnn_layers: int
    attention_units: int
    decoder_units: int
    embedding_units: int
    fiducials: int = 20
    localisation_channels: tuple[int, ...] = (16, 32, 64)
    max_length: int = 25
    stretched_px: int = 0  # how wide narrow words are drawn at most, see `Boxes`
    stretch_percent: int = 150  # and at most how much wider than they are
    stem_rank: int | None = None  # of the stem's second convolution, as in `Stage`
    sequence_stride: int = 1  # columns of the last stage that become one of the sequence

    def __post_init__(self) -> None:
        for width_px in self.widths_px:
            if width_px % self.column_px:
                raise ValueError(
                    f"a box of {width_px} px does not divide into columns of {self.column_px} px"
                )

    @property
    def column_px(self) -> int:
        """How wide what one column of the sequence stands for is, in the input."""
        strides = (stage.stride[1] for stage in self.stages)
        return 2 * math.prod(strides) * self.sequence_stride

    @property
    def boxes(self) -> Boxes:
        """The sizes of an input."""
        return Boxes(self.height_px, self.widths_px, self.stretched_px, self.stretch_percent)

    @property
    def reference_px(self) -> int:
        """The box that the localiser sees in its own proportions; batches are counted in it."""
        return 2 * self.localiser_columns

    def columns(self, width_px: int) -> int:
        """Give T, how many columns the encoder makes of a box."""
        return width_px // self.column_px

    def to_json(self) -> dict[str, Any]:
        """Give plain values for archive.json."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "RareConfig":
        """Read what `to_json` gave back, also before there were boxes of several widths."""
        values = dict(values)
        if (width_px := values.pop("width_px", None)) is not None:
            values |= {"widths_px": [width_px], "localiser_columns": width_px // 2}
        stages = tuple(
            Stage(s["channels"], s["blocks"], (s["stride"][0], s["stride"][1]), s.get("rank"))
            for s in values["stages"]
        )
        channels = tuple(values["localisation_channels"])
        return cls(
            **{
                **values,
                "widths_px": tuple(values["widths_px"]),
                "stages": stages,
                "localisation_channels": channels,
            }
        )


FAST = RareConfig(
    height_px=40,
    widths_px=(96, 144, 192, 240, 320),
    stretched_px=144,
    stretch_percent=200,
    localiser_columns=80,
    stem_channels=32,
    stem_rank=16,
    stages=(Stage(64, 1, (2, 2), rank=32), Stage(128, 1, (2, 1), rank=48)),
    sequence_channels=192,
    sequence_stride=2,
    rnn_units=128,
    rnn_layers=2,
    attention_units=128,
    decoder_units=256,
    embedding_units=64,
)

# To train in and be cut back to FAST by `python -m training resize`, docs/decisions/0011.
ROOMY = replace(FAST, stages=(Stage(64, 1, (2, 2), rank=48), Stage(128, 1, (2, 1), rank=80)))

# The sizes of Shi et al. 2016 (7 convolutions to 512 channels, two BiRNN of 256, GRU of 256),
# arranged as residual stages.
PAPER = RareConfig(
    height_px=40,
    widths_px=(80, 120, 160, 240, 320),
    stretched_px=160,
    localiser_columns=80,
    stem_channels=64,
    stages=(Stage(128, 1, (2, 2)), Stage(256, 1, (2, 1)), Stage(512, 1, (2, 1))),
    sequence_channels=512,
    rnn_units=256,
    rnn_layers=2,
    attention_units=256,
    decoder_units=256,
    embedding_units=128,
)

# Small enough to train a few steps inside a test.
TINY = RareConfig(
    height_px=16,
    widths_px=(24, 36, 48),
    stretched_px=24,
    localiser_columns=24,
    stem_channels=4,
    stages=(Stage(8, 1, (2, 2)),),
    sequence_channels=16,
    rnn_units=8,
    rnn_layers=1,
    attention_units=8,
    decoder_units=16,
    embedding_units=4,
    localisation_channels=(4, 8),
)

CONFIGS = {"fast": FAST, "roomy": ROOMY, "paper": PAPER, "tiny": TINY}
