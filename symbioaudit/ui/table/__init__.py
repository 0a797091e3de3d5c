"""Tables that are typed into as a spreadsheet is: the view, its cell editor, lines inside a card."""
