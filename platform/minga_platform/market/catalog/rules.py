"""What members decide about the order of a search: how many points each part of it gives (`ranking.py`)."""

from minga_platform.kernel.locale import mark
from minga_platform.rules.registry import Rule

RULES = (
    Rule(
        key="market.order_words_points", type="integer", default=1000, unit="points", minimum=500, maximum=1000,
        explanation=mark("In a search: points for how well the words fit. In full where they stand in the title, fewer further down."),
        story=mark("All other points lift goods among those in which the words were found. Nobody can buy any, and nothing is kept of who looks for what."),
    ),
    Rule(
        key="market.order_season_points", type="integer", default=150, unit="points", minimum=0, maximum=500,
        explanation=mark("In a search: points for goods of which their maker says that this month is their season."),
    ),
    Rule(
        key="market.order_cycle_points", type="integer", default=150, unit="points", minimum=0, maximum=500,
        explanation=mark("In a search: points for goods that can be had in this or an announced order cycle."),
    ),
    Rule(
        key="market.order_there_points", type="integer", default=300, unit="points", minimum=0, maximum=500,
        explanation=mark("In a search: points for goods that are not sold out."),
    ),
    Rule(
        key="market.order_fresh_points", type="integer", default=100, unit="points", minimum=0, maximum=500,
        explanation=mark("In a search: points for goods shown for the first time today; a little less each day, until none are left."),
        story=mark("Who comes newly to the market is seen, though nobody knows her yet."),
    ),
    Rule(
        key="market.order_fresh_days", type="integer", default=30, unit="days", minimum=1, maximum=365,
        explanation=mark("In a search: after how many days new goods have no points for being new any more."),
    ),
    Rule(
        key="market.order_turn_points", type="integer", default=100, unit="points", minimum=0, maximum=500,
        explanation=mark("In a search: points by a lot that is drawn anew for each stall every day, so that among equals not always the same one comes first."),
        story=mark("Of two jars of honey that fit equally well one has to stand above the other. Today it is the same for everybody, tomorrow another."),
    ),
)  # fmt: skip
