"""The files of the fast local runtime: the encoder and the decoder's loop, as ONNX."""

from pathlib import Path

import onnx

from recognizer.network.rare import Rare
from training.onnx_decoder import decoder_model
from training.onnx_encoder import encoder_model


def write_onnx(model: Rare, *, encoder: Path, decoder: Path) -> None:
    """Write the two files; `encoder_model` and `decoder_model` say what they take and give."""
    onnx.save(encoder_model(model), encoder)
    onnx.save(decoder_model(model), decoder)
