"""Symbiosis: what a plant has and wants, who could take it, and why (METHODOLOGY 3.6–3.8, 4.5)."""
