"""Passwords that many people use. Longer ones are mostly these, repeated or with something tacked on.

Written down by hand from what is commonly known; source of the approach: NIST SP 800-63B-4 §3.1.1.2 (block-list, no
rules of composition). A guess costs little here, because sign-in is limited: the list stops the first hundred guesses.
"""

import re
import unicodedata

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
_WORDS = frozenset(_LISTED.split())
_ROWS = (
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_LEET = str.maketrans("@4301$5!7", "aaeoissit")
_REPEATED = re.compile(r"(.{1,8}?)\1+")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def is_common(password: str, own_words: tuple[str, ...] = ()) -> bool:
    """Whether the password would be among the first guesses: a listed word, a run on the keyboard, a repetition of
    either, or the person's own name or address (`own_words`), with digits and signs tacked on or not."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    own = {part for word in own_words for part in _parts(word) if len(part) >= 3}
    for candidate in {folded, folded.translate(_LEET)}:
        bare = _EDGES.sub("", re.sub(r"[\s_.\-]+", "", candidate))
        joined = re.sub(r"[\s_.\-]+", "", candidate)
        for form in {candidate, joined, bare, _once(joined), _once(bare), _EDGES.sub("", _once(joined))}:
            if len(form) < 4 or len(set(form)) < 3 or form in _WORDS or form in own or _is_run(form):
                return True
        if _only_listed(bare, own):
            return True
    return False


def _once(text: str) -> str:
    whole = _REPEATED.fullmatch(text)
    return whole.group(1) if whole else text


def _is_run(text: str) -> bool:
    return any(text in row or text in row[::-1] for row in _ROWS)


def _only_listed(text: str, own: set[str]) -> bool:
    """Two listed words side by side ("welcomepassword") are two guesses, not one secret; three or more are left alone."""
    known = _WORDS | own
    return any(text[:cut] in known and _EDGES.sub("", text[cut:]) in known for cut in range(3, len(text) - 2))


def _parts(word: str) -> set[str]:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return {folded, re.sub(r"\s+", "", folded), *re.split(r"[\s@.+_\-]+", folded)}
