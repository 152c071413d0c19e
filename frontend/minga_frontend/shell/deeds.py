'''How our pages do things: read a form, send one mutation, and tell each refusal beside the field that it is about.

A whole page, complete without script:

    RENAME = document(__file__, "rename.graphql")        # mutation … { done: renameGroup(…) { __typename … on Group { id } ...Why } }
    RENAMED = told("groups.renamed", mark("The group has its new name."))

    async def rename(request: Request) -> Response:
        """`/c/<co-op>/groups/<group>/name`."""
        signed_in(request)                               # others sign in first and come back
        form = await typed(request)                      # an empty form when the page is only looked at
        if request.method == "POST":
            seats = form.number("seats", least=1, most=30)                # None and the problem noted, or what was meant
            if not form.problems:
                wish = {"key": form.key, "id": request.path_params["group"], "name": form["name"], "seats": seats}
                done = await do(request, RENAME, wish, form, fields={"seat_count": "seats"})
                if done is not None:                     # None: refused; `form` says why, nothing was changed
                    return see(request, f"/c/…/groups/{done['id']}", done=RENAMED)
        group = (await ask(request, GROUP, …))["group"]
        return await page(request, "groups/rename.html", group["name"], form, group=group)

    {% extends "shell/base.html" %}{% import "shell/components.html" as ui %}{% block main %}<h1>{{ title }}</h1>
    <form method="post" class="panel">{{ ui.key(form) }}
      {{ ui.field(form, "name", _("Name"), required=true, value=form["name"] or group.name) }}
      {{ ui.field(form, "seats", _("Seats"), class="short", inputmode="numeric") }}<button>{{ _("Rename the group") }}</button>
    </form>{% endblock %}

What comes by itself: the summary of problems above the page's title, each line naming its field and leading to it; status 422;
the flash sentence after a redirect; `no-store` for who is signed in; sign-in and step-up on the way. A document that says
`...Why` needs no fragment of its own (`shell/shared.fragments` holds it). The dangerous asks once, by `confirmation`.
Links: `link`, `within`, `see` of `shell/links.py`; in templates `url("/cart")` and `within("/rules")`.
Reading fields: the methods of `shell/forms.Form`. A form for each of many rows: `form.part(id)` and `as_part(id)`.
'''

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from starlette.requests import Request
from starlette.responses import Response

from minga_frontend.asking import Document, ask
from minga_frontend.shell import forms
from minga_frontend.shell.around import around
from minga_frontend.shell.forms import Form
from minga_frontend.shell.links import Elsewhere, confirm_first, link, this_page
from minga_frontend.shell.pages import Link, Notice, language_of, render
from minga_platform.kernel.cooperatives import Cooperative
from minga_platform.kernel.locale import LANGUAGE_NAMES, mark, say

_MOST_FIELDS: Final = 250

_RULES: Final[Mapping[str, str]] = {
    "required": forms.REQUIRED,
    "length": mark("This is too short or too long."),
    "too_long": mark("This is too long."),
    "characters": mark("This has a character that cannot be kept. Please type it anew."),
    "one_line": mark("Please write this in one line."),
    "range": forms.BETWEEN,
    "step": mark("Please write a whole number of steps (%(step)s)."),
    "whole_days": mark("This is booked by whole days: please write 00:00, midnight, for the time."),
    "step_of_time": mark("Please write a time that is a whole number of %(step)s minutes after the full hour."),
    "number": mark("At most %(maximum)s of these."),
    "mail": mark("Please write a mail address like ana@example.org."),
    "mail_address": mark("Please write a mail address like ana@example.org."),
    "phone": mark("Please write the phone number with digits, like +34 600 111 222."),
    "phone_number": mark("Please write the phone number with its country, like +34 600 111 222."),
    "mail_or_phone": forms.PLEASE_WRITE_A_WAY_BACK,
    "slug": mark("Please use small letters, digits and hyphens."),
    "iban": mark("This is no IBAN: please look at it again."),
    "weekday": mark("Please choose a day."),
    "after_closing": mark("Please choose a time to fetch it that ends after the order cycle closes."),
    "from_until": mark("Please write hours like 10:00 and 12:00, the end after the beginning."),
    "choice": forms.PLEASE_CHOOSE,
    "one_of": forms.PLEASE_CHOOSE,
    "ordered_by_now": mark(
        "The closing stays: what members buy together in this cycle has been ordered at its supplier."
    ),
    "bought_together": mark(
        "What members buy together in this cycle is fetched at a place that this plan leaves out. Keep the place, or call that purchase off first."
    ),
    "held_elsewhere": mark("One of these stands elsewhere already: change it there."),
    "future": mark("Please choose a time that is still to come."),
    "positive": mark("Please write a number above zero."),
}
"""What the rule of an `InvalidInput` says to people. A rule without a sentence here is told in the API's own words."""

