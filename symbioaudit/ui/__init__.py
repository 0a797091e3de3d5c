"""The window (PySide6). Widgets are dumb: they show records and hand typed texts to the session."""
