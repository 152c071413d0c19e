"""What people type → what the database is asked, and the mending of typing errors.

Search text is literal: there is no syntax in it, so nothing typed can be an error or an operator. Every word must be
found; the last one may be unfinished. When nothing is found, each unknown word is mended to the nearest known one and
the search is tried once more. Source of the measure: Damerau–Levenshtein (optimal string alignment), as in rapidfuzz.
"""

import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.market.catalog import synonyms
from minga_platform.market.catalog.queries.listings import forget_common_words
from minga_platform.market.catalog.words import PARTICLES, words_of

MOST_WORDS = 12
MOST_CHARACTERS = 200

Words = Literal["search_word", "design_word"]

_KEPT_SECONDS = 60.0
_MOST_VOCABULARY = 60_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """The folded words of a search, in the order typed."""

    words: tuple[str, ...]
    equals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Word → what the co-op's people call it too (see `widen`)."""

    @classmethod
    def read(cls, text: str) -> "Wanted":
        """The first 200 characters' first twelve words."""
        return cls(tuple(dict.fromkeys(words_of(text[:MOST_CHARACTERS])))[:MOST_WORDS])

    @property
    def query_text(self) -> str:
        """The text form of a tsquery. Words are letters and digits only, so quoting them is enough."""
        parts = [[f"'{one}':*" for one in (word, *self.equals.get(word, ()))] for word in self.words]
        return " & ".join(part[0] if len(part) == 1 else f"({' | '.join(part)})" for part in parts)


async def widen(work: Work, wanted: Wanted) -> Wanted:
    """The search with words that the co-op calls equal. Those are kept for a minute, as the vocabulary is."""
    known = await synonyms.kept(work)
    equals = {word: known[word] for word in wanted.words if word in known}
    return replace(wanted, equals=equals) if equals else wanted


async def mend(work: Work, wanted: Wanted, words: Words = "search_word") -> Wanted | None:
    """The search with each unknown word mended to the nearest known one; None where nothing can be mended.

    `words`: the table of known words, the market's or the commons'.
    """
    vocabulary = await _vocabulary(work, words)
    mended = tuple(word if word in wanted.equals else nearest(word, vocabulary) or word for word in wanted.words)
    if mended == wanted.words:
        return None
    better = Wanted(tuple(dict.fromkeys(mended)))
    return await widen(work, better) if words == "search_word" else better


async def alike(work: Work, wanted: Wanted, *, most: int) -> list[str]:
    """Known words that are written like one of these, the nearest first: one slip more than `mend` forgives is allowed.

    Of several words those that are known come before any of that, as typed: alone they find something.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    vocabulary = await _vocabulary(work, "search_word")
    found: list[tuple[int, int, str]] = []
    for place_typed, word in enumerate(wanted.words):
        errors = allowed_errors(word) + 1
        if len(word) < 3 or word in PARTICLES:
            continue
        if any(vocabulary.begins(one) for one in (word, *wanted.equals.get(word, ()))):
            # Nothing is a slip that finds something; and a single word cannot do without itself.
            found += [(0, place_typed, word)] if len(wanted.words) > 1 else []
            continue
        for length in range(len(word) - errors, len(word) + errors + 1):
            for known, distance, place in process.extract(
                word, vocabulary.of_length(length), scorer=OSA.distance, score_cutoff=errors, limit=most
            ):
                if distance and known[0] == word[0]:
                    found.append((int(distance), -vocabulary.frequency(length, place), known))
    return list(dict.fromkeys(known for _, _, known in sorted(found)))[:most]


def allowed_errors(word: str) -> int:
    """How many slips of the finger a word of this length may hold: short words would turn into other words."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def nearest(word: str, vocabulary: "Vocabulary") -> str | None:
    """The most frequent of the nearest known words; the word itself where it is known or begins a known one."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    errors = allowed_errors(word)
    if vocabulary.begins(word):
        return word
    if not errors:
        return None
    best: tuple[int, int, str] | None = None
    for length in range(len(word) - errors, len(word) + errors + 1):
        for known, distance, place in process.extract(
            word, vocabulary.of_length(length), scorer=OSA.distance, score_cutoff=errors, limit=20
        ):
            candidate = (int(distance), -vocabulary.frequency(length, place), known)
            if best is None or candidate < best:
                best = candidate
    return best[2] if best else None


class Vocabulary:
    """The words of what is on offer; those that a slip may have meant by length, with how many listings hold each."""

    def __init__(self, rows: Sequence[tuple[str, int]]) -> None:
        self._words: dict[int, list[str]] = {}
        self._frequency: dict[int, list[int]] = {}
        self._sorted = sorted(word for word, _ in rows)
        for word, listings in rows:
            if word in PARTICLES:  # Known when it is typed; never what somebody meant who typed something else.
                continue
            self._words.setdefault(len(word), []).append(word)
            self._frequency.setdefault(len(word), []).append(listings)

    def begins(self, word: str) -> bool:
        """Whether a known word begins with this."""
        place = bisect_left(self._sorted, word)
        return place < len(self._sorted) and self._sorted[place].startswith(word)

    def of_length(self, length: int) -> list[str]:
        """The known words of so many characters."""
        return self._words.get(length, [])

    def frequency(self, length: int, place: int) -> int:
        """How many listings hold the word at this place of `of_length`."""
        return self._frequency[length][place]


# Words change slowly, a mended word may lag a minute behind, and reading them anew for each typing error would cost more
# than the search. Kept per co-op, the least recently read ones dropped.
_vocabularies: dict[tuple[Words, UUID | None], tuple[float, Vocabulary]] = {}
_MOST_KEPT = 8


async def _vocabulary(work: Work, words: Words) -> Vocabulary:
    key = words, work.scope.cooperative_id
    kept = _vocabularies.get(key)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    rows = await work.rows(
        f"""SELECT word, sum(listings)::bigint AS listings FROM {words} WHERE ($1::uuid IS NULL OR cooperative_id = $1)
        GROUP BY word ORDER BY 2 DESC LIMIT $2""",
        work.scope.cooperative_id,
        _MOST_VOCABULARY,
    )
    vocabulary = Vocabulary([(row["word"], row["listings"]) for row in rows])
    _vocabularies.pop(key, None)
    while len(_vocabularies) >= _MOST_KEPT:
        del _vocabularies[next(iter(_vocabularies))]
    _vocabularies[key] = (time.monotonic() + _KEPT_SECONDS, vocabulary)
    return vocabulary


def forget_vocabularies() -> None:
    """Read the words anew at the next typing error: after a bulk load, and between tests."""
    _vocabularies.clear()
    synonyms.forget()
    forget_common_words()
