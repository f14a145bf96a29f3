"""Every dataset format in and out, as plain values: image bytes or crop, label, where it came from."""
