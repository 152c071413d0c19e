"""Languages as BCP 47 tags. Names of languages and regions that manifests use are read as what they name."""

import re

_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4})(?:-(?P<script>[A-Za-z]{4}))?"
    r"(?:-(?P<region>[A-Za-z]{2}|[0-9]{3}))?(?P<rest>(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*(?:-x(?:-[A-Za-z0-9]{1,8})+)?)"
)
_NAMES = {
    "en": "english anglais inglés ingles englisch",
    "de": "german deutsch allemand alemán aleman",
    "fr": "french français francais französisch francés frances",
    "es": "spanish español espanol castellano espagnol spanisch",
    "ar": "arabic العربية",
    "pt": "portuguese português portugues",
    "it": "italian italiano",
    "nl": "dutch nederlands",
    "sw": "swahili kiswahili",
    "ru": "russian русский",
    "zh": "chinese 中文",
    "ja": "japanese 日本語",
    "pl": "polish polski",
    "sv": "swedish svenska",
    "da": "danish dansk",
    "fi": "finnish suomi",
    "cs": "czech čeština",
    "el": "greek ελληνικά",
    "tr": "turkish türkçe",
    "hi": "hindi हिन्दी",
    "ca": "catalan català",
    "eu": "basque euskara",
    "qu": "quechua runasimi",
    "ko": "korean 한국어",
    "uk": "ukrainian українська",
    "id": "indonesian",
}
_LANGUAGE = {name: tag for tag, names in _NAMES.items() for name in names.split()}
# Not in ISO 3166, but everybody knows what is meant; and the regions that we have seen written out.
_REGION = {
    "uk": "GB",
    "england": "GB",
    "britain": "GB",
    "usa": "US",
    "america": "US",
    "germany": "DE",
    "france": "FR",
    "spain": "ES",
}


def tag(text: str) -> str | None:
    """The tag in its usual case (`de-AT`), or None. A region that is nobody's country is left out (`DE-Western-Europe`)."""
    given = re.sub(r"[\s_(),/]+", "-", text.strip()).strip("-")
    first, _, rest = given.partition("-")
    if first.lower() in _LANGUAGE:
        return _with_region(_LANGUAGE[first.lower()], rest)
    found = _TAG.fullmatch(given)
    if found is None or re.fullmatch(
        r"(?:-[A-Za-z]{5,8})+", found["rest"]
    ):  # Words, not one of the few registered variants.
        return _with_region(first.lower(), rest) if re.fullmatch(r"[A-Za-z]{2,3}", first) and rest else None
    made = found["language"].lower()
    if found["script"]:
        made += "-" + found["script"].title()
    if found["region"]:
        made += "-" + _REGION.get(found["region"].lower(), found["region"].upper())
    return made + found["rest"].lower()


def _with_region(language: str, rest: str) -> str:
    known = _REGION.get(rest.lower())
    if known is None and re.fullmatch(r"[A-Za-z]{2}", rest):
        known = rest.upper()
    return f"{language}-{known}" if known else language
