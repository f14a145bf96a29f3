"""Qt item models over ids."""
