"""What a complaint is, and its ledger.

Reading order: `when`, `money` (values), `facts` (what can have happened), `commands` (what can be
asked for), `complaint` (what a complaint's facts add up to), `rules` (what follows from a command, or
why it is refused), `sla` (clocks), `storage` and `recorder` (how a fact becomes a row), `ledger` (read,
decide, append: the only writer).
"""
