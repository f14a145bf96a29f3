"""What makes every figure in the README: `python -m benchmarks NAME [--json]`."""
