"""What the demo's members decided lately, and are deciding now: proposals carried through the real commands.

The demo database's clock is set into the past and let go on day by day, so that notices ran, votes opened and closed
and decisions took effect when they should have. It stands at the present again when this is done.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from minga_infra.demo import meeting
from minga_infra.demo.shorthand import t
from minga_infra.demo.valle import contributions, grants, groups, library, royalties
from minga_infra.duties import all_duties
from minga_infra.messages.assemblies import AssemblyLetters
from minga_infra.messages.votes import VoteLetters
from minga_platform.governance.assemblies.ports import AssemblyLetterWriter
from minga_platform.governance.ballots.commands.cast import cast_ballot
from minga_platform.governance.delegations.commands import delegate
from minga_platform.governance.grievances.commands import hearing
from minga_platform.governance.proposals.commands import amending, announcing, discussing, drafting
from minga_platform.governance.proposals.ports import LetterWriter
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.messages import Message, Messages
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.commands import roles
from minga_platform.rules import queries as rules
from minga_platform.rules import texts

SLUG: Final = "valle"
FOUNDED_DAYS_AGO: Final = 70
_SYSTEM: Final = Actor(system="demo")
_OFFICES: Final = (("amaia", "facilitator"), ("elvira", "teller"), ("pau", "teller"), ("claire", "mediator"))
_ROUNDS: Final = ("ballots.rounds", "proposals.rounds", "assemblies.letters")

Texts = Mapping[str, str]


class _NoPost:
    """The letters of the demo's past went to people who are made up: nobody carries them."""

    async def send(self, message: Message) -> None:
        """Nothing to carry."""


async def set_back(database: Database, days: float) -> None:
    """Let the whole database live so many days ago; 0 is now. Only test and demo databases have such a row."""
    async with database.work(Scope(), _SYSTEM) as work:
        await work.execute("DELETE FROM clock_offset")
        if days:
            await work.execute('INSERT INTO clock_offset (id, "offset") VALUES (true, $1)', timedelta(days=-days))


@dataclass
class Past:
    """One co-op whose members act on some day."""

    database: Database
    app: Database
    cooperative_id: UUID
    people: Mapping[str, UUID]
    days_ago: float = FOUNDED_DAYS_AGO
    kept: dict[str, Any] = field(default_factory=dict)
    """What came to be on earlier days, by a name."""

    async def on(self, days_ago: float) -> None:
        """Go on to a day; what falls due until then is done as it falls due."""
        while self.days_ago > days_ago:
            self.days_ago = max(days_ago, self.days_ago - 1)
            await set_back(self.database, self.days_ago)
            await self.rounds()

    async def rounds(self) -> None:
        """What the worker would have done: twice, since one round makes work for the next."""
        sweeps = [sweep for sweep in all_duties().sweeps if sweep.name in _ROUNDS]
        ports: dict[type, Any] = {
            Messages: _NoPost(),
            LetterWriter: VoteLetters("http://localhost:8000"),
            AssemblyLetterWriter: AssemblyLetters("http://localhost:8000"),
        }
        for _ in range(2):
            for sweep in sweeps:
                await sweep.run(Desk(self.database, ports, sweep.name, self.cooperative_id))

    async def do(self, key: str, command: Callable[..., Awaitable[Any]], **wish: Any) -> Any:
        """A command by one of the members, as the app performs it."""
        person_id = self.people[key]

        async def once(work: Work) -> Any:
            viewer = Viewer(person_id=person_id, proven_at=work.now)
            return await command(work, viewer, **wish)

        scope = Scope(self.cooperative_id, person_id)
        return await self.app.run(scope, Actor(by_person_id=person_id, for_person_id=person_id), once)

    async def by(self, key: str, command: Callable[..., Awaitable[Any]], **wish: Any) -> Any:
        """What somebody does with her own cart: a command that asks the scope alone."""
        person_id = self.people[key]
        scope = Scope(self.cooperative_id, person_id)
        actor = Actor(by_person_id=person_id, for_person_id=person_id)
        return await self.app.run(scope, actor, lambda work: command(work, **wish))

    async def propose(self, key: str, kind: str, title: Texts, text: Texts, **fields: Any) -> UUID:
        """Written and shown to the members."""
        proposal_id: UUID = await self.do(key, drafting.begin_proposal, kind=kind, title=title)
        await self.do(key, drafting.save_draft, proposal_id=proposal_id, fields={"text": text, **fields})
        await self.do(key, drafting.submit_proposal, proposal_id=proposal_id)
        return proposal_id

    async def sponsor(self, proposal_id: UUID, *keys: str) -> None:
        for key in keys:
            await self.do(key, discussing.sponsor_proposal, proposal_id=proposal_id)

    async def say(self, proposal_id: UUID, *said: tuple[str, str, str]) -> None:
        """(who, how she leans, what she says)."""
        for key, stance, text in said:
            await self.do(key, discussing.take_stance, proposal_id=proposal_id, stance=stance)
            if text:
                await self.do(key, discussing.comment_on_proposal, proposal_id=proposal_id, text=text)

    async def announce(self, key: str, proposal_id: UUID) -> None:
        await self.do(key, announcing.freeze_proposal, proposal_id=proposal_id)
        await self.do(key, announcing.give_notice, proposal_id=proposal_id)

    async def vote(self, proposal_id: UUID, **said: str) -> None:
        """`yes="ana marta"`: by each of them, whichever classes she votes in."""
        async with self.database.read(Scope(self.cooperative_id)) as work:
            election_id = await work.value(
                "SELECT election_id FROM proposal WHERE cooperative_id = $1 AND id = $2",
                self.cooperative_id,
                proposal_id,
            )
        for word, keys in said.items():
            for key in keys.split():
                choice = {"say": word} if word != "block" else {"say": word, "reason": "x"}
                await self.do(key, cast_ballot, election_id=election_id, choice=choice)


