"""Image bytes in, text and scores out. Knows neither the desktop program nor training."""
