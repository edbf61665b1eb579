"""``python -m webapp`` is ``marshrut``."""

from webapp.cli import main

main()
