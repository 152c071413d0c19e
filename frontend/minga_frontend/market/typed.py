"""What makers type into forms, read and told back: texts in several languages, prices, measures, and what was wrong."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from minga_frontend.market.views import link
from minga_frontend.shell.forms import Form, read_money, read_number
from minga_frontend.shell.pages import language_of
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.locale import LANGUAGE_NAMES, mark, say
from minga_platform.kernel.money import decimal_text, scale_of

UNIT_NAMES = {"PIECE": "piece", "GRAM": "g", "MILLILITRE": "ml"}
UNIT_CODES = {name: code for code, name in UNIT_NAMES.items()}

_RULES: Mapping[str, str] = {
    "required": mark("Please fill this in."),
    "length": mark("This is too long."),
    "characters": mark("This has a character that cannot be kept. Please type it anew."),
    "one_line": mark("Please write this in one line."),
    "range": mark("Please write a number between %(minimum)s and %(maximum)s."),
    "step": mark("Please write a whole number of steps (%(step)s)."),
    "number": mark("At most %(maximum)s of these."),
    "mail": mark("Please write a mail address like ana@example.org."),
    "slug": mark("Please use small letters, digits and hyphens."),
}
NO_NUMBER = mark("Please write a number.")
NO_PRICE = mark("Please write an amount, such as 12.50.")


async def typed(request: Request) -> Form:
    """What was sent with a form; never a file."""
    sent = await request.form(max_files=0, max_fields=120)
    return Form({name: value for name, value in sent.items() if isinstance(value, str)})


def problems_of(request: Request, done: Mapping[str, Any], fields: Mapping[str, str] | None = None) -> dict[str, str]:
    """The problems of a refusal by field of the form; what belongs to no field stands under `form`."""
    field, sentence = str(done.get("field") or "form"), done["message"]
    rule = _RULES.get(str(done.get("rule")))
    if rule is not None:
        facts = {name: done.get(name) or "" for name in ("minimum", "maximum", "step")}
        sentence = say(language_of(request), rule, **facts) if "%(" in rule else say(language_of(request), rule)
    return {(fields or {}).get(field, field): sentence}


def refused(done: Mapping[str, Any]) -> bool:
    """Whether a mutation answered with a refusal."""
    return "code" in done


def languages_of(request: Request, cooperative: Cooperative) -> list[tuple[str, str]]:
    """The languages a maker writes in: hers first, then the co-op's own, then its others; each with its own name."""
    known = [language for language in cooperative.languages if language in LANGUAGE_NAMES]
    first = language_of(request) if language_of(request) in known else cooperative.language
    ordered = dict.fromkeys((first, cooperative.language, *known))
    return [(language, LANGUAGE_NAMES.get(language, language)) for language in ordered]


def read_texts(
    form: Form, name: str, languages: Sequence[tuple[str, str]], before: Sequence[Mapping[str, str]] = ()
) -> list[dict[str, str]]:
    """`title-en`, `title-es` … → what the API takes. Languages that the form does not show stay as they were."""
    shown = {language for language, _ in languages}
    kept = [dict(one) for one in before if one["language"] not in shown]
    typed_texts = [{"language": language, "text": form[f"{name}-{language}"]} for language, _ in languages]
    return [*kept, *(one for one in typed_texts if one["text"].strip())]


def show_texts(values: dict[str, str], name: str, texts: Sequence[Mapping[str, str]]) -> None:
    """The other way round: into the values of a form."""
    for one in texts:
        values[f"{name}-{one['language']}"] = one["text"]


def read_tags(text: str) -> list[str]:
    """`wool, gift` → two tags."""
    return [tag.strip() for tag in text.replace(";", ",").split(",") if tag.strip()]


def read_price(form: Form, name: str, currency: str, language: str) -> int | None:
    """Minor units, or None with the problem written into the form."""
    minor = read_money(form[name], currency)
    if minor is None or minor < 0:
        form.problems[name] = say(language, NO_PRICE)
        return None
    return minor


def read_measure(form: Form, name: str, language: str, *, needed: bool = True) -> int | None:
    """Base units: pieces as they are, weights in grams, volumes in millilitres. None with or without a problem."""
    if not form[name].strip():
        if needed:
            form.problems[name] = say(language, _RULES["required"])
        return None
    number = read_number(form[name], 0)
    if number is None or number < 0:
        form.problems[name] = say(language, NO_NUMBER)
        return None
    return number


def read_rate(form: Form, name: str, language: str) -> int | None:
    """A percentage → basis points."""
    bps = read_number(form[name].replace("%", ""), 2)
    if bps is None or not 0 <= bps <= 5000:
        form.problems[name] = say(language, _RULES["range"], minimum="0", maximum="50")
        return None
    return bps


def rate_text(bps: int) -> str:
    """Basis points → what stands in the field: `2100` → `21`."""
    text = decimal_text(bps, 2)
    return text.rstrip("0").rstrip(".")


def price_text(amount: Mapping[str, Any]) -> str:
    """An amount as its field shows it."""
    return decimal_text(amount["minor"], scale_of(amount["currency"]))


def onwards(request: Request, path: str) -> Response:
    """To another page, in the language of the address."""
    return RedirectResponse(link(request, path), 303)


def sign_in_first(request: Request) -> Response:
    """To the sign-in page, and back here afterwards."""
    return onwards(request, f"/sign-in?next={quote(request.url.path)}")
