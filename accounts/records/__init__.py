"""The records: Django's admin as this site uses it. Every app registers what it keeps in its ``admin.py``."""
