"""`python -m opora`, for where there is no `opora` on the path."""

from opora.cli import main

main()
