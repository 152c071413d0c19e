# ruff: noqa: E501 - one sentence, one line
"""Rows of licences that ask for reciprocity: free for those who give back, by agreement or for a royalty for others.

None is open by the definition of open source hardware; they stay out of exports that call themselves open.

**The trap**: read literally, the Peer Production License §4(c)(ii) bars a co-op that keeps an indivisible reserve, pays user
members or is a non-profit, and the CoopyLeft bars makers who employ themselves. A craft co-op of many stakeholders would shut
itself out under either. So the house offers a profile of predicates (`LicenseRef-Minga-Reciprocity-1.0`) that names who
gives back in the ways such co-ops do, and "may I?" says plainly when one of the older two shuts the asker out.
"""

from typing import Final

from minga_commons.licences.profile import Profile
from minga_commons.licences.terms import Terms
from minga_platform.kernel.locale import mark

PPL: Final = "LicenseRef-PPL"
COOPYLEFT: Final = "LicenseRef-CoopyLeft"
MINGA: Final = "LicenseRef-Minga-Reciprocity-1.0"

MINGA_BPS: Final = 300
"""What §5 of the licence below asks of who does not give back, in hundredths of a percent of the net price."""

MINGA_SCORE: Final = 100
"""From how many points on somebody counts as a contributor (§4 b)."""

MINGA_TEXT: Final = """Minga Reciprocity Licence 1.0

1. Whoever receives this work may use, make, study, change and share it without commercial advantage.
2. Authors and titles are named, notices and this licence stay with every copy, and changes are marked as such.
3. A changed version that is published is published under this same licence.
4. Commercial use is free of charge for who gives back. That is who, on the day of the use and as confirmed by peers,
   (a) is a co-operative, an enterprise owned by its workers, an organisation of the social economy or a non-profit; or
   (b) has contributed to the commons that this work belongs to, with 100 points or more.
5. Everybody else may sell products made from this work, and owes its contributors a royalty of 3 % of the net price of each unit sold; or holds a licence agreed with every holder of rights in this work and in the works it was made from.
6. Commercial use other than the sale of products, by who does not give back, needs such an agreed licence.
7. What somebody sold while she met 4 or 5 stays rightly sold. Other rights under this licence end with a breach that is not mended within 30 days of being told; those who received the work from her keep theirs.
8. The work comes as it is, without warranty, as far as the law allows.
"""

ROWS: Final[tuple[Profile, ...]] = (
    Profile(
        key=PPL,
        family="reciprocity",
        name="Peer Production License",
        summary=mark(
            "Everybody may use and change it without commerce. Commercial use is for businesses owned by their workers that share all gains among them; others agree on a paid licence."
        ),
        source="https://wiki.p2pfoundation.net/Peer_Production_License",
        open=False,
        terms=Terms(
            commercial={
                "all": [{"status": "worker_owned"}, {"status": "all_gain_to_workers"}, {"status": "no_waged_profit"}]
            },
            share_alike="same",
            mark_changes=True,
            no_sublicence=True,
            royalty="agreement",
            clauses={
                "default": "§3",
                "commercial": "§4(c)",
                "worker_owned": "§4(c)(i)",
                "all_gain_to_workers": "§4(c)(ii)",
                "no_waged_profit": "§4(d)",
                "noncommercial": "§4(b)",
                "attribution": "§4(e)",
                "changes": "§3(b)",
                "share_alike": "matrix",
                "royalty": "§4(f)(iii)",
            },
        ),
    ),
    Profile(
        key=COOPYLEFT,
        family="reciprocity",
        name="CoopyLeft (CoopCycle)",
        summary=mark(
            "Like the AGPL, and commercial use is for social enterprises that are co-operatives whose workers are employees."
        ),
        source="https://github.com/coopcycle/coopcycle-web/blob/master/LICENSE",
        open=False,
        terms=Terms(
            commercial={
                "all": [{"status": "social_economy"}, {"any": [{"status": "coop_of_employees"}, {"status": "portage"}]}]
            },
            share_alike="same",
            mark_changes=True,
            network_source=True,
            product_source=True,
            royalty="agreement",
            clauses={
                "default": "§2",
                "commercial": "§3",
                "social_economy": "§3(1)",
                "coop_of_employees": "§3(2)",
                "portage": "§3(2)",
                "royalty": "§3",
            },
        ),
    ),
    Profile(
        key=MINGA,
        family="reciprocity",
        name="Minga Reciprocity Licence 1.0",
        summary=mark(
            "Everybody may use and change it without commerce. Selling is free for co-operatives, worker-owned and non-profit organisations and for contributors; everybody else owes the contributors 3 % of the net price."
        ),
        source="",
        text=MINGA_TEXT,
        open=False,
        terms=Terms(
            commercial={
                "any": [
                    {"status": "cooperative"},
                    {"status": "worker_owned"},
                    {"status": "social_economy"},
                    {"status": "non_profit"},
                    {"score": MINGA_SCORE},
                ]
            },
            share_alike="same",
            mark_changes=True,
            royalty="owed",
            royalty_bps=MINGA_BPS,
            clauses={
                "default": "§1",
                "noncommercial": "§1",
                "attribution": "§2",
                "changes": "§2",
                "share_alike": "§3",
                "commercial": "§4",
                "cooperative": "§4(a)",
                "worker_owned": "§4(a)",
                "social_economy": "§4(a)",
                "non_profit": "§4(a)",
                "score": "§4(b)",
                "royalty": "§5",
                "agreement": "§6",
            },
        ),
    ),
)
