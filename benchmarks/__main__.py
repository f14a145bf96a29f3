"""`python -m benchmarks NAME [--json] ...`: run the module `benchmarks/NAME.py`."""

import importlib
import pkgutil
import sys
from pathlib import Path

NOT_BENCHMARKS = {"__main__", "report"}


def names() -> list[str]:
    """List the benchmarks there are."""
    found = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return sorted(name for name in found if name not in NOT_BENCHMARKS and name[0] != "_")


def main() -> int:
    """Dispatch to a benchmark's own `main(arguments) -> exit status`."""
    if len(sys.argv) < 2 or sys.argv[1] not in names():
        print(f"usage: python -m benchmarks {{{','.join(names())}}} [--json] ...", file=sys.stderr)
        return 2
    status: int = importlib.import_module(f"benchmarks.{sys.argv[1]}").main(sys.argv[2:])
    return status


if __name__ == "__main__":
    raise SystemExit(main())
