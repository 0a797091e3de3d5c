"""Programs for those who build SymbioAudit; nothing here is shipped."""
