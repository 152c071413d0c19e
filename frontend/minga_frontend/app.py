"""All pages: each feature brings its routes, and mistakes get pages of their own."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from minga_frontend import asking
from minga_frontend.assemblies import pack as meeting_pack
from minga_frontend.assemblies import views as assemblies
from minga_frontend.attestation import views as attestation
from minga_frontend.ballots import paper as ballot_paper
from minga_frontend.ballots import views as ballots
from minga_frontend.batches import views as batches
from minga_frontend.books import statements
from minga_frontend.books import views as books
from minga_frontend.boxes import keeping as boxes_kept
from minga_frontend.boxes import views as boxes
from minga_frontend.calendars import views as calendars
from minga_frontend.cart import views as cart
from minga_frontend.cashbox import views as cashbox
from minga_frontend.contributions import days as work_days
from minga_frontend.contributions import importing as contributions_importing
from minga_frontend.contributions import views as contributions
from minga_frontend.conversations import views as conversations
from minga_frontend.coordination import account as coordination_account
from minga_frontend.coordination import discrepancies as coordination_discrepancies
from minga_frontend.coordination import disputes as coordination_disputes
from minga_frontend.coordination import places
from minga_frontend.coordination import stalls as coordination_stalls
from minga_frontend.coordination import views as coordination
from minga_frontend.costing import views as costing
from minga_frontend.cycles import buying as cycle_buying
from minga_frontend.cycles import making as cycles_of_stall
from minga_frontend.cycles import planning as cycle_planning
from minga_frontend.cycles import views as cycles
from minga_frontend.delegations import views as delegations
from minga_frontend.documents import labels as price_labels
from minga_frontend.documents import lists as lists_to_hand_over
from minga_frontend.documents import owning
from minga_frontend.documents import views as documents
from minga_frontend.equation import views as equation
from minga_frontend.explorer import views as explorer
from minga_frontend.exports import bringing as exports_bringing
from minga_frontend.exports import views as exports
from minga_frontend.files import views as files
from minga_frontend.finding import views as finding
from minga_frontend.getting import changing as getting_changing
from minga_frontend.getting import keeping as getting_keeping
from minga_frontend.grants import marks as grants_marks
from minga_frontend.grants import views as grants
from minga_frontend.grievances import views as grievances
from minga_frontend.groups import views as groups
from minga_frontend.helping import views as helping
from minga_frontend.law import goods as law_of_goods
from minga_frontend.law import views as law
from minga_frontend.library import handing as library_handing
from minga_frontend.library import keeping as library_keeping
from minga_frontend.library import views as library
from minga_frontend.licences import views as licences
from minga_frontend.making import views as making
from minga_frontend.market import browsing, goods, importing, keepers, product, shelves, stalls, variants
from minga_frontend.market import views as market
from minga_frontend.means import billing as billing_pages
from minga_frontend.means import issuer as issuer_desk
from minga_frontend.means import trade as trade_desk
from minga_frontend.means import views as means
from minga_frontend.means import vouchers as vouchers_bought
from minga_frontend.membership import account, cooperative, demo
from minga_frontend.membership import views as membership
from minga_frontend.offices import views as offices
from minga_frontend.orders import checkout
from minga_frontend.orders import together as at_once
from minga_frontend.orders import views as orders
from minga_frontend.outward import views as outward
from minga_frontend.produce import jars, lots, ordered, together, weighing
from minga_frontend.proofs import views as proofs
from minga_frontend.proposals import act, decisions, writing
from minga_frontend.proposals import views as proposals
from minga_frontend.register import founding, joining, members, mydata
from minga_frontend.registry import deeds as registry_deeds
from minga_frontend.registry import importing as registry_importing
from minga_frontend.registry import keeping as registry_keeping
from minga_frontend.registry import views as registry
from minga_frontend.registry import writing as registry_writing
from minga_frontend.restrictions import views as restrictions
from minga_frontend.returns import keeping as returns_keeping
from minga_frontend.returns import views as returns
from minga_frontend.reviews import views as reviews
from minga_frontend.royalties import views as royalties
from minga_frontend.rules import views as rules
from minga_frontend.shell import about, pages, styleguide
from minga_frontend.shell.around import around
from minga_frontend.shell.links import Elsewhere
from minga_frontend.shell.static import STATIC
from minga_frontend.stall import views as stall
from minga_frontend.stand import views as stand
from minga_frontend.statements import views as bank_statements
from minga_frontend.today import views as today
from minga_frontend.wants import views as wants
from minga_frontend.webhooks import views as webhooks
from minga_graphql.door import Door


def routes(door: Door) -> list[BaseRoute]:
    """The pages, with every document checked."""
    asking.prepare(door)
    return [
        STATIC.route(),
        *styleguide.routes(),
        *about.routes(),
        *market.ROUTES,
        *browsing.ROUTES,
        *product.ROUTES,
        *stalls.ROUTES,
        *keepers.ROUTES,
        *making.ROUTES,
        *boxes.ROUTES,
        *boxes_kept.ROUTES,
        *boxes.ONE,
        *law.ROUTES,
        *exports.ROUTES,
        *exports_bringing.ROUTES,
        *outward.ROUTES,
        *law_of_goods.ROUTES,
        *costing.ROUTES,
        *variants.ROUTES,
        *weighing.ROUTES,
        *lots.ROUTES,
        *jars.ROUTES,
        *together.ROUTES,
        *ordered.ROUTES,
        *goods.ROUTES,
        *importing.ROUTES,
        *shelves.ROUTES,
        *cart.ROUTES,
        *means.ROUTES,
        *vouchers_bought.ROUTES,
        *trade_desk.ROUTES,
        *issuer_desk.ROUTES,
        *billing_pages.ROUTES,
        *checkout.ROUTES,
        *at_once.ROUTES,
        *orders.ROUTES,
        *getting_changing.ROUTES,
        *getting_keeping.ROUTES,
        *returns.ROUTES,
        *returns_keeping.ROUTES,
        *reviews.ROUTES,
        *today.ROUTES,
        *wants.ROUTES,
        *finding.ROUTES,
        *helping.ROUTES,
        *conversations.ROUTES,
        *restrictions.ROUTES,
        *cycles.ROUTES,
        *cycle_buying.ROUTES,
        *cycle_planning.ROUTES,
        *cycles_of_stall.ROUTES,
        *lists_to_hand_over.ROUTES,
        *price_labels.ROUTES,
        *documents.ROUTES,
        *owning.ROUTES,
        *stall.ROUTES,
        *stand.ROUTES,
        *coordination.ROUTES,
        *places.ROUTES,
        *coordination_stalls.ROUTES,
        *coordination_account.ROUTES,
        *coordination_discrepancies.ROUTES,
        *coordination_disputes.ROUTES,
        *cashbox.ROUTES,
        *proofs.ROUTES,
        *bank_statements.ROUTES,
        *batches.ROUTES,
        *explorer.ROUTES,
        *membership.ROUTES,
        *account.ROUTES,
        *cooperative.ROUTES,
        *founding.ROUTES,
        *joining.ROUTES,
        *members.ROUTES,
        *mydata.ROUTES,
        *demo.ROUTES,
        *books.ROUTES,
        *statements.ROUTES,
        *rules.ROUTES,
        *royalties.ROUTES,
        *equation.ROUTES,
        *writing.ROUTES,
        *act.ROUTES,
        *decisions.ROUTES,
        *proposals.ROUTES,
        *ballots.ROUTES,
        *ballot_paper.ROUTES,
        *offices.ROUTES,
        *groups.ROUTES,
        *webhooks.ROUTES,
        *assemblies.ROUTES,
        *calendars.ROUTES,
        *files.ROUTES,
        *library_keeping.ROUTES,
        *library.ROUTES,
        *library_handing.ROUTES,
        *contributions_importing.ROUTES,
        *contributions.ROUTES,
        *work_days.ROUTES,
        *meeting_pack.ROUTES,
        *grievances.ROUTES,
        *delegations.ROUTES,
        *licences.ROUTES,
        *attestation.ROUTES,
        *grants.ROUTES,
        *grants_marks.ROUTES,
        *registry.ROUTES,
        *registry_writing.ROUTES,
        *registry_deeds.ROUTES,
        *registry_keeping.ROUTES,
        *registry_importing.ROUTES,
    ]


async def not_here(request: Request, problem: Exception) -> Response:
    """A page for what is not there, or not for this reader."""
    if isinstance(problem, Elsewhere):
        return problem.answer
    status = problem.status_code if isinstance(problem, HTTPException) else 404
    try:
        shell = await around(request)
    except (HTTPException, asking.Unanswered):
        # The co-op itself may be what is not there.
        shell = pages.Shell()
    return pages.render(
        request, "shell/problem.html", shell=shell, status=status, number=status, title="", reference=""
    )


async def unanswered(request: Request, problem: Exception) -> Response:
    """What a document asked by an address is not there, or not for this reader: the same page. Any other fault is a bug of ours."""
    if isinstance(problem, asking.Unanswered) and problem.codes == {"NOT_FOUND"}:
        return await not_here(request, HTTPException(404))
    if isinstance(problem, asking.Unanswered) and "UNAVAILABLE" in problem.codes:
        return away(request, problem.reference)
    raise problem


def away(request: Request, reference: str) -> Response:
    """A page for the minutes in which the database cannot be asked; it needs nothing of it itself."""
    return pages.render(request, "shell/problem.html", status=503, number=503, title="", reference=reference)


async def unexpected(request: Request, problem: Exception) -> Response:
    """A page for a bug of ours, with the reference under which it was logged."""
    reference = getattr(problem, "reference", "") or getattr(request.state, "reference", "")
    return pages.render(request, "shell/problem.html", status=500, number=500, title="", reference=reference)
