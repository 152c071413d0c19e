"""The words of the market's text search, folded by us so that no feature of the database is needed: pure functions.

A word is a run of letters and digits, without accents, in one case: `Crème brûlée` → `creme`, `brulee`. The same folding
serves what is indexed, what is asked, titles for sorting, and addresses.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

MOST_WORDS = 600
"""Different words kept of one listing: a description that is a dictionary must not become one in the index."""

_LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart, and the Arabic stretch mark, which is decoration.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "\u0640": ""}
)
_MARK_WEIGHT = ("A", "B", "C", "D")


_PARTICLES = """
    the and for with from that this you your our are not all has was its but out per
    que con por para del los las una uno unos unas como mas sin sus este esta esto ese esa son muy sobre entre desde hasta pero cada
    les des une pour avec dans sur par aux est pas plus ces cette vous nous sans mais chez leur ont qui
    من في على إلى عن مع هذا هذه التي الذي كل بعد قبل أو ثم أن إن لا ما كما
"""


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case without accents. Arabic loses its vowel signs, and the forms of alif become one."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).translate(_LETTERS)


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word[:_LONGEST_WORD] for word in _WORD.findall(fold(text))]


PARTICLES = frozenset(words_of(_PARTICLES))
"""Words that stand in every text and mean nothing alone, in the languages of our pages: nobody is offered one for a slip."""


def vector(weighted: Iterable[tuple[str, Iterable[str]]]) -> str:
    """`(weight A–D, texts)` → the text form of a tsvector: each word once, with the best weight it has."""
    best: dict[str, str] = {}
    for weight, texts in weighted:
        for text in texts:
            for word in words_of(text):
                if weight < best.get(word, "E") and (word in best or len(best) < MOST_WORDS):
                    best[word] = weight
    return " ".join(f"'{word}':{place}{weight}" for place, (word, weight) in enumerate(best.items(), start=1))


def in_all_languages(*texts: Mapping[str, str]) -> list[str]:
    """The texts of all languages: who reads Spanish finds what was written in Spanish."""
    return [text for by_language in texts for text in by_language.values()]


def slug_of(text: str, *, otherwise: str) -> str:
    """An address made of a title: `Crème brûlée (2 x)` → `creme-brulee-2-x`. Letters of other scripts are left out."""
    plain = "-".join(re.findall(r"[a-z0-9]+", fold(text)))[:60].strip("-")
    return plain if len(plain) >= 2 else otherwise
