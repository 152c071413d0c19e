"""What proposals are written in."""

from datetime import date, datetime
from typing import Any

import strawberry

from minga_graphql.marks import bounds
from minga_graphql.proposals.types import AGENT, APPLICATION
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import LocalTextInput, read_languages
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput


@strawberry.input(description="A value for a rule: the part that its type asks for.")
class RuleWishInput:
    key: str = strawberry.field(description="The rule's name for programs.")
    number: MinorUnits | None = strawberry.field(default=None, description="For a whole number.")
    is_on: bool | None = strawberry.field(default=None, description="For yes or no.")
    word: str | None = strawberry.field(default=None, description="For one word.")
    words: list[str] | None = strawberry.field(default=None, description="For a list of words.")

    def read(self) -> Any:
        """The value. Refuses: InvalidInput, unless exactly one part is given."""
        given = [one for one in (self.number, self.is_on, self.word, self.words) if one is not None]
        if len(given) != 1:
            raise InvalidInput(self.key, "required")
        return given[0]


@strawberry.input(description="An article of the statutes, in its languages.")
class ArticleInput:
    title: list[LocalTextInput] = strawberry.field(description="Its title.")
    text: list[LocalTextInput] = strawberry.field(description="Its text.")


@strawberry.input(description="The statutes as they should read, whole.")
class StatutesInput:
    title: list[LocalTextInput] = strawberry.field(description="Their title.")
    articles: list[ArticleInput] = strawberry.field(description="Their articles.", metadata=bounds(most=100))

    def read(self) -> dict[str, Any]:
        """As the commands take it."""
        return {
            "title": read_languages(self.title, "title"),
            "articles": [
                {"title": read_languages(one.title, "articles"), "text": read_languages(one.text, "articles")}
                for one in self.articles
            ],
        }


@strawberry.input(description="Something voters can choose.")
class ProposalOptionInput:
    label: list[LocalTextInput] = strawberry.field(description="What it is called.")
    description: list[LocalTextInput] = strawberry.field(default_factory=list, description="More about it.")
    symbol: str = strawberry.field(default="", description="The word for its drawn sign.")
    cost_minor: MinorUnits | None = strawberry.field(default=None, description="What it would cost, in a budget.")
    agent_id: strawberry.ID | None = strawberry.field(
        default=None, description="The candidate behind it, `agent_…`, where an office is filled."
    )

    def read(self) -> dict[str, Any]:
        """As the commands take it."""
        return {
            "label": read_languages(self.label, "options"),
            "description": read_languages(self.description, "options"),
            "symbol": self.symbol,
            "cost_minor": self.cost_minor,
            "agent_id": None if self.agent_id is None else ids.decode(AGENT, self.agent_id),
        }


@strawberry.input(description="What is written in a draft. What is left out stays as it is.")
class DraftInput:
    title: list[LocalTextInput] | None = strawberry.field(default=None, description="Its title.")
    text: list[LocalTextInput] | None = strawberry.field(default=None, description="Its text.")
    rules: list[RuleWishInput] | None = strawberry.field(default=None, description="Rules it would change.")
    statutes: StatutesInput | None = strawberry.field(default=None, description="The statutes as they should read.")
    application_id: strawberry.ID | None = strawberry.field(default=None, description="Whose admission, `appl_…`.")
    agent_id: strawberry.ID | None = strawberry.field(default=None, description="Whom it is about, `agent_…`.")
    office_id: strawberry.ID | None = strawberry.field(default=None, description="For which office, `off_…`.")
    term_id: strawberry.ID | None = strawberry.field(default=None, description="Whose recall: her term, `term_…`.")
    method: str | None = strawberry.field(default=None, description="Another method than its kind's.")
    options: list[ProposalOptionInput] | None = strawberry.field(
        default=None, description="What voters choose among.", metadata=bounds(most=100)
    )
    seats: int | None = strawberry.field(default=None, description="How many are elected.")
    budget_minor: MinorUnits | None = strawberry.field(default=None, description="What may be spent.")
    is_secret: bool | None = strawberry.field(default=None, description="Whether the vote is secret.")
    stated_at: datetime | None = strawberry.field(
        default=strawberry.UNSET, description="Not in force before; null: as soon as the rules allow."
    )
    review_on: date | None = strawberry.field(default=strawberry.UNSET, description="When it is looked at again.")
    measure: list[LocalTextInput] | None = strawberry.field(default=None, description="By what it is then judged.")

    def read(self) -> dict[str, Any]:
        """As the commands take it: only what was given. Refuses: InvalidInput, NotFound."""
        fields: dict[str, Any] = {}
        for name, value in (("title", self.title), ("text", self.text), ("measure", self.measure)):
            if value is not None:
                fields[name] = read_languages(value, name)
        plain = {"method": self.method, "seats": self.seats, "budget_minor": self.budget_minor}
        fields |= {name: value for name, value in plain.items() if value is not None}
        if self.is_secret is not None:
            fields["secret"] = self.is_secret
        if self.options is not None:
            fields["options"] = [one.read() for one in self.options]
        dates = {"stated_at": self.stated_at, "review_on": self.review_on}
        fields |= {name: value for name, value in dates.items() if value is not strawberry.UNSET}
        if changes := self._changes():
            fields["changes"] = changes
        return fields

    def _changes(self) -> dict[str, Any]:
        wanted: dict[str, Any] = {}
        if self.rules is not None:
            wanted["rules"] = {one.key: one.read() for one in self.rules}
        if self.statutes is not None:
            wanted["statutes"] = self.statutes.read()
        for name, prefix, given in (
            ("application_id", APPLICATION, self.application_id),
            ("agent_id", AGENT, self.agent_id),
            ("office_id", "off", self.office_id),
            ("term_id", "term", self.term_id),
        ):
            if given is not None:
                wanted[name] = ids.decode(prefix, given)
        return wanted
