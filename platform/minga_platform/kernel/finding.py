"""How a list is searched for a part of a name that somebody types: whatever its case and accents, and with no sign that means anything."""


def has_part(name: str, part: str) -> str:
    """SQL: whether `part` stands in `name`, both expressions of text."""
    return f"strpos({_plain(name)}, {_plain(part)}) > 0"


def _plain(text: str) -> str:
    return f"regexp_replace(normalize(lower({text}), NFKD), '[\\u0300-\\u036f]', '', 'g')"
