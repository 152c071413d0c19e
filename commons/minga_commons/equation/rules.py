"""What members decide about sharing income: the value equation is one rule, whose value is its lines."""

from minga_commons.equation.language import KEY, check
from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

DEFAULT = [
    "weight work 100",
    "weight care 100",
    "weight coordination 100",
    "weight mentoring 100",
    "weight design 100",
    "weight documentation 100",
    "weight translation 100",
    "weight tools 20",
    "generation 50",
    "unused next",
    "bucket commons 5 fund commons",
    "bucket origins 20 upstream points always",
    "bucket makers 75 own points always",
]

RULES = (
    Rule(
        key=KEY, type="list", default=DEFAULT, unit="lines", form=check, needs="special", deferral_days=1,
        explanation=mark("How royalties and funds are divided among those who contributed."),
        story=mark("Each line says one thing: what an hour of a kind weighs, or which part of an income goes where. What was divided stays as it was."),
    ),
)  # fmt: skip
