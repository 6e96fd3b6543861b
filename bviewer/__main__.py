"""`python -m bviewer` is the console script."""

from bviewer.cli import main

main()
