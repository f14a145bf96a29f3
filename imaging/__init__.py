"""What every reading of an image file does alike: paper behind the transparent, and upright."""
