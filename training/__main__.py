"""Command line: `python -m training COMMAND`."""

from training.command_line import main

raise SystemExit(main())
