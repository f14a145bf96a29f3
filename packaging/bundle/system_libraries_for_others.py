"""Let what the bundle starts, such as another Python, load the system's libraries, not its own.

PyInstaller runs this before the program. The system's loader has read the variable by then: the
program itself goes on finding what lies in the bundle.
"""

import os

_before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _before is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = _before
