"""Local runtimes and the TensorFlow Serving client; none knows another."""
