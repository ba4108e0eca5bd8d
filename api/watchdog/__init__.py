"""What the house does by itself, as time goes by: it announces, and carries changes of the policy book.

Read in this order: `following` (the log says which complaint to look at, and when), `jobs` (looking),
`carrying` (one change, all complaints), `running` (as part of a process). What is due is decided by
`complaints.watching`; no view depends on any of it.
"""
