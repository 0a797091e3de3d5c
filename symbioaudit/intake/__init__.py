"""Questionnaire workbooks out and in, free-form lists in; hostile files are stopped at the door."""
