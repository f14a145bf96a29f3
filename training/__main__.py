"""Command line: `python -m training train|evaluate|export|contact-sheet`."""

from training.command_line import main

raise SystemExit(main())
