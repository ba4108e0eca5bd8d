"""What is known about complaints: each view a fold over the ledger. Imports `complaints` only."""
