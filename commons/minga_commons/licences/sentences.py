# ruff: noqa: E501 - one sentence, one line
"""What answers about licences say, marked for translation; the door fills their places and says them in the reader's language.

Places: `%(status)s` the name of a status, `%(community)s`, `%(until)s` a day, `%(percent)s` a royalty, `%(least)s` and
`%(have)s` points.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from minga_platform.kernel.locale import mark

NOT_LEGAL_ADVICE: Final = mark("This is how we read the licence. It is no legal advice.")

OWN: Final = mark("It is your own work, made from nobody else's.")
ALLOWED: Final = mark("The licence allows this to everybody.")
OPEN: Final = mark("The licence lets everybody use it commercially.")
ELIGIBLE: Final = mark("The licence lets you do this for what you are: %(status)s.")
ELIGIBLE_TOGETHER: Final = mark("You are all that the licence asks of who uses it commercially.")
CERTIFICATE: Final = mark("You hold a certificate for this.")
PAID: Final = mark("You hold a paid licence for this.")
NOT_FREE: Final = mark("You may, and owe a royalty to those who contributed.")
NOT_ELIGIBLE: Final = mark(
    "Commercial use is for those who give back as the licence describes, and nobody has confirmed that of you."
)
NOT_COMMERCIAL: Final = mark("This licence allows no commercial use.")
NO_CHANGES: Final = mark("This licence allows no changes.")
NO_DERIVATIVES: Final = mark("This licence lets nobody publish a changed version.")
UNKNOWN: Final = mark("We do not know this licence, so we cannot answer. Read it, or ask its authors.")
DRAFT: Final = mark("It is a draft and not published yet.")
FROZEN: Final = mark("Somebody disputes the rights in it, so nothing new may begin with it.")
COMMUNITY: Final = mark("It holds knowledge of a community, which has not decided to allow this: %(community)s.")

ATTRIBUTION: Final = mark("Name the authors and the work, and keep the notices and the licence.")
SHARE_ALIKE: Final = mark("Publish your version under the same licence.")
SOURCE_ALIKE: Final = mark(
    "Publish your changes to the work itself under the same licence; what is around it may differ."
)
MARK_CHANGES: Final = mark("Say what you changed, and when.")
NETWORK_SOURCE: Final = mark("Offer the complete source to all who use it over the network.")
PRODUCT_SOURCE: Final = mark("Give the complete source with the product, or say where it is.")
WITHOUT_GAIN: Final = mark("Without commercial advantage: no sale, no advertising.")
NO_SUBLICENCE: Final = mark("Pass it on under this licence itself; you cannot grant another.")
ROYALTY: Final = mark(
    "Pay %(percent)s of the net price of each unit sold; it is taken with the sale and goes to the contributors."
)
UNDECIDED: Final = mark("A keeper of the commons decides first whether these two licences go together.")

WHEN_PUBLISHED: Final = mark("The answer changes when it is published.")
WHEN_SETTLED: Final = mark("The answer changes when the dispute is settled.")
WHEN_COMMUNITY_DECIDES: Final = mark("A decision of the community that allows it: %(community)s.")
ADD_PROFILE: Final = mark("A keeper of the commons can describe this licence here, once somebody has read it.")
ASK_AUTHORS: Final = mark("All who hold rights in it can agree to something else with you.")
OTHER_LICENCE: Final = mark("Choose a licence for your version that its parents allow.")
WITH_STATUS: Final = mark("It would be free if peers confirmed that you are this: %(status)s.")
WITH_ALL_STATUSES: Final = mark("It would be free if peers confirmed all of these; this one is missing: %(status)s.")
WITH_SCORE: Final = mark("It would be free with %(least)s points of contribution; you have %(have)s.")
WITH_PAID_LICENCE: Final = mark(
    "A paid licence, agreed by all who hold rights in it, those of the works it was made from included."
)
TRAP: Final = mark(
    "Read literally, this clause also shuts out co-operatives that keep a common reserve, serve several kinds of members or make no profit. You may be one it was meant for: ask its authors for an agreement."
)

STATUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "worker_owned": mark("owned by its workers"),
        "all_gain_to_workers": mark("all gains are shared among the workers who own it"),
        "no_waged_profit": mark("makes no profit from the waged work of others"),
        "cooperative": mark("a co-operative"),
        "non_profit": mark("a non-profit organisation"),
        "social_economy": mark("an enterprise of the social and solidarity economy"),
        "coop_of_employees": mark("a co-operative whose workers are employees"),
        "portage": mark("a worker employed through a wage-portage company"),
        "contributor": mark("a contributor to the commons"),
        "score": mark("a contributor to the commons"),
    }
)
