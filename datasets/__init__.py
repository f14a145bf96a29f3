"""Every dataset format in and out, as plain values: where an image is, its label, its source."""
