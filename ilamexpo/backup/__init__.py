"""The whole site in one file, and back again: see ``making`` and ``restoring``."""
