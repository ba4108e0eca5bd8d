"""What the importers refuse, each with a sentence for the person who started the import."""


class FileRefused(Exception):
    """The whole file cannot be taken. The sentence says why and what to do; the caller knows which file."""


class RowRefused(Exception):
    """One row cannot be taken. The sentence says why; the caller knows the line."""
