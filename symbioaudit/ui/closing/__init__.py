"""Closing the day: the report on the screen, the files that go out."""
