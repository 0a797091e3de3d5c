"""``python -m symbioaudit`` is the same as the command ``symbioaudit``."""

from symbioaudit.cli import main

if __name__ == "__main__":
    main()
