"""RARE (Shi et al. 2016) in Keras 3, `keras.ops` only: it runs on TensorFlow, JAX and torch."""
