"""Handing over: the courier that sends in the background, the state in the top bar, the outbox page."""
