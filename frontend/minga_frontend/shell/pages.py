"""From a template to an answer: the one Jinja environment, and what every page is told.

Templates lie beside the views that use them and are named from the package's root: `market/catalog/product.html`.
They hold English sentences in `{{ _("…") }}`; amounts go through the filters `money`, `price`, `quantity`, `day`,
`window`, `moment`, `rate`, which write them as the reader's language does.
"""

import secrets
import zlib
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.utils import missing
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from minga_frontend.shell.forms import Form, shown_scale
from minga_frontend.shell.protection import content_policy
from minga_frontend.shell.static import STATIC
from minga_platform.kernel import locale
from minga_platform.kernel.money import allocate, decimal_text

_ROOT: Final = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Place:
    """The co-op whose pages these are, as the header shows it."""

    slug: str
    name: str
    accent: str = "clay"
    timezone: str = "UTC"
    language: str = "en"
    """The co-op's own language: content without the reader's falls back to it."""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str
    current: bool = False
    needs: str | None = None
    """The capability without which the page behind it is not there; `around` leaves such links out."""
    group: str = ""
    """What it and its neighbours are about: until one is at one of them, they are one link, to the first of them."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell at the top of the page: `good` is done, `care` asks for attention, `bad` went wrong."""

    text: str
    kind: Literal["good", "care", "bad", "plain"] = "plain"


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around a page: whose it is, who reads it, what she carries."""

    place: Place | None = None
    """None: the market across co-ops."""
    person_name: str | None = None
    """None: nobody signed in."""
    acts_for: bool = False
    """A helper acts for her whose name stands here; every page says so."""
    cart_count: int = 0
    shelf: tuple[Link, ...] = ()
    """The second row of the header: categories for buyers, sections for makers and coordinators."""
    account_links: tuple[Link, ...] = ()
    """The reader's own homes: my stall, coordination, books."""
    notices: tuple[Notice, ...] = ()
    search: str = ""
    """What was searched for, so that it stands in the field."""
    demo: bool = False
    """Says on every page that no money moves, and links to the one-click sign-in."""


@dataclass(slots=True)
class _Reading:
    """Who reads the page that is being rendered: filters and macros ask it, so that no template passes it on."""

    language: str = "en"
    address_language: str | None = None
    home_language: str = "en"
    zone: tzinfo = field(default=UTC)
    path: str = "/"
    query: str = ""
    place: str | None = None
    """The co-op's slug, for `within`."""
    summaries: list[tuple[str, Sequence[Form], str | None]] = field(default_factory=list)
    """Where a summary of problems is to stand, of which forms, and its title; see `_summary`."""


_reading: ContextVar[_Reading] = ContextVar("reading")
_NOBODY: Final = _Reading()


def _now() -> _Reading:
    return _reading.get(_NOBODY)


def language_of(request: Request) -> str:
    """The language this request is answered in (settled by `Protection`)."""
    return str(getattr(request.state, "language", locale.LANGUAGES[0]))


def render(
    request: Request,
    template: str,
    *,
    shell: Shell | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    form_action: tuple[str, ...] = (),
    **context: Any,
) -> HTMLResponse:
    """Answer with a page.

    `context` is what the template names; `title` should be in it. `form_action` adds origins that the page's forms may
    lead to. The answer carries its own content policy with a fresh nonce; a page for somebody signed in is not stored.
    """
    shell = shell or Shell()
    nonce = secrets.token_urlsafe(16)
    reading = _Reading(
        language=language_of(request),
        address_language=getattr(request.state, "address_language", None),
        home_language=shell.place.language if shell.place else "en",
        zone=_zone(shell.place.timezone if shell.place else "UTC"),
        path=request.url.path,
        query=request.url.query,
        place=shell.place.slug if shell.place else None,
    )
    html = _rendered(template, reading, {**context, "shell": shell, "nonce": nonce}).encode()
    packs = "gzip" in request.headers.get("accept-encoding", "")
    answer = HTMLResponse(packed(html) if packs else html, status_code=status, headers=dict(headers or {}))
    if packs:
        answer.headers["content-encoding"] = "gzip"
    answer.headers["content-security-policy"] = content_policy(nonce, form_action)
    answer.headers["content-language"] = reading.language
    answer.headers.setdefault("cache-control", "no-store" if shell.person_name else "private, no-cache")
    answer.headers.add_vary_header("cookie")
    answer.headers.add_vary_header("accept-language")
    answer.headers.add_vary_header("accept-encoding")
    return answer