Sentence = str | Callable[[Mapping[str, Any], str], str]

_FLASHES: dict[str, str] = {}


def told(name: str, sentence: str) -> str:
    """Register a flash sentence under a name of its own (`groups.renamed`) and give the name back: `see(…, done=RENAMED)`.

    The address carries the name alone, never text, so nobody can put words into our mouth by a link.
    """
    assert _FLASHES.get(name, sentence) == sentence, f"two sentences are called {name}"
    _FLASHES[name] = sentence
    return name


async def typed(request: Request, most_fields: int = _MOST_FIELDS) -> Form:
    """What was sent with a form, never a file; an empty form when the page is only looked at."""
    if request.method != "POST":
        return Form(language=language_of(request))
    sent = await request.form(max_files=0, max_fields=most_fields)
    pairs = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    several: dict[str, list[str]] = {}
    for name, value in pairs:
        several.setdefault(name, []).append(value)
    return Form(dict(pairs), language=language_of(request), several=several)


async def do(
    request: Request,
    asked: Document,
    wish: dict[str, Any],
    form: Form,
    *,
    fields: Mapping[str, str] | None = None,
    sentences: Mapping[str, Sentence] | None = None,
    back: str = "",
) -> dict[str, Any] | None:
    """Send the one mutation of `asked`, aliased `done`; its payload, or None when it was refused and `form` says why.

    `fields`: the API's names of fields (`price_minor`, `contact.name`) or codes of refusals (`PASSWORD_TOO_SHORT`) → fields
    of the form; what belongs to no field goes to `fields["form"]` where that is given. Names that are alike, or alike but
    for `_ . -` or a language at the end, find each other by themselves.
    `sentences`: codes of refusals → what says it better here than the API: a marked sentence, or a function of the refusal
    (with those of its facts that the document asks for) and the language.
    Raises Elsewhere where one has to sign in, or prove anew who one is (then on to `back`, by default the page of the form).
    A payload may not select a field named `message` at its top: that is how refusals and failed outcomes are known.
    """
    done: dict[str, Any] = (await ask(request, asked, wish))["done"]
    if "message" not in done:
        return done
    code = str(done.get("code", ""))
    if code == "SIGN_IN_NEEDED":
        raise Elsewhere(link(request, "/sign-in", next=link(request, back) if back else this_page(request)))
    if code == "STEP_UP_NEEDED":
        raise confirm_first(request, back)
    refuse(form, done, fields or {}, sentences or {})
    return None


def refuse(
    form: Form, done: Mapping[str, Any], fields: Mapping[str, str] = {}, sentences: Mapping[str, Sentence] = {}
) -> None:
    """Write a refusal into a form, beside the field that it is about. `do` calls it; pages rarely need it themselves."""
    code, named = str(done.get("code", "")), done.get("field")
    sentence, place = str(done["message"]), _place(form, str(named or ""), code, fields)
    if better := sentences.get(code):
        sentence = say(form.language, better) if isinstance(better, str) else better(done, form.language)
    elif named is not None and (rule := _RULES.get(_rule(done, form[place]))):
        facts = {name: done.get(name) for name in ("minimum", "maximum", "step")}
        if all(facts[name] not in (None, "") for name in facts if f"%({name})s" in rule):
            sentence = say(form.language, rule, **facts) if "%(" in rule else say(form.language, rule)
    form.problems[place] = sentence


