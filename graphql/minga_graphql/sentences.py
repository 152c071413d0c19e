"""What a refusal says to people. The facts fill the sentence; the catalogues of the kernel translate it."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from minga_platform.kernel import errors, locale, money
from minga_platform.kernel.locale import mark
from minga_platform.market.catalog.errors import OutOfStock, ShortGoods
from minga_platform.market.orders.errors import ReservationExpired
from minga_platform.market.statements.errors import StatementUnreadable

SENTENCES: Final[Mapping[str, str]] = {
    # kernel
    "NotFound": mark("We could not find that."),
    "NotAllowed": mark("You may not do this here."),
    "SignInNeeded": mark("Please sign in first."),
    "StepUpNeeded": mark("Please confirm once more that it is you."),
    "InvalidInput": mark("One entry cannot be taken as it is."),
    "KeyReused": mark("This was sent before with other entries. Please begin anew."),
    "Conflict": mark("Somebody changed this in the meantime. Please look at it again."),
    "InvalidTransition": mark("This is no longer possible: things have moved on since."),
    "TooManyAttempts": mark("Too many attempts. Please wait a little and try again."),
    "NeedsCooperative": mark("Please choose a co-op first."),
    # ledger
    "LimitPassed": mark("There is not enough money in this account for that."),
    "AlreadySettled": mark("This was settled before."),
    "AlreadyReversed": mark("This was taken back before."),
    "BooksTooLong": mark("The books are too long for one file here. Whoever runs this installation can export them."),
    # royalties, equation
    "NotLicensed": mark(
        "The licence does not let this maker sell what is made from it: %(licence)s, %(clause)s. This is no legal advice."
    ),
    "NothingToDivide": mark("Nothing is ready to be divided. %(held)s can still go back to buyers."),
    "NobodyContributed": mark("Nobody's contribution counts for this yet, so the money stays where it is."),
    "NothingDue": mark("Nothing is due to her now."),
    "OwnShare": mark("Nobody pays out to herself. Please ask another officer."),
    # reviews, conversations, restrictions
    "NotHandedOver": mark("You can say something about it once it was handed over to you."),
    "OwnGoods": mark("Who keeps the stall neither reviews its goods nor judges what is said of them."),
    "EditingOver": mark("This could be changed until %(until)s."),
    "AnsweredAlready": mark("A review is answered once, and this one was."),
    "SecondOneNeeded": mark("Somebody else has to look at this: you took part before."),
    "ConversationBlocked": mark("One of you wants to hear no more, so nothing can be written here."),
    "RestrictedAlready": mark("This stands for the stall already. Please end that first."),
    "Overruled": mark(
        "A grievance about the same, which you laid upon this stall before, was upheld. Somebody else decides it from now on."
    ),
    "OwnStall": mark("Somebody else decides this about a stall that you keep."),
    # rules
    "InvalidStatutes": mark("These statutes cannot be adopted as they are."),
    "StatutesChanged": mark("Version %(number)s was adopted already and cannot be changed. Please add a new one."),
    "VersionInPast": mark("Version %(number)s must name an instant at least a minute ahead."),
    "DecisionNeeded": mark("The founding is over. Only a decision of the members changes rules and statutes now."),
    # proposals
    "NothingChanges": mark("This holds already, so there is nothing to decide."),
    "BaseChanged": mark(
        "What this builds on was decided anew in the meantime. Please look at it, and say whether you still want it."
    ),
    "AmendmentsOpen": mark("Amendments are decided first: %(count)s of them still wait."),
    "TooEarly": mark("That is not possible before %(at)s."),
    "OwnProposal": mark("Somebody else has to support what you wrote yourself."),
    # licences, attestation, grants
    "LicenceUnreadable": mark("This is no licence expression that can be read, at “%(found)s” (character %(column)s)."),
    "ProfileTaken": mark("%(licence_key)s is described already. Another wording needs another key."),
    "PairNotOpen": mark("Our table answers this pair already (%(clause)s); nobody decides it anew."),
    "ClaimEnded": mark("This is over already. A new claim can be made."),
    "AlreadyAttested": mark("You stand by this already."),
    "AlreadyDisputed": mark("There is an open dispute about this already."),
    "OwnCase": mark("You are a party to this, so somebody else decides."),
    "StatusOpen": mark("You have claimed this already, and it is not about to run out."),
    "NotByStatus": mark("The licence does not let you do this by what you are (%(clause)s)."),
    "HoldersMissing": mark("All who hold rights in it must agree. Still missing: %(names)s."),
    "VariantOffered": mark("This variant is offered as a paid licence already."),
    "GrantEnded": mark("This certificate was revoked before."),
    "NotVoted": mark("The members have not decided this text, or their decision is not in force yet."),
    "MarkOpen": mark("This mark is asked for, or held, already."),
    "VisitedBefore": mark("You have visited for this mark already."),
    # boxes
    "TooLateForThisBox": mark(
        "It is too late to change this box. The next one that can be changed comes on %(next_on)s, until %(change_until)s."
    ),
    "BoxClosed": mark("This box comes no more; nobody can begin to take it."),
    "TakesBoxAlready": mark("You take this box already. You can change what you have."),
    # produce
    "PurchaseClosed": mark("This purchase is closed since %(closed_at)s."),
    "PurchaseStillOpen": mark("Members can still ask until %(closes_at)s."),
    "DearerThanAnnounced": mark(
        "Nobody pays more than was announced: %(announced)s. Call it off, or let the co-op bear the rest."
    ),
    "LotShort": mark("No lot has enough left for: %(titles)s. Open a lot, or pack less."),
    "LotCodeTaken": mark("This stall has a lot of this code already."),
    "LotEmpty": mark("Not so much is left of this lot."),
    "AlreadyRecalled": mark("This lot was called back before."),
    "MoreThanOut": mark("Only %(out)s of these are out, so no more can come back."),
    "NotWeighed": mark("This is still to be weighed: %(titles)s."),
    "BeyondTolerance": mark(
        "The buyer accepted at most %(accepted)s. Take some out, give her the rest, or ask her where she has not paid yet."
    ),
    "WeightSettled": mark(
        "The money for the difference is on its way back already, so it cannot be more than %(packed)s now."
    ),
    "PaidBefore": mark("The buyer has paid already, so more cannot be charged. Take some out, or give it to her."),
    # membership
    "TooBusy": mark("Very many people are signing in right now. Please try again in a moment."),
    "WayBackNeeded": mark("Please give a mail address or a phone number, or print a recovery card."),
    "PasswordTooShort": mark("Please choose a password of at least %(minimum)s characters."),
    "PasswordTooCommon": mark("Many people use this password. Please choose another one."),
    "AddressTaken": mark("This address belongs to another account."),
    "ProofGone": mark("This code or link is used up. Please ask for a new one."),
    "PasskeyNotAccepted": mark("The passkey was not accepted. Please try again."),
    "PasskeyNeeded": mark(
        "This passkey is still needed. Please choose a longer password first (%(minimum)s characters)."
    ),
    "LastOfficer": mark("A co-op always has an officer. Please name another one first."),
    "HasRole": mark("This person holds that office already."),
    "IsMember": mark("This person is a member of that class already."),
    "TooManyDevices": mark("No more than %(maximum)s can be kept. Please remove one first."),
    # register
    "AlreadyApplied": mark("There is an open application for this class already."),
    "MayNotVouch": mark("You cannot vouch here: only members with a vote can, and nobody for herself."),
    "NotVouched": mark("%(needed)s members must vouch first; the word of %(counted)s counts now."),
    "MembersDecide": mark("The members decide this by vote."),
    "OnePersonOneMembership": mark("This person is a member of that class already, with another account."),
    "MoreThanOwed": mark("That is more than is owed: %(owed)s."),
    "WayNotOffered": mark("Shares of this class cannot be paid that way."),
    "DuesOpen": mark("Dues of %(owed)s are still open in the class that would end. They are paid first."),
    "AlreadyLeaving": mark("Notice was given already."),
    "CannotErase": mark("Something must be settled first. Nothing was erased."),
    "RegisterUnreadable": mark("This file is no register that can be read. Please look at its columns."),
    # catalogue
    "OutOfStock": mark("There is not enough of this left."),
    "QuantityNotSold": mark("This quantity is not sold. Please look at the least amount and the steps."),
    "SlugTaken": mark("The address “%(slug)s” is in use here."),
    "StockHeld": mark("Open orders hold more than that; it cannot be less than what they hold."),
    "NothingToSell": mark("Please offer at least one variant before you publish this."),
    "StallNotOpen": mark("This stall is not open."),
    "TooMany": mark("There are as many as there may be: %(limit)s."),
    "NotAPicture": mark("This file is no picture that can be shown here."),
    "ArchiveUnreadable": mark("This file is no archive of a stall that can be read here."),
    "ImportUnreadable": mark("This file cannot be read as a table."),
    # sold at the stand
    "NotSoldHere": mark(
        "This cannot be sold here now. The list of what can be sold is fetched anew when you are online."
    ),
    "NoTill": mark("This stall has no till of its own. Please say at which pickup point you sell."),
    "SoldLongAgo": mark(
        "A sale can be told for %(most_days)s days. What is older, or lies ahead, is entered by the co-op's officers."
    ),
    # cart, orders, fulfilment
    "NotOffered": mark("This is not for sale now."),
    "CartFull": mark("A cart holds at most %(limit)s lines."),
    "CartEmpty": mark("There is nothing in the cart that can be bought now."),
    "MixedCurrencies": mark("Please place the order in one currency at a time: %(currencies)s."),
    "CycleClosed": mark("This order cycle takes no orders now. Your basket is kept."),
    "OrderNotExtendable": mark("This order cannot be changed any more in this way."),
    "CheckoutNotStarted": mark("Please start the checkout first: it holds the goods for you."),
    "ReservationExpired": mark(
        "The goods were no longer held for you, and others have taken them. Nothing was charged."
    ),
    # making, law
    "PromiseMoved": mark(
        "Somebody was quicker: this would be ready on %(new)s, not on %(old)s. Nothing was placed; please look again."
    ),
    "MakingFull": mark("The maker's hands are full for the next %(weeks)s weeks. So far ahead nothing is promised."),
    "WeekFull": mark("Those weeks are full. It can be ready on %(earliest)s at the earliest."),
    "FactsMissing": mark("Before it is shown, the law wants more to be told of it."),
    "NotOneOff": mark("A one-off piece is sold in one form, by the piece, and there is at most one of it."),
    "TooManyMaterials": mark("A sheet holds at most %(limit)s materials."),
    "NoLegalBasis": mark("The co-op has not recorded on what legal basis it uses this."),
    "PriceChanged": mark("The total has changed from %(old)s to %(new)s. Nothing was placed; please look at it again."),
    "PaymentNotOffered": mark("This way to pay does not go together with this order."),
    "NotPaid": mark("This is not paid yet, so it cannot be handed over."),
    "PickupPointClosed": mark("This pickup point takes no new orders."),
    "NotDelivered": mark("There is no delivery to the postcode %(postcode)s."),
    "NotCarried": mark("This carrier does not take it: the parcel is too heavy, or it takes no new ones."),
    "WithdrawalOver": mark("One could withdraw from this purchase until %(until)s."),
    "NothingToReturn": mark("Nothing of this order can come back this way."),
    "DeductionTooLarge": mark("At most %(most)s can be taken off: that is what it cost."),
    "SlotFull": mark("This time is full by now. Nothing was moved: please choose another time."),
    "SlotNotOffered": mark("This time cannot be chosen. Please choose one of those that are shown."),
    # discounts, store credit, trade
    "CodeNotTaken": mark("This code cannot be used for this order."),
    "CodeTaken": mark("There is a code %(taken)s already. Please choose another one."),
    "CreditLimitPassed": mark("With this order more would be open than the %(limit)s that were agreed."),
    "OrderTooSmall": mark("Your group orders for at least %(least)s."),
    "NameTaken": mark("There is a group %(taken)s already."),
    "CreditTooLow": mark("There is %(available)s of store credit, not more."),
    "SlotHasOrders": mark("%(taken)s orders come at this time already; fewer cannot be let in."),
    # programs that listen
    "AddressUnusable": mark(
        "This address cannot be called from here. It has to begin with https:// and name a public host."
    ),
    "TooManyWebhooks": mark("You have %(most)s programs that listen already. Remove one first."),
    "NotToBeHeard": mark(
        "Some of these messages tell of other people's orders and money, so they are not for you. Nothing was saved. "
        "If you keep a stall, choose it to hear of its own orders."
    ),
    # files and pictures
    "FileTooLarge": mark("This file is too large."),
    "NoRoomLeft": mark(
        "You keep as many files here as one member may. Take down pictures that you no longer need; a week later there is room."
    ),
    "DiskFull": mark("There is no disk left here for files. Nothing of yours was kept; please try again later."),
    "NoFileSent": mark("No file came along. Please choose one."),
    "TooManyFiles": mark("Please send one file at a time."),
    "UploadBroken": mark("The upload did not arrive as a whole. Please try again."),
    "PictureTooLarge": mark("This picture has too many pixels. Please make it smaller."),
    "PictureBroken": mark("This picture is damaged and cannot be read."),
    "PictureTooCostly": mark("This picture takes too long to read. Please save it anew and try again."),
    # payments
    "RefundExceedsPortion": mark("That is more than can be refunded here: %(remaining)s is left."),
    "NothingToRefund": mark("There is no money here that could be refunded."),
    "AmountDiffers": mark("The amount is not the one that is expected."),
    "StatementUnreadable": mark("This is no statement that can be read. Nothing was taken in."),
    "BalanceDiffers": mark(
        "The lines come to %(expected)s, but the bank says %(closing)s: lines are missing. Nothing was taken in."
    ),
    "MoreThanLeft": mark("Only %(remaining)s are left of it."),
    "NothingToSend": mark(
        "Nothing of this batch can go into a new file: %(held)s wait because their account is new, "
        "%(unaddressed)s have told no account, %(unapproved)s still need an approval."
    ),
    "NotInEuros": mark("Bank orders of this kind are in euros alone. Please take the table for %(currency)s."),
    "NotOpenThatDay": mark("This place is not open on the weekday on which the box comes. Please choose another one."),
    "BoxIsOpen": mark("Somebody holds this cash box. Her shift is counted and closed first."),
    "CountedBefore": mark("You have counted already. Somebody else counts now, by herself."),
    "ReasonNeeded": mark("The box differs from the books by %(difference)s. Please say why, so that it can be booked."),
    "NotEnoughCash": mark("There are only %(present)s in the box."),
    "GivenTooLittle": mark("This costs %(expected)s. The goods stay here until all of it is there."),
    "NothingPayable": mark("No stall has earnings to pay out this way."),
    "TillTooLow": mark("There are only %(present)s in this till. Please take another till, or pay by bank."),
    "NoPayee": mark(
        "This stall has told no bank account, so nothing was sent there. Ask its keeper to name one on its money page, or withdraw the payout."
    ),
    "PayeeChanged": mark("The payee was changed a short while ago. Nothing is sent there yet."),
    "CardsNotOffered": mark("This co-op cannot take cards yet."),
    "SecondOfficerNeeded": mark("So large an amount needs two people. Please ask another officer to agree."),
    "PaymentDisputed": mark(
        "The buyer's bank disputes this payment. Until that is decided nothing of it can be sent back."
    ),
    "TooLateToAnswer": mark("The bank takes no answer any more."),
    "OwnPayout": mark("Nobody approves a payout to herself. Please ask another officer."),
    # delegations
    "AlwaysSecret": mark("Votes about this are always secret, so nobody can vote for you there."),
    "DelegationCircle": mark("That would go round in a circle: in the end her vote comes to you."),
    "DelegationTooLong": mark("A vote passes through at most %(most)s hands, and this would be more."),
    "NoCommonClass": mark("Your vote counts in your own class. Please choose somebody who votes there too."),
    # grievances
    "PartyToCase": mark("You are a party to this grievance. Somebody else has to mediate it."),
    "CaseTaken": mark("You took this grievance already."),
    "CaseBrought": mark("You brought a grievance against this decision before. There is one for each."),
    "ExclusionOverturned": mark("Her grievance against this was upheld, so she stays a member."),
    # ballots
    "NotOpenYet": mark("Voting has not begun yet."),
    "VotingClosed": mark("Voting is over. Your ballot was not taken."),
    "ElectionOff": mark("This vote was called off."),
    "NotOnRoll": mark("You are not on the roll of this vote: it lists who had the vote on the record date."),
    "VotesOnPaper": mark("You were given a paper ballot for this vote. Please use that one."),
    "HasVoted": mark(
        "There is a ballot of yours in the box already. To change it, enter the private code that came with it; without the code it stays as it is."
    ),
    "RevisionTaken": mark("Your ballot was changed in the meantime. Please look at it and send it again."),
    "CodeInUse": mark("This private code cannot be used. Please open the ballot anew."),
    "TooManyRevisions": mark("A ballot can be changed %(most)s times at most. The newest one stays."),
    "WhichClass": mark("You vote here in several classes. Please say in which one: %(classes)s."),
    "NobodyVotes": mark("Nobody had a vote in these classes on the record date."),
    "OnlyInTheRoom": mark("This vote is held at an assembly, among those who are in the room."),
    "StillOpen": mark(
        "Paper is counted after the close, on %(closes_at)s, so that nobody knows earlier how it stands."
    ),
    "AlreadyCounted": mark("This vote is counted. Nothing is added to it."),
    "OwnBatch": mark("You typed this batch yourself. Another teller has to type the same papers."),
    "CountsDiffer": mark(
        "The two counts do not agree: you typed %(ballots)s papers, the first teller %(first_ballots)s. Nothing was confirmed. Please count again."
    ),
    "MorePaperThanVoters": mark("That would be %(ballots)s papers, but %(given)s voters of this class were given one."),
    # assemblies
    "TooLittleNotice": mark("Members are called %(days)s days before: it can begin on %(earliest)s at the earliest."),
    "TooEarlyToOpen": mark("An assembly is opened on its day, from %(at)s on."),
    "TooManyMandates": mark("Nobody speaks for more than %(most)s others. Please choose another member."),
    "NoVoteHere": mark("Only a member with a vote can be represented, and only by a member with a vote."),
    "MoreHandsThanVoters": mark("%(hands)s hands were counted, but there are %(voters)s votes in the room."),
    "NoQuorum": mark("Too few are here to decide: %(present)s of the %(needed)s that are needed."),
    "MinutesAdopted": mark("The minutes are adopted. What they say stays; the next minutes can name a mistake."),
    # groups
    "PurseTooSmall": mark("There are %(available)s left in the purse that are not set aside."),
    "GrantTooLarge": mark("That is more than may be granted this way now: %(left)s are left."),
    "NotInGroup": mark("Only a member of this group does that."),
    "NoVoteForGroup": mark("A group consists of members who have a vote."),
    # offices
    "OfficeTaken": mark("There is an office named %(key)s already."),
    "TermLimit": mark("Nobody holds this office more than %(most_terms)s times in a row. It is somebody else's turn."),
    "Incompatible": mark("Whoever holds the one office cannot hold the other at the same time."),
    "SeatsTaken": mark("Every seat of this office is taken."),
    "NotEligible": mark("Only members whose class may stand for office can take this on."),
    "NobodyWilling": mark("Nobody who may take it has said yet that she would."),
    # contributions
    "NotGivenYet": mark("Please write it down once it is done. Today is %(latest)s."),
    "TooLongAgo": mark(
        "That is long ago: members write down what they gave since %(earliest)s. A keeper of the commons can write it for you."
    ),
    "AlreadyCorrected": mark("This was corrected before. Please look at the newest one."),
    "AlreadyPaid": mark("Somebody was paid for this already, so it stays as it is."),
    "TimeTwice": mark("A day has 24 hours, and %(minutes)s minutes of that day are written down already."),
    "AuthorTaken": mark("Another member commits under this address."),
    "AlreadySignedUp": mark("You are on the list of this day already."),
    "NoSeatLeft": mark("All %(seats)s seats are taken. You can stand in the line for one."),
    "DayOver": mark("This day is finished or called off."),
    "TooEarlyToCheckIn": mark("People are checked in on the day, from %(at)s on."),
    # registry
    "VersionTaken": mark("There is a release %(version)s already. Please give this one another number."),
    "LicenceMalformed": mark(
        "We cannot read this licence. Please choose one from the list, or write it as SPDX does: CC-BY-SA-4.0. "
        "The draft is kept."
    ),
    "LicenceForbids": mark(
        "“%(parent_title)s” is under %(parent_licence)s, which does not allow this under %(licence)s (%(clause)s): %(why)s "
        "The draft is kept. This is not legal advice."
    ),
    "LicenceUndecided": mark(
        "Whether %(parent_licence)s of “%(parent_title)s” allows %(licence)s is not decided yet. The draft is kept; somebody who "
        "keeps the commons has to decide. This is not legal advice."
    ),
    "ParentNotOpen": mark(
        "“%(parent_title)s”, which this derives from, is not published or is disputed. The draft is kept until that is settled."
    ),
    "NotFromLater": mark("A release can only derive from one that was begun before it."),
    "TooManyImports": mark("Others are still being brought in. Please wait for them to end, then try again."),
    "AlreadyShared": mark(
        "The file %(path)s is already part of “%(work_title)s” (%(work_licence)s). Please name that work as the origin of this "
        "one. The draft is kept."
    ),
    "CommunityNotAsked": mark(
        "This knowledge is held by %(held_by)s. Please write down their decision to share it first. The draft is kept."
    ),
    "OwnWork": mark("Nobody reviews her own work. Please ask somebody else."),
    "LastMaintainer": mark("Somebody must keep this work. Please name another one first."),
    "ReleaseDisputedAlready": mark("There is an open dispute about this already."),
    # files
    "FileKindRefused": mark(
        "Files of this kind are not taken, or this is not what its name says. Nothing of it was kept. Drawings, models, sheets, "
        "tables, texts, pictures and ZIP files are welcome."
    ),
    "UploadDiffers": mark("What arrived is not what was announced. Nothing of it was kept: please send it again."),
    "UploadElsewhere": mark("The upload goes on at another place: %(received)s bytes of it are kept."),
    "UploadInCrumbs": mark("The upload came in too many small parts. Please begin anew."),
    # tools and rooms
    "ToolSlugTaken": mark("Another tool or room has the address “%(slug)s”."),
    "UnitLabelTaken": mark("Another one is called “%(label)s” already."),
    "SlotTaken": mark("Somebody else has it in that time. Please choose another time."),
    "OutsideHours": mark("It is not open then. Please look at its hours."),
    "BookedTooLong": mark("That is longer than one booking may be."),
    "BookedTooFarAhead": mark("Bookings can be made for the next %(days)s days."),
    "TooManyBookings": mark("You have %(most)s bookings to come already, and that is as many as one may have."),
    "SkillNeeded": mark("Somebody who looks after it has to show you first: %(skill)s. Please ask."),
    "ServiceDue": mark("“%(unit)s” has to be looked after before that time."),
    "DepositDue": mark("The deposit of %(deposit)s comes first."),
    "DepositSettled": mark("The deposit went back already."),
    "BookingNotYet": mark("It is too early to hand it out."),
    "StillOut": mark("It is still in somebody's hands."),
    "OtherHands": mark("This takes two people: somebody else has to do it."),
    # the door
    "InvalidCursor": mark("This page mark does not belong to this list. Please begin at its first page."),
}
"""By the refusal's name. A test fails for a refusal without a sentence."""

