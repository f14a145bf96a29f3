"""Where the program keeps what is a person's and has no place beside the dataset."""

import os
from pathlib import Path


def personal_data() -> Path:
    """Give the program's folder among the person's data; it may not be there yet."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return home / "hangul-ocr-review"