def _rule(done: Mapping[str, Any], typed: str) -> str:
    """The rule that was broken; of what has the wrong length, what can be seen to be too long is told so."""
    rule, maximum = str(done.get("rule")), str(done.get("maximum") or "")
    return "too_long" if rule == "length" and maximum.isdigit() and len(typed) > int(maximum) else rule


def _place(form: Form, named: str, code: str, fields: Mapping[str, str]) -> str:
    """The field of the form that a refusal is about."""
    if found := fields.get(named) or fields.get(code):
        return found
    if not named:
        return fields.get("form", "form")
    if named in form.values:
        return named
    alike = named.replace("_", "-").replace(".", "-")
    return next((name for name in form.values if name == alike or name.startswith(f"{alike}-")), named)


async def page(
    request: Request,
    template: str,
    title: str,
    form: Form | None = None,
    *,
    shelf: tuple[Link, ...] = (),
    notices: Sequence[Notice] = (),
    status: int = 0,
    search: str = "",
    headers: Mapping[str, str] | None = None,
    form_action: tuple[str, ...] = (),
    **context: Any,
) -> Response:
    """A page with all that stands around it: the co-op, the reader, what was just done, and what is wrong with the form.

    `template` counts from the package's root; `title` is already in the reader's language; `shelf` is the second row of the
    header. The template gets `form` and the rest of the keywords.
    """
    form = form if form is not None else Form(language=language_of(request))
    return render(
        request,
        template,
        shell=await around(request, search=search, shelf=shelf, notices=(*flash(request), *notices)),
        status=status or (422 if form.problems else 200),
        headers=headers,
        form_action=form_action,
        title=title,
        form=form,
        **context,
    )


def flash(request: Request) -> tuple[Notice, ...]:
    """What the step before has to tell: one sentence, named by the address."""
    sentence = _FLASHES.get(request.query_params.get("done", "")) if request.method == "GET" else None
    return (Notice(say(language_of(request), sentence), "good"),) if sentence else ()


async def confirmation(
    request: Request,
    form: Form,
    *,
    title: str,
    text: str,
    button: str,
    back: str,
    kind: Literal["danger", "plain"] = "danger",
    shelf: tuple[Link, ...] = (),
    facts: Sequence[tuple[str, object]] = (),
) -> Response:
    """Ask once, plainly, before something that cannot be undone. The answer comes as a POST to this very address.

        if not form.confirmed:
            return await confirmation(request, form, title=…, text=…, button=say(…, mark("Remove Ana")), back="/c/…")

    Everything that was typed travels on in hidden fields, with the wish's key. `text` says what will happen and what will
    stay; `button` says the deed; `facts` are pairs of name and value; `back` is where "no" leads.
    """
    kept = [
        (name, value)
        for name, values in (form.several or {name: (value,) for name, value in form.values.items()}).items()
        for value in values
        if name not in ("confirmed", "key")
    ]
    return await page(
        request, "shell/confirmation.html", title, Form(language=form.language), shelf=shelf, text=text, button=button,
        back=link(request, back), kind=kind, facts=facts, kept=[*kept, ("key", form.key)],
    )  # fmt: skip


def languages_of(request: Request, cooperative: Cooperative) -> list[tuple[str, str]]:
    """The languages somebody writes in: the reader's first, then the co-op's own, then its others; each with its own name."""
    known = [language for language in cooperative.languages if language in LANGUAGE_NAMES]
    first = language_of(request) if language_of(request) in known else cooperative.language
    ordered = dict.fromkeys((first, cooperative.language, *known))
    return [(language, LANGUAGE_NAMES.get(language, language)) for language in ordered]


def named(request: Request, names: Mapping[str, str]) -> dict[str, str]:
    """Codes with their names in the reader's language."""
    return {code: say(language_of(request), sentence) for code, sentence in names.items()}