_NAMING: Final[Mapping[str, str]] = {
    "OutOfStock": mark("There is less left than you want: %(goods)s."),
    "ReservationExpired": mark(
        "The goods were no longer held for you, and others have taken them: %(goods)s. Nothing was charged."
    ),
}
"""Said instead where the refusal names the goods of a basket that are short."""

_LEFT: Final = mark("%(title)s (%(left)s left)")
_NONE_LEFT: Final = mark("%(title)s (none left)")


_NO_LAYOUT: Final = mark(
    "This is no statement in XML (CAMT.053). If it is a table, please choose how it is read. Nothing was taken in."
)
_UNREADABLE: Final = {
    "xml": _NO_LAYOUT,
    "no_statement": _NO_LAYOUT,
    "layout": _NO_LAYOUT,
    "columns": mark(
        "Please name the columns of the booking day and of the amount, as they stand in the table. Nothing was kept."
    ),
    "date": mark(
        "Please say how a day is written, with its day, month and year once each, like %%d.%%m.%%Y. Nothing was kept."
    ),
    "column": mark(
        "No column of this table is called “%(column)s”. Please look at how tables of this bank are read. Nothing was taken in."
    ),
    "row": mark(
        "Line %(row)s cannot be read: its day or its amount is written otherwise than was said of this bank. Nothing was taken in."
    ),
}
"""What is wrong with a statement, by the word before its colon; of the rest it is enough to know that it cannot be read."""


