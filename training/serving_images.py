"""Files to network inputs, as operations that TensorFlow has had since 1.14."""

import tensorflow as tf

from recognizer.preprocess import LUMA_WEIGHTS, MIN_DEVIATION, Boxes


def decode_image(content: tf.Tensor) -> tf.Tensor:
    """Decode one BMP, JPEG, PNG or unanimated GIF file to (H, W, 3) uint8 RGB."""
    # `decode_image` is an operation of its own today, and one that 1.14 does not know.
    return tf.cond(
        tf.equal(tf.strings.substr(content, 0, 2), b"BM"),
        lambda: _three_channels(tf.raw_ops.DecodeBmp(contents=content, channels=0)),
        lambda: tf.cond(
            tf.equal(tf.strings.substr(content, 0, 3), b"\xff\xd8\xff"),
            # The default (INTEGER_FAST) is off by up to 14 levels from what OpenCV and everyone
            # else decode; this one agrees with them to the bit.
            lambda: tf.raw_ops.DecodeJpeg(
                contents=content, channels=3, dct_method="INTEGER_ACCURATE"
            ),
            lambda: tf.raw_ops.DecodePng(contents=content, channels=3),
        ),
    )


def _three_channels(image: tf.Tensor) -> tf.Tensor:
    """Make grey or BGRA's RGB of what `DecodeBmp` gives: (H, W, 1, 3 or 4) to (H, W, 3)."""
    last = tf.shape(image)[2] - 1
    return tf.gather(image, tf.minimum([0, 1, 2], last), axis=2)


def resample_matrix(size_in: tf.Tensor, size_out: tf.Tensor) -> tf.Tensor:
    """Give the weights of `preprocess.resample`, (size_out, size_in) float32."""
    scale = tf.cast(size_in, tf.float32) / tf.cast(size_out, tf.float32)
    support = tf.maximum(scale, 1.0)
    centers = (tf.cast(tf.range(size_out), tf.float32) + 0.5) * scale - 0.5
    columns = tf.cast(tf.range(size_in), tf.float32)
    distance = tf.abs(tf.expand_dims(columns, 0) - tf.expand_dims(centers, 1))
    weights = tf.maximum(0.0, 1.0 - distance / support)
    return weights / tf.reduce_sum(weights, axis=1, keepdims=True)


def prepare(content: tf.Tensor, boxes: Boxes) -> tuple[tf.Tensor, tf.Tensor]:
    """Give `preprocess.to_input` of one file, (H, widest W, 1) float32, and the word's width."""
    image = decode_image(content)
    shape = tf.shape(image)
    height_in, width_in = shape[0], shape[1]
    luma = tf.reduce_sum(tf.cast(image, tf.float32) * LUMA_WEIGHTS, axis=2) / 255.0  # (H, W)
    at_height = (2 * width_in * boxes.height_px + height_in) // (2 * height_in)
    stretched = tf.minimum(boxes.stretched_px, boxes.stretch_percent * at_height // 100)
    width = tf.minimum(boxes.widest_px, tf.maximum(1, tf.maximum(at_height, stretched)))
    rows = resample_matrix(height_in, tf.constant(boxes.height_px))
    columns = resample_matrix(width_in, width)
    word = tf.matmul(tf.matmul(rows, luma), columns, transpose_b=True)  # (height_px, width)
    mean = tf.reduce_mean(word)
    deviation = tf.sqrt(tf.reduce_mean(tf.square(word - mean)))
    word = (word - mean) / tf.maximum(deviation, MIN_DEVIATION)
    padded = tf.pad(word, [[0, 0], [0, boxes.widest_px - width]])
    return tf.reshape(padded, [boxes.height_px, boxes.widest_px, 1]), width
