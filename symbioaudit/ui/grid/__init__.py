"""Many records of one form as a table: model, view, keyboard, paste, totals."""
