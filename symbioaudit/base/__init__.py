"""The floor: errors with codes, translated texts, paths, clock, ids, settings, log."""
