"""Opportunities, computed: what a measure changes, what it is worth and how surely, what could be proposed,
how ready a synergy is, what its next status needs, what it has brought."""
