"""Plain Python: items, verdicts, the review's state, queue order, diff, statistics."""
