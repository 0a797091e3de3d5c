"""The manual inside the window and the first tour."""
