"""Every door: HTTP and the command line. Imports `projections` and `complaints`."""
