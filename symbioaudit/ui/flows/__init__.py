"""Flows drawn: the map of processes, which is also their editor, and Sankey diagrams."""
