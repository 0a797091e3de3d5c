"""Symbiosis: what the plant has and wants, who could take or give it, technologies, the pipeline of matches."""