# Compressed by hand for the header: a name of random length in it blurs how long the whole is, so that nobody who
# watches the line and can make a reader open links learns from lengths what else stands on her page (BREACH; the way
# is "Heal the Breach", 2022). The name is skipped by every browser.
_GZIP_HEAD: Final = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
_LONGEST_NAME: Final = 48


def packed(body: bytes) -> bytes:
    """The body in gzip (RFC 1952), of a length that varies a little from answer to answer."""
    press = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    name = b"x" * secrets.randbelow(_LONGEST_NAME) + b"\x00"
    tail = zlib.crc32(body).to_bytes(4, "little") + (len(body) & 0xFFFF_FFFF).to_bytes(4, "little")
    return b"".join((_GZIP_HEAD, name, press.compress(body), press.flush(), tail))


def render_text(
    template: str, *, language: str, timezone: str = "UTC", home_language: str = "en", **context: Any
) -> str:
    """A template without a request: letters and messages, in the language of whoever gets them."""
    return _rendered(template, _Reading(language=language, home_language=home_language, zone=_zone(timezone)), context)


def _rendered(template: str, reading: _Reading, context: Mapping[str, Any]) -> str:
    token = _reading.set(reading)
    try:
        written = (
            environment()
            .get_template(template)
            .render(
                language=reading.language, direction=locale.direction(reading.language), path=reading.path, **context
            )
        )
        for place, forms, title in reading.summaries:
            written = written.replace(place, _summary(written, forms, title))
        return written
    finally:
        _reading.reset(token)


def _summary_later(*forms: Form, title: str | None = None) -> Markup:
    """A mark where the summary will stand: it names the fields, and what they are called is known once they are drawn."""
    if not any(form.problems for form in forms):
        return Markup()
    place = f"\x00{secrets.token_hex(8)}\x00"
    _now().summaries.append((place, forms, title))
    return Markup(place)  # noqa: S704 - our own mark


def _summary(page: str, forms: Sequence[Form], title: str | None) -> str:
    lines = [
        {
            "problem": problem,
            "label": form.labels.get(name, ""),
            "anchor": name if f'id="{escape(name)}"' in page else "",
        }
        for form in forms
        for name, problem in form.problems.items()
    ]
    return environment().get_template("shell/summary.html").render(lines=lines, title=title)


@cache
def _zone(name: str) -> tzinfo:
    return ZoneInfo(name)


class _Missing(StrictUndefined):
    """A name that nobody gave raises wherever it is used; a member that a mapping lacks may be asked for with `if`."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]  # looser than its parent, which always raises
        if self._undefined_obj is missing and self._undefined_name != "caller":
            self._fail_with_undefined_error()
        return False


@cache
def environment() -> Environment:
    """The one environment. A name that a template uses and nobody gave is a mistake, so it raises."""
    made = Environment(
        loader=FileSystemLoader(_ROOT),
        # Letters in plain text must not turn & into &amp;.
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True, default_for_string=True),
        undefined=_Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        # Each is compiled when a page first needs it, some ten milliseconds; all three hundred at each start were four
        # seconds and twelve megabytes in every process, for pages that nobody opens today.
        cache_size=200,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]  # put there by the i18n extension
        lambda sentence: locale.translations(_now().language).gettext(sentence),
        lambda one, many, number: locale.translations(_now().language).ngettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, sentence: locale.translations(_now().language).pgettext(context, sentence),
    )
    made.globals.update(
        static=STATIC.path,
        speaking=lambda: _now().language,
        url=url,
        within=within,
        summary=_summary_later,
        new_key=lambda: secrets.token_urlsafe(18),
        here_in=here_in,
        languages=locale.LANGUAGE_NAMES,
        direction_of=locale.direction,
        allocate=allocate,
        shown_scale=shown_scale,
        step_text=_step_text,
        measure=lambda unit, base: locale.write_measure(_unit(unit), base, _now().language) or unit,
        icon_paths=_icons(),
    )
    made.filters.update(
        money=_money,
        price=_price,
        quantity=_quantity,
        weight=lambda grams: locale.write_quantity(grams, "g", _now().language),
        number=lambda number: locale.write_number(number, _now().language),
        rate=lambda bps: locale.write_rate(bps, _now().language),
        day=lambda value: locale.write_day(_day(value), _now().language),
        month=lambda value: locale.write_month(_day(value), _now().language),
        long_day=lambda value: locale.write_long_day(_day(value), _now().language),
        deadline=lambda value: locale.write_deadline(_moment(value), _now().zone, _now().language),
        moment=lambda value: locale.write_moment(_moment(value), _now().zone, _now().language),
        clock=lambda value: locale.write_time(_moment(value), _now().zone),
        window=lambda start, end: locale.write_window(_moment(start), _moment(end), _now().zone, _now().language),
        iban=write_iban,
        iso=lambda value: value if isinstance(value, str) else value.isoformat(),
        said=_said,
        unit=_unit,
    )
    return made


def url(path: str) -> str:
    """A link within the site that stays in the language of the address, where the address names one."""
    return in_language(path, _now().address_language)


def in_language(path: str, prefix: str | None) -> str:
    """The address under a language's prefix; one that is there already stays as it is."""
    if not prefix or path == f"/{prefix}" or path.startswith((f"/{prefix}/", f"/{prefix}?", f"/{prefix}#")):
        return path
    return f"/{prefix}{path}"


