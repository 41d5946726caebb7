"""Run the command line as ``python -m mobsim``."""

from mobsim.cli import main

if __name__ == "__main__":
    main()
