"""How the program came to this machine: it decides what can be added to it."""

import sys


def is_bundle() -> bool:
    """Tell whether this is the desktop bundle: it is no Python, and nothing can be added to it."""
    return bool(getattr(sys, "frozen", False))
