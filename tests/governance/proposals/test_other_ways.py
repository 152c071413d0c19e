"""Amendments are decided first, statutes have versions, and a letter's link casts one ballot."""

import re

from minga_testing.deciding import Parliament
from minga_testing.shop import new_key


async def test_amendments_are_decided_first_and_statutes_get_a_version(hall: Parliament) -> None:
    now = (
        await hall.shop.program.ask(
            "{ statutes { number title articles { titles { language text } texts { language text } } titles { language text } } }"
        )
    )["statutes"]
    whole = {
        "title": now["titles"],
        "articles": [
            *({"title": one["titles"], "text": one["texts"]} for one in now["articles"]),
            {"title": [{"language": "en", "text": "Care"}], "text": [{"language": "en", "text": "Care is work."}]},
        ],
    }
    proposal = await hall.draft("Ana", "STATUTES_AMENDMENT", "Care is work", statutes=whole)
    assert (await hall.act("Ana", "submitProposal", proposal))["proposal"]["state"] == "SPONSORING"
    own = await hall.act("Ana", "sponsorProposal", proposal)
    assert own["__typename"] == "OwnProposal"
    for sponsor in ("Wanda", "Paola"):
        await hall.act(sponsor, "sponsorProposal", proposal)
    for name, text in (("Pedro", "Care is work: because we say so."), ("Petra", "Care counts.")):
        done = await hall.wish(
            name,
            "amendProposal(key: $key, id: $id, text: $text)",
            key=("String!", new_key()),
            id=("ID!", proposal),
            text=("[LocalTextInput!]", [{"language": "en", "text": text}]),
        )
        assert done["__typename"] == "ChangedProposal", done
    await hall.turn(days=7, seconds=1)
    refused = await hall.wish("Ana", "freezeProposal(id: $id)", "... on AmendmentsOpen { count }", id=("ID!", proposal))
    assert refused["count"] == 2
    first, second = (await hall.talk("Ana", proposal, "amendments { id state }"))["amendments"]
    call = "answerAmendment(id: $id, accept: $accept)"
    assert (await hall.wish("Wanda", call, "", id=("ID!", first["id"]), accept=("Boolean!", True)))[
        "__typename"
    ] == "NotAllowed"
    await hall.wish("Ana", call, id=("ID!", second["id"]), accept=("Boolean!", False))
    for sponsor in ("Wim", "Wanda"):
        await hall.wish(
            sponsor, "sponsorProposal(id: $id, amendmentId: $amd)", id=("ID!", proposal), amd=("ID", second["id"])
        )
    refused = await hall.act("Ana", "freezeProposal", proposal)
    assert refused["__typename"] == "AmendmentsOpen", "declined, but enough members want a vote on it"
    done = await hall.wish("Petra", "voteOnAmendment(id: $id)", id=("ID!", second["id"]))
    assert done["__typename"] == "ChangedProposal", done
    await hall.turn(days=7, seconds=1)
    voting = (await hall.talk("Ana", proposal, "amendments { state electionId }"))["amendments"][1]
    for name in ("Wim", "Wanda", "Petra"):
        cast = await hall.cast(name, {"electionId": voting["electionId"]}, "YES")
        assert cast["__typename"] == "CastBallot", cast
    await hall.close()
    talk = await hall.talk("Ana", proposal, "amendments { state } keptTexts { text because }")
    assert [one["state"] for one in talk["amendments"]] == ["OVERTAKEN", "CARRIED"]
    assert [(one["text"], one["because"]) for one in talk["keptTexts"]][1] == ("Care counts.", "amended")

    voted = await hall.announce("Ana", proposal)
    await hall.turn(days=7, seconds=1)
    visitor, call = hall.shop.program.visitor(), "castByLink(token: $token, choice: $choice)"
    choice = ("ChoiceInput!", {"say": "YES"})
    told = "... on CastBallot { trackingCode privateCode classKey }"
    asked = "query L($token: String!) { linkedBallot(token: $token) { name title classes state } }"
    linked = [
        (one, (await visitor.ask(asked, token=found[1]))["linkedBallot"])
        for one in hall.shop.letters.sent
        if (found := re.search(r"token=(\S+)", one.text)) and "Paola" in one.to
    ]
    open_one = next(one for one, ballot in linked if ballot and ballot["state"] == "open")
    found = re.search(r"token=(\S+)", open_one.text)
    assert found
    link = ("String!", found[1])
    cast = await visitor.wish(call, told, token=link, choice=choice)
    assert cast["__typename"] == "CastBallot", cast
    assert cast["classKey"] == "producer"
    assert (await visitor.wish(call, "", token=link, choice=choice))["__typename"] == "ProofGone", "it works once"
    assert (await visitor.ask(asked, token=found[1]))["linkedBallot"] is None
    assert (await hall.cast("Paola", voted, "NO"))["__typename"] == "HasVoted"
    for name in ("Ana", "Wanda", "Pedro"):
        await hall.cast(name, voted, "YES")
    await hall.close()
    await hall.turn(days=7, seconds=1)
    assert (await hall.seen("Ana", proposal))["state"] == "IN_FORCE"
    changed = await hall.shop.program.ask(
        "{ statutes { number articles { title } difference { before after isSame } } statutesVersions { number holds } }"
    )
    assert changed["statutes"]["number"] == 2
    assert changed["statutes"]["articles"][-1] == {"title": "Care"}
    assert changed["statutes"]["difference"][-1] == {"before": None, "after": 5, "isSame": False}
    assert changed["statutesVersions"] == [{"number": 2, "holds": True}, {"number": 1, "holds": False}]
