"""`python -m samara` is `samara`."""

from samara.cli import main

main()