def within(path: str = "") -> str:
    """As `url`, inside the co-op whose page this is: `within("/rules")`."""
    place = _now().place
    assert place is not None, "a page outside of any co-op"
    return url(f"/c/{place}{path}")


def here_in(language: str) -> str:
    """This very page in another language."""
    query = f"?{_now().query}" if _now().query else ""
    return f"/{language}{_now().path}{query}"


def write_iban(number: str) -> str:
    """An IBAN in fours, as banks print it, whatever blanks it was typed with."""
    plain = "".join(number.split()).upper()
    return " ".join(plain[place : place + 4] for place in range(0, len(plain), 4))


def _money(amount: Any, currency: str | None = None) -> str:
    """`{minor, currency}` as the API gives it, a Money, or minor units with a currency."""
    minor, unit = _parts(amount, currency)
    return locale.write_money(minor, unit, _now().language)


def _parts(amount: Any, currency: str | None) -> tuple[int, str]:
    if isinstance(amount, Mapping):
        return int(amount["minor"]), str(amount["currency"])
    if currency is None:
        return int(amount.minor), str(amount.currency)
    return int(amount), currency


def _price(amount: Any, pricing_base: int, unit: str, currency: str | None = None) -> str:
    minor, money_unit = _parts(amount, currency)
    return locale.write_price(minor, money_unit, pricing_base, _unit(unit), _now().language)


_UNITS: Final = {"gram": "g", "millilitre": "ml"}


def _unit(said: Any) -> str:
    """`GRAM`, as the API names it, or `g`."""
    return _UNITS.get(str(said).lower(), str(said).lower())


def _quantity(amount: Any, unit: str | None = None) -> str:
    """`{base, unit}` as the API gives it, or base units with a unit."""
    if isinstance(amount, Mapping):
        return locale.write_quantity(int(amount["base"]), _unit(amount["unit"]), _now().language)
    if unit is None:
        return locale.write_quantity(int(amount.base), amount.unit, _now().language)
    return locale.write_quantity(int(amount), _unit(unit), _now().language)


def _step_text(base: int, unit: str, step: int) -> str:
    # What an <input type=number> wants: a dot and no thousands marks, whatever the language.
    text = decimal_text(base, shown_scale(unit, step))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(value: Any) -> date:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    return value.astimezone(_now().zone).date() if isinstance(value, datetime) else value


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    assert isinstance(moment, datetime)
    assert moment.tzinfo is not None, "an instant needs its zone"
    return moment


def _said(texts: Any) -> Markup | str:
    """Content in several languages, in the reader's; marked with its own language where it is another.

    A screen reader then reads it with the right voice, and Arabic runs the right way within an English page.
    """
    content = texts if isinstance(texts, locale.Text) else locale.Text.stored(texts)
    said = content.said_in(_now().language, _now().home_language)
    if said.language == _now().language:
        return said.text
    return Markup('<span lang="{}" dir="{}">{}</span>').format(
        said.language, locale.direction(said.language), said.text
    )


def _icons() -> Mapping[str, Markup]:
    from minga_frontend.shell.icons import ICONS

    return {name: Markup(drawn) for name, drawn in ICONS.items()}  # noqa: S704 - our own constants
