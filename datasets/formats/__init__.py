"""The formats, one plug-in each."""
