"""What was done and by whom: undo by name, history, time machine, bin, comparison, merge, second answers."""
