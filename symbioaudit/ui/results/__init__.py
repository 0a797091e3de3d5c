"""Live results: tables whose every number tells where it comes from."""
