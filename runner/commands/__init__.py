"""The commands behind the command line, one module each; each returns an exit code."""
