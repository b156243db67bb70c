"""`python -m netwerkzorg.platform` is the command `netwerkzorg`."""

from .cli import main

main()
