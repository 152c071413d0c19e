"""What a world holds of licences, status, certificates and marks, and who may do what with it: for the matrices."""

from dataclasses import dataclass
from typing import Any

from minga_testing.shop import Program

TITLE = [{"language": "en", "text": "Another name"}]
PAIR = {"parent": "CC-BY-3.0", "child": "CC-BY-4.0", "allow": True, "reason": "x"}
OWN = {
    "licenceKey": "LicenseRef-Of-The-Matrix",
    "name": TITLE,
    "summary": TITLE,
    "text": "x",
    "terms": {"commercial": "ANYONE"},
}
ACTS = {"acts": ["SELL_PRODUCTS"]}


@dataclass(frozen=True)
class Confirmed:
    """A member's claim about her status, a standard that she wrote, and a certificate of another maker's work."""

    claim: str = ""
    standard: str = ""
    certificate: str = ""


async def confirm(member: Program, sharer: Program, shared: str, agent: str) -> Confirmed:
    """All of it. `sharer` holds all rights in the release `shared`, and gives a certificate to `agent`."""
    claimed = await member.wish(
        'claimStatus(status: NON_PROFIT, statement: "We divide nothing.")', "... on StatusClaimed { id }"
    )
    standard = await member.wish(
        "draftStandard(name: $n, text: $n, points: [{text: $n}], days: 365)",
        "... on StandardDrafted { id }",
        n=("[LocalTextInput!]!", TITLE),
    )
    certificate = await sharer.wish(
        "giveCertificate(releaseId: $r, acts: [SELL_PRODUCTS], agentId: $a)",
        "... on Certified { id }",
        r=("ID!", shared),
        a=("ID!", agent),
    )
    return Confirmed(claimed["id"], standard["id"], certificate["id"])


def wishes(of: Confirmed, an: Any, agent: str, shared: str) -> dict[str, tuple[str, dict[str, Any], bool]]:
    """Mutation → (capability, values, whether what it names is made up)."""
    write, keep = "commons.write", "commons.keep"
    claim = {"id": of.claim}
    return {
        "describeLicence": (keep, OWN, False),
        "endLicence": (keep, {"licenceKey": "LicenseRef-None"}, True),
        "decideLicencePair": (keep, PAIR, False),
        "claimStatus": (write, {"status": "COOPERATIVE", "statement": "x"}, False),
        "attestClaim": (write, claim, False),
        "takeBackWord": (write, {"id": an("clm")}, True),
        "withdrawClaim": (write, {"id": an("clm")}, True),
        "disputeClaim": (write, claim | {"reason": "x"}, False),
        "settleClaim": (keep, claim | {"outcome": "DISMISSED", "explanation": "x"}, False),
        "revokeClaim": (keep, claim | {"reason": "x"}, False),
        "sayHousehold": (write, {"agentId": agent}, False),
        "endHousehold": (keep, {"id": an("hht")}, True),
        "revokeAttestor": (keep, {"agentId": agent, "reason": "x"}, False),
        "restoreAttestor": (keep, {"agentId": agent}, False),
        "certify": (write, {"releaseId": shared, **ACTS}, False),
        "giveCertificate": (write, {"releaseId": an("rel"), "agentId": agent, **ACTS}, True),
        "revokeCertificate": (keep, {"id": of.certificate, "reason": "x"}, False),
        "offerLicence": (write, {"releaseId": an("rel"), "variantId": an("var"), **ACTS}, True),
        "agreeToOffer": (write, {"id": an("lof")}, True),
        "recordAgreement": (keep, {"id": an("lof"), "releaseId": shared, "name": "x", "evidence": "x"}, True),
        "closeOffer": (write, {"id": an("lof")}, True),
        "recordCommunityPermission": (keep, {"designId": an("ast"), "decision": "x", **ACTS}, True),
        "endCommunityPermission": (keep, {"id": an("cpm")}, True),
        "draftStandard": (write, {"name": TITLE, "text": TITLE, "points": [{"text": TITLE}], "days": 365}, False),
        "adoptStandard": (keep, {"id": of.standard, "decisionId": an("dec")}, False),
        "endStandard": (keep, {"id": of.standard}, False),
        "askMark": (write, {"standardId": of.standard, "subject": "RELEASE", "subjectId": an("rel")}, True),
        "recordVisit": (write, {"id": an("mark"), "visitedOn": "2026-01-02", "answers": [True]}, True),
        "appealMark": (write, {"id": an("mark"), "reason": "x"}, True),
        "decideAppealOfMark": (keep, {"id": an("mark"), "grant": True, "explanation": "x"}, True),
    }