async def live_through(  # noqa: PLR0915 - the days of a story, one after another
    database: Database, app: Database, people: Mapping[str, UUID], keyring: Keyring | None = None
) -> None:
    """From the founding to today. `database`: the worker's login; `app`: the app's, which alone may cast. `keyring`: signs
    certificates; without it there is none."""
    async with database.read(Scope()) as work:
        cooperative_id: UUID = await work.value("SELECT id FROM cooperative WHERE slug = $1", SLUG)
    async with database.read(Scope(cooperative_id)) as work:
        if await work.value("SELECT true FROM proposal WHERE cooperative_id = $1 LIMIT 1", cooperative_id):
            return
    past = Past(database, app, cooperative_id, people)
    await _offices(past)
    await meeting.fill_offices(past)
    await royalties.share(past)
    await library.share(past)
    await past.on(66)
    fee = await past.propose(
        "lola", "rule_change", _FEE[0], _FEE[1], changes={"rules": {"market.fee_bps": 700}}, measure=_FEE[2]
    )
    await past.sponsor(fee, "rosa", "joan")
    await past.say(
        fee,
        ("marta", "question", "¿Llega para el alquiler del mercado? / Does it still pay the rent of the hall?"),
        ("joan", "for", "It does: last month we had 380 euros left after rent and the van."),
        ("julian", "for", "Madera y herramientas han subido mucho. Un punto menos se nota."),
        ("ramon", "for", ""), ("vicente", "against", ""),
    )  # fmt: skip
    await past.on(58.5)
    await past.announce("lola", fee)
    await past.on(51)
    await past.vote(
        fee,
        yes="lola rosa pilar julian noor amaia ramon elvira pau fatima marta joan ines claire",
        no="vicente",
        abstain="carmen omar",
    )
    await past.on(49)
    hold = await past.propose("vicente", "rule_change", _HOLD[0], _HOLD[1], changes={"rules": {"market.hold_days": 0}})
    await past.sponsor(hold, "carmen", "ivan")
    await past.say(
        hold,
        ("marta", "against", "Entonces no podemos devolver nada si el queso llega roto."),
        ("tomas", "question", ""),
    )
    begins = past.kept["held begins"] = meeting.evening(29)
    past.kept["held"] = await meeting.call(past, begins, *meeting.HELD, points=meeting.HELD_POINTS)
    await past.on(46)
    # While the fee was eight per cent; what is sold after the decision took effect says seven, and names it.
    await meeting.sell(past, "ines", "mug-seconds", 2, handed_over_by="tomas")
    await royalties.weave(past, "claire", 2)
    await past.on(41)
    await contributions.write_down(past, since=66)
    await grants.confirm(past)
    mark = await grants.propose_standard(past)
    await past.announce("vicente", hold)
    wool = await past.propose("aurora", "free", _WOOL[0], _WOOL[1], secret=False)
    await past.sponsor(wool, "carmen", "lola")
    await past.do("noor", delegate, topic="free", to_agent_id=await meeting.agent(past, "aurora"))
    await past.say(wool, ("mamadou", "for", "Nous prenons toute la laine lavée pour le paillage des serres."))
    await past.on(33.5)
    await past.vote(hold, yes="vicente carmen ivan", no="marta joan tomas rosa lola aurora amaia ines claire omar")
    await past.announce("aurora", wool)
    await past.announce("rosa", mark)
    await meeting.hold_it(past)
    await past.on(26)
    ditch = await contributions.call_minga(past)
    await past.vote(wool, agree="aurora carmen lola mamadou fatima pau rosa marta joan ines", abstain="ivan")
    await past.vote(mark, agree="rosa pilar tomas aurora julian lola marta joan amaia fatima", abstain="vicente")
    await grants.certify(past, keyring)
    jug = await meeting.sell(past, "claire", "jug-water", 1, handed_over_by="tomas")
    await royalties.weave(past, "ines", 1)
    await meeting.hand_on(past)
    await past.on(18.5)
    # So that there are all kinds of paper: an invoice, a credit note that mirrors it, a self-billing document.
    await meeting.give_back(past, "joan", jug, 500, "El asa tiene una grieta.")
    await meeting.pay_out(past, "joan", "tomas")
    await contributions.hold_minga(past, ditch)
    statutes = await past.propose(
        "amaia", "statutes_amendment", _ARTICLE[0], _ARTICLE[1], changes={"statutes": await _amended(past)}
    )
    await past.sponsor(statutes, "marta", "noor")
    await past.say(
        statutes,
        ("noor", "for", "أخيرًا نكتب ما نفعله منذ سنوات."),
        ("joan", "for", "Good. It is what we do anyway; now it is ours to keep."),
    )
    await library.lend(past)
    await past.on(11)
    await contributions.write_down(past, since=41)
    await royalties.share_out(past)
    await grants.adopt(past)
    await past.announce("amaia", statutes)
    cancel = await past.propose(
        "pau", "rule_change", _CANCEL[0], _CANCEL[1], changes={"rules": {"market.cancellation_minutes": 30}}
    )
    await past.sponsor(cancel, "fatima", "aurora")
    past.kept["coming"] = await meeting.call(past, meeting.evening(-8), *meeting.COMING, points=meeting.COMING_POINTS)
    await past.on(5)
    await meeting.sell(past, "omar", "bowl-dots", 3)
    await past.propose(
        "mamadou", "budget", _VAN[0], _VAN[1], method="equal-shares", budget_minor=240_000, options=_VAN_OPTIONS
    )
    await past.do(
        "ivan", hearing.open_case, text=_PLACE[0], wish=_PLACE[1], against_agent_id=await meeting.agent(past, "vicente")
    )
    sunday = await past.propose("marta", "advisory", _SUNDAY[0], _SUNDAY[1])
    await past.sponsor(sunday, "joan", "rosa")
    await past.say(
        sunday,
        ("ines", "for", "¡Sí! Entre semana trabajo hasta las ocho."),
        ("beth", "for", "I would come with the children."),
        ("fatima", "question", "من يخبز يوم السبت ليلًا؟"),
    )
    await past.on(3.2)
    await past.announce("pau", cancel)
    await grants.visit(past, "marta", "El mimbre es del río, y nos enseñaron a pelarlo.")
    await meeting.reply_to_the_coming(past, cancel)
    await past.vote(statutes, yes="amaia marta noor lola claire rosa")
    tables = await past.propose(
        "julian", "rule_change", _SPONSORS[0], _SPONSORS[1], changes={"rules": {"governance.sponsors": 3}}
    )
    await past.sponsor(tables, "tomas", "elvira")
    await past.say(
        tables,
        ("joan", "question", "Three of nineteen: is that not a lot for a small co-op?"),
        ("pilar", "against", ""),
    )
    await past.do(
        "pilar",
        amending.amend_proposal,
        proposal_id=tables,
        text={"es": "Dos bastan, pero de clases distintas."},
        wanted=None,
        reason={"es": "Para que nadie quede fuera."},
    )
    await past.on(1)
    await contributions.these_days(past)
    await grants.visit(past, "elvira", "Arreglaban una cesta de 1998.")
    await library.these_days(past)
    await groups.look_after(past)
    await past.do("joan", drafting.begin_proposal, kind="surplus", title=_SURPLUS)
    await past.on(0)


