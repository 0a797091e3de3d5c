"""Benchmarks print ratios against a peer or a floor measured in the same run; nothing here is a test."""
