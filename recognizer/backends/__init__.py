"""Local runtimes and the TensorFlow Serving client; none knows another."""

import os

# ONNX Runtime keeps a device id in the user's cache and reports to its maker over the network, from
# the moment it is imported. Nothing about other people's datasets leaves without being asked for.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