async def _offices(past: Past) -> None:
    async def command(work: Work) -> None:
        for key, role in _OFFICES:
            agent_id = await work.value(
                "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2",
                work.cooperative_id,
                past.people[key],
            )
            await roles.install_role(work, agent_id=agent_id, role=role)

    await past.database.run(Scope(past.cooperative_id), _SYSTEM, command)


async def _amended(past: Past) -> dict[str, Any]:
    """The statutes with another purpose and one article more."""
    async with past.database.read(Scope(past.cooperative_id)) as work:
        present = texts.versions(await rules.adoptions(work))[-1].text
    first, *others = present["articles"]
    purpose = {language: f"{text} {_CARE[language]}" for language, text in first["text"].items()}
    return {
        "title": present["title"],
        "articles": [{"title": first["title"], "text": purpose}, *others, {"title": _COMMONS[0], "text": _COMMONS[1]}],
    }


_FEE = (
    t(
        "A fee of seven per cent",
        "Una comisión del siete por ciento",
        "Une commission de sept pour cent",
        "رسم بسبعة في المئة",
    ),
    t(
        "The van is paid off, and materials have become dear. One point less leaves every maker more, and the hall can still be paid.",
        "La furgoneta está pagada y los materiales han subido. Un punto menos deja más a cada productora, y el mercado se puede seguir pagando.",
        "La camionnette est payée et les matières ont renchéri. Un point de moins laisse davantage à chacun, et la halle reste payée.",
        "سُدِّد ثمن الشاحنة وغلت المواد. نقطة أقل تترك لكل منتج أكثر، وتبقى أجرة السوق مدفوعة.",
    ),
    t(
        "After half a year the co-op still has three months of rent in reserve.",
        "A los seis meses la cooperativa aún tiene tres meses de alquiler en reserva.",
        "Au bout de six mois, la coopérative garde trois mois de loyer en réserve.",
        "بعد نصف سنة تبقى لدى التعاونية أجرة ثلاثة أشهر احتياطًا.",
    ),
)
_HOLD = (
    t("Earnings at once", "Cobrar al momento", "Être payés tout de suite", "العائدات فورًا"),
    t(
        "Seven days are long for who lives from week to week. Earnings should be payable with the hand-over.",
        "Siete días son muchos para quien vive al día. Los ingresos deberían poder cobrarse con la entrega.",
        "Sept jours, c'est long pour qui vit d'une semaine à l'autre. Les gains devraient être dus dès la remise.",
        "سبعة أيام طويلة على من يعيش أسبوعًا بأسبوع. ينبغي أن تُستحق العائدات عند التسليم.",
    ),
)
_PLACE = (
    "Vicente puso su mesa dos sábados seguidos en mi sitio y no quiso hablar de ello.",
    "Que repartamos los sitios juntos, y que cada cual respete el suyo.",
)
"""What a demo grievance says; only those who have a part in it read it, in the language it was written in."""
_WOOL = (
    t(
        "Raw wool does not go to waste",
        "La lana en bruto no se tira",
        "La laine brute n'est plus jetée",
        "لا يُرمى الصوف الخام",
    ),
    t(
        "What the weavers cannot spin goes to the gardeners as mulch, free of charge. Aurora keeps the list.",
        "Lo que las tejedoras no pueden hilar va a las huertas como acolchado, sin coste. Aurora lleva la lista.",
        "Ce que les tisserandes ne peuvent filer va aux maraîchers comme paillage, gratuitement. Aurora tient la liste.",
        "ما لا تستطيع النسّاجات غزله يذهب إلى البساتين غطاءً للتربة مجانًا، وأورورا تحفظ القائمة.",
    ),
)
_ARTICLE = (
    t(
        "Our know-how in the statutes",
        "Nuestro saber, en los estatutos",
        "Nos savoir-faire dans les statuts",
        "معرفتنا في النظام الأساسي",
    ),
    t(
        "We have shared patterns and recipes for years. The statutes should say so, so that nobody can sell them off.",
        "Llevamos años compartiendo patrones y recetas. Que lo digan los estatutos, para que nadie pueda venderlos.",
        "Nous partageons patrons et recettes depuis des années. Que les statuts le disent, pour que personne ne puisse les vendre.",
        "نتشارك الأنماط والوصفات منذ سنوات. فليقل ذلك النظام الأساسي كي لا يبيعها أحد.",
    ),
)
_CARE = t(
    "Care for people and for the valley is work, and counts as such.",
    "Cuidar de las personas y del valle es trabajo, y como tal cuenta.",
    "Prendre soin des gens et de la vallée est un travail, et compte comme tel.",
    "العناية بالناس وبالوادي عمل، وتُحسب كذلك.",
)
_COMMONS = (
    t("Know-how", "Saber hacer", "Savoir-faire", "المعرفة"),
    t(
        "Patterns, recipes and plans that members made together belong to the commons and are never sold. Whoever uses them to earn gives something back.",
        "Los patrones, recetas y planos hechos en común pertenecen al procomún y nunca se venden. Quien gana con ellos devuelve algo.",
        "Les patrons, recettes et plans faits ensemble appartiennent aux communs et ne se vendent jamais. Qui en tire un gain rend quelque chose.",
        "الأنماط والوصفات والمخططات التي صنعها الأعضاء معًا ملك للمشاع ولا تباع أبدًا. ومن يكسب بها يردّ شيئًا.",
    ),
)
_CANCEL = (
    t("Half an hour to cancel", "Media hora para cancelar", "Une demi-heure pour annuler", "نصف ساعة للإلغاء"),
    t(
        "Dough is begun as soon as an order comes in. An hour is too long for bread; half an hour is enough to change one's mind.",
        "La masa empieza en cuanto entra el pedido. Una hora es mucho para el pan; media basta para pensárselo.",
        "La pâte commence dès la commande. Une heure, c'est trop pour le pain ; une demi-heure suffit pour changer d'avis.",
        "يبدأ العجين حال وصول الطلب. ساعة طويلة على الخبز، ونصف ساعة تكفي لتغيير الرأي.",
    ),
)
_VAN = (
    t(
        "What the repair fund pays this winter",
        "Qué paga este invierno el fondo de reparaciones",
        "Ce que paie cet hiver le fonds de réparation",
        "ما يدفعه صندوق الإصلاح هذا الشتاء",
    ),
    t(
        "There are 2,400 euros. Everybody's vote carries the same part of them.",
        "Hay 2.400 euros. El voto de cada cual lleva la misma parte.",
        "Il y a 2 400 euros. La voix de chacun en porte la même part.",
        "هناك ألفان وأربعمئة يورو، ولصوت كل واحد الحصة نفسها منها.",
    ),
)
_VAN_OPTIONS = [
    {
        "label": t(
            "Second-hand cold box for the van",
            "Cámara fría de segunda mano",
            "Caisse froide d'occasion",
            "صندوق تبريد مستعمل",
        ),
        "cost_minor": 120_000,
    },
    {
        "label": t("Roof of the tool shed", "Tejado del cobertizo", "Toit de la remise", "سقف مخزن العدد"),
        "cost_minor": 95_000,
    },
    {
        "label": t("A loom for the school", "Un telar para la escuela", "Un métier pour l'école", "نول للمدرسة"),
        "cost_minor": 60_000,
    },
    {
        "label": t(
            "Ramp at the old station",
            "Rampa en la antigua estación",
            "Rampe à l'ancienne gare",
            "منحدر في المحطة القديمة",
        ),
        "cost_minor": 45_000,
    },
]
_SUNDAY = (
    t(
        "A market on Sunday mornings?",
        "¿Mercado los domingos por la mañana?",
        "Un marché le dimanche matin ?",
        "سوق صباح الأحد؟",
    ),
    t(
        "Many who buy from us work all week. Would you come on a Sunday, from nine to twelve? Everybody may answer, members or not.",
        "Mucha gente que nos compra trabaja toda la semana. ¿Vendríais un domingo, de nueve a doce? Puede responder todo el mundo.",
        "Beaucoup de nos clients travaillent toute la semaine. Viendriez-vous le dimanche, de neuf heures à midi ? Tout le monde peut répondre.",
        "كثير ممن يشترون منا يعملون طوال الأسبوع. هل تأتون يوم الأحد من التاسعة إلى الثانية عشرة؟ للجميع أن يجيبوا.",
    ),
)
_SPONSORS = (
    t(
        "Three sponsors instead of two",
        "Tres avales en lugar de dos",
        "Trois parrainages au lieu de deux",
        "ثلاثة مؤيدين بدل اثنين",
    ),
    t(
        "We vote on something nearly every week. A third sponsor would keep the agenda short.",
        "Casi cada semana votamos algo. Un tercer aval mantendría corto el orden del día.",
        "Nous votons presque chaque semaine. Un troisième parrainage garderait l'ordre du jour court.",
        "نصوّت على شيء كل أسبوع تقريبًا. مؤيد ثالث يُبقي جدول الأعمال قصيرًا.",
    ),
)
_SURPLUS = t(
    "What becomes of last year's surplus",
    "Qué hacer con el excedente del año pasado",
    "Que faire de l'excédent de l'an dernier",
    "ما يُفعل بفائض العام الماضي",
)