def reads(of: Confirmed) -> dict[str, tuple[str, dict[str, Any]]]:
    """Query → (capability, values)."""
    write = "commons.write"
    return {
        "statusClaims": (write, {"id": of.claim}),
        "heldStatuses": (write, {}),
        "households": (write, {}),
        "revokedAttestors": (write, {}),
    }


def named(
    of: Confirmed, an: Any, agent: str, design: str, shared: str, goods: Any, stall: str
) -> dict[str, dict[str, Any]]:
    """For the matrix of tenants: ids that the values above leave out, each of this world where it has one."""
    return {
        "Query.statusClaims": {"agentId": agent, "before": of.claim},
        "Query.heldStatuses": {"agentId": agent},
        "Query.mayI": {"act": "SELL_PRODUCTS", "releaseId": shared, "agentId": agent},
        "Query.certificate": {"id": of.certificate},
        "Query.certificates": {"releaseId": shared},
        "Query.licenceOffers": {"releaseId": shared},
        "Query.communityPermissions": {"designId": design},
        "Query.marksInForce": {"stallId": stall, "productId": goods.product},
        "Query.qualityMarks": {"id": an("mark"), "stallId": stall, "productId": goods.product, "releaseId": shared},
        "Mutation.claimStatus": {"agentId": agent},
        "Mutation.takeBackWord": {"id": of.claim},
        "Mutation.withdrawClaim": {"id": of.claim},
        "Mutation.sayHousehold": {"otherId": agent},
        "Mutation.certify": {"agentId": agent},
        "Mutation.giveCertificate": {"releaseId": shared},
        "Mutation.offerLicence": {"releaseId": shared, "variantId": goods.variant},
        "Mutation.recordCommunityPermission": {"designId": design},
        "Mutation.askMark": {"subjectId": shared},
    }


MADE_UP = frozenset(
    f"{kind}.{place}"
    for kind, places in (
        ("Query", ("marksInForce.stallId", "marksInForce.productId", "qualityMarks.id", "qualityMarks.stallId", "qualityMarks.productId",
                   "qualityMarks.releaseId",
                   "licenceOffers.releaseId", "communityPermissions.designId")),
        (
            "Mutation",
            ("endHousehold.id", "agreeToOffer.id", "recordAgreement.id", "recordAgreement.releaseId", "closeOffer.id",
             "endCommunityPermission.id", "adoptStandard.decisionId", "recordVisit.id", "appealMark.id", "decideAppealOfMark.id"),
        ),
    )
    for place in places
)  # fmt: skip
"""Nothing of these kinds stands in a world, so what is foreign is made up too."""

OPEN = (
    "licences", "licence", "readLicence", "communityLabelKinds", "mayFollow", "mayI", "licencePairDecisions", "certificate", "certificateKeys",
    "checkCertificate", "licenceOffers", "communityPermissions", "qualityStandards", "marksInForce",
)  # fmt: skip
"""Published, the same for everybody."""

NEEDED = {
    "licence": {"licenceKey": "MIT"},
    "readLicence": {"text": "MIT"},
    "mayFollow": {"parent": "MIT", "child": "MIT"},
    "mayI": {"act": "SHARE", "licence": "MIT"},
    "checkCertificate": {"file": "{}"},
}
"""What the open ones must be given."""
