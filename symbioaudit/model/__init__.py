"""The records of an audit as frozen dataclasses; stdlib only."""
