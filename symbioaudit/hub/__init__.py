"""The hub: the platform's receiving end. Takes packages once, verifies them, keeps the registry, answers with receipts."""
