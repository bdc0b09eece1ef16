"""``python -m graphrt_cli``: the same as ``graphrt``."""

from graphrt_cli.main import main

main()
