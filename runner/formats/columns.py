"""How wide the terminal is."""

import os


def columns() -> int:
    """Columns to write in: $COLUMNS, the terminal's, or 80. shutil's function, without importing shutil."""
    try:
        return int(os.environ.get("COLUMNS", "")) or 80
    except ValueError:
        pass
    try:
        return os.get_terminal_size().columns or 80
    except OSError:
        return 80
