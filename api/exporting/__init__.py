"""Exports: what the ledger and the views hold, as Parquet files that are added to."""
