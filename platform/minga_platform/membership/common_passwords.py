"""Passwords that many people use. Longer ones are mostly these, repeated or with something tacked on.

Two lists: what leaked collections hold most often (`common_passwords.txt`, its source and licence stand at its top), and
words of our own place and languages, written by hand. Source of the approach: NIST SP 800-63B-4 §3.1.1.2 (block-list, no
rules of composition; a list longer than what a limited guesser can try only vexes people).
"""

import functools
import re
import unicodedata
from pathlib import Path

_LISTED = """
    password passw0rd passwort contraseña contrasena motdepasse azerty qwerty qwertz qwertyuiop asdfghjkl
    zxcvbnm qazwsx qazwsxedc zaqwsx letmein welcome bienvenido bienvenue marhaba admin administrator root toor
    login master dragon monkey football futbol baseball basketball soccer hockey superman batman spiderman
    pokemon naruto starwars princess princesa sunshine shadow iloveyou teamo tequiero jetaime habibi love lovely
    trustno whatever freedom hunter killer ranger buster harley thomas robert daniel michael jordan jessica
    jennifer ashley nicole charlie andrew matthew joshua george william alexander maria carlos alejandro
    fernando sebastian camila valentina mohammed mohamed ahmed fatima ali maggie ginger pepper cookie cheese
    chocolate banana orange summer winter spring autumn verano invierno printemps hiver january february march
    april june july august september october november december monday friday secret secreto changeme default
    guest test testtest testing temp temporary demo example sample user usuario computer internet samsung google
    facebook instagram microsoft windows apple android linkedin twitter youtube mustang ferrari corvette porsche
    mercedes yamaha liverpool chelsea arsenal barcelona madrid realmadrid juventus manchester america mexico
    argentina colombia peru espana france maroc algerie tunisie cooperative cooperativa cooperacion minga
    mercado market maker artesano commons solidarity solidaridad correcthorsebatterystaple horsebatterystaple
    opensesame abracadabra hello hola bonjour salam hellohello security sicherheit access pass passphrase
    mypassword thisismypassword thisisapassword ilovemyfamily ilovemydog ilovemycat jesuschrist godisgreat
    bismillah alhamdulillah inshallah allahuakbar mother father family familia famille angel angelo blessed
    forever eternity matrix phoenix knight wizard merlin gandalf frodo hogwarts harrypotter tigger snoopy
    garfield mickey disney barbie flower flores rainbow butterfly diamond silver golden purple yellow abcdef
    abcdefg abcdefgh abcdefghi abcdefghij abcdefghijklmnopqrstuvwxyz qwerasdf qwerasdfzxcv asdfasdf asdfqwer
"""
_OURS = frozenset(_LISTED.split())
_FILE = Path(__file__).with_name("common_passwords.txt")
_MOST_FREQUENT = 3000
"""So many of the leaked ones also count as words of which two side by side are no secret."""
_ROWS = (
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_LEET = str.maketrans("@4301$5!7", "aaeoissit")
_REPEATED = re.compile(r"(.{1,64}?)\1+")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


@functools.cache
def leaked() -> tuple[str, ...]:
    """The passwords of the file, folded, most frequent first. Read when the first password is set."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(unicodedata.normalize("NFKC", line).casefold() for line in lines if line and not line.startswith("#"))


@functools.cache
def _whole() -> frozenset[str]:
    return _OURS.union(leaked())


@functools.cache
def _words() -> frozenset[str]:
    return _OURS.union(word for word in leaked()[:_MOST_FREQUENT] if word.isalpha())


def is_common(password: str, own_words: tuple[str, ...] = ()) -> bool:
    """Whether the password would be among the first guesses: a listed word, a run on the keyboard, a repetition of
    either, or the person's own name or address (`own_words`), with digits and signs tacked on or not."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    own = {part for word in own_words for part in _parts(word) if len(part) >= 3}
    whole = _whole()
    for candidate in {folded, folded.translate(_LEET)}:
        bare = _EDGES.sub("", re.sub(r"[\s_.\-]+", "", candidate))
        joined = re.sub(r"[\s_.\-]+", "", candidate)
        for form in {candidate, joined, bare, _once(joined), _once(bare), _EDGES.sub("", _once(joined))}:
            if len(form) < 4 or len(set(form)) < 3 or form in whole or form in own or _is_run(form):
                return True
        if _only_listed(bare, own) or _tacked_on(joined, whole) or _tacked_on(candidate, whole):
            return True
    return False


def _once(text: str) -> str:
    whole = _REPEATED.fullmatch(text)
    return whole.group(1) if whole else text


def _is_run(text: str) -> bool:
    return any(text in row or text in row[::-1] for row in _ROWS)


def _only_listed(text: str, own: set[str]) -> bool:
    """Two listed words side by side ("welcomepassword") are two guesses, not one secret; three or more are left alone."""
    words = _words()

    def known(part: str) -> bool:
        return part in words or part in own

    return any(known(text[:cut]) and known(_EDGES.sub("", text[cut:])) for cut in range(3, len(text) - 2))


def _tacked_on(text: str, whole: frozenset[str]) -> bool:
    """A listed password that ends in figures itself, with a year or a sign behind it: "oicu812" and "oicu8122026!"."""
    while len(text) > 4 and not text[-1].isalpha():
        text = text[:-1]
        if text in whole:
            return True
    return False


def _parts(word: str) -> set[str]:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return {folded, re.sub(r"\s+", "", folded), *re.split(r"[\s@.+_\-]+", folded)}
