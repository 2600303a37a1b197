"""`python -m server` is `u4ssc`."""

from server.cli import main

main()