def sentence(refusal: errors.Refusal, language: str) -> str:
    """The refusal in a sentence, in the reader's language; facts written as that language writes them."""
    if isinstance(refusal, StatementUnreadable):
        problem, _, column = refusal.problem.partition(":")
        return locale.say(
            language,
            _UNREADABLE.get(problem, SENTENCES["StatementUnreadable"]),
            column=column,
            row=locale.write_number(refusal.row, language),
        )
    names_goods = isinstance(refusal, OutOfStock | ReservationExpired) and refusal.goods
    pattern = (_NAMING if names_goods else SENTENCES).get(type(refusal).__name__)
    if pattern is None:
        # Better the general sentence than none, in a language that the reader reads.
        return locale.say(language, mark("That was not possible."))
    said = locale.say(language, pattern)
    if "%(" not in said:
        return said
    return said % {name: _written(fact, language) for name, fact in facts(refusal).items()}


def facts(refusal: errors.Refusal) -> dict[str, Any]:
    """The facts of a refusal by name."""
    if not dataclasses.is_dataclass(refusal):
        return {}
    return {field.name: getattr(refusal, field.name) for field in dataclasses.fields(refusal)}


def _written(fact: Any, language: str) -> str:
    if isinstance(fact, money.Money):
        return locale.write_money(fact.minor, fact.currency, language)
    if isinstance(fact, money.Quantity):
        return locale.write_quantity(fact.base, fact.unit, language)
    if isinstance(fact, ShortGoods):
        titles = [text.read(language) for text in (fact.title, fact.variant_title) if text]
        left = _written(fact.left, language)
        return locale.say(language, _LEFT if fact.left.base else _NONE_LEFT, title=", ".join(titles), left=left)
    if isinstance(fact, int) and not isinstance(fact, bool):
        return locale.write_number(fact, language)
    if isinstance(fact, date):
        return locale.write_long_day(fact, language)
    if isinstance(fact, list | tuple):
        return ", ".join(_written(part, language) for part in fact)
    return str(fact)
