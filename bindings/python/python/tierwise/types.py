"""The documents' types, for type checkers and editors: `from tierwise.types import Account`.

Generated from the core's types by `cargo xtask gen`. At run time everything is a plain dict.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NotRequired, TypeAlias, TypedDict, final

# A day that is given: a day of the calendar, or its text `YYYY-MM-DD`. Results hold texts.
Day: TypeAlias = str | date


@final
class Acceptability(TypedDict):
    """In how many draws an account is on a rung: the category acceptability."""

    #: In so many draws.
    draws: int
    #: Their share, 0 to 1.
    share: float
    #: The rung.
    tier: str


@final
class Account(TypedDict):
    """One account."""

    #: What it does for our brand.
    brand: NotRequired[Brand | None]
    #: What it thinks of the brands, as a company.
    brand_preferences: NotRequired[list[BrandPreference] | None]
    #: The sales channel that serves it.
    channel: NotRequired[str | None]
    #: The people of its buying centre. Personal data.
    contacts: NotRequired[list[Contact] | None]
    #: What we do to develop it.
    cultivation: NotRequired[list[CultivationAction] | None]
    #: The one currency of all money in this document.
    currency: NotRequired[str | None]
    #: Facts given directly, by dotted name; they win over derived ones.
    facts: NotRequired[Facts]
    #: The account's id in its own system.
    id: NotRequired[str | None]
    #: Signs of loyalty.
    loyalty: NotRequired[Loyalty | None]
    #: What it earns us, one entry per year.
    margin: NotRequired[list[MarginYear] | None]
    #: Its name.
    name: NotRequired[str | None]
    #: What it ordered from us.
    orders: NotRequired[list[Order] | None]
    #: The vehicles it runs, of all brands.
    park: NotRequired[Park | None]
    #: How it pays.
    payments: NotRequired[Payments | None]
    #: Yearly plans, with forecast and actual sales.
    plans: NotRequired[list[Plan] | None]
    #: How it buys, one record per vehicle segment.
    procurement: NotRequired[list[ProcurementRecord] | None]
    #: Where it is.
    region: NotRequired[Region | None]
    #: The relationship between the two companies.
    relationship: NotRequired[Relationship | None]
    #: How it replaces its vehicles.
    replacement: NotRequired[Replacement | None]
    #: Reasons to stop business.
    risk: NotRequired[Risk | None]
    #: How content it is.
    satisfaction: NotRequired[Satisfaction | None]
    #: Its trade or vehicle segment.
    segment: NotRequired[str | None]
    #: Where it stands with us.
    status: NotRequired[AccountStatus | None]
    #: How it uses its vehicles, and what that costs.
    usage: NotRequired[Usage | None]
    #: Our part of all it buys.
    wallet: NotRequired[Wallet | None]


@final
class AccountFacts(TypedDict):
    """What a policy can read of an account's plan: to be given as its `facts`."""

    #: Id of the account.
    account: str
    #: `plan.attainment`, `plan.forecast_bias` and `plan.forecast_error`, as far as they are known.
    facts: Facts


@final
class AccountValue(TypedDict):
    """What an account is worth: its turnover, its profit, or any other amount of money in one currency."""

    #: Id of the account.
    account: str
    #: The tier that it is in, if it is in one.
    tier: NotRequired[str | None]
    #: Its value; negative for a loss, null if nobody knows.
    value: NotRequired[float | None]


@final
class ActivitySpec(TypedDict):
    """What one activity earns or costs."""

    #: The most points that the activity can bring.
    cap: NotRequired[Cap | None]
    #: A name for people.
    label: NotRequired[str | None]
    #: When the points begin to count; at once if left out.
    maturity: NotRequired[Maturity | None]
    #: Factors by the event's attributes: `grade: {economy: 0.8, premium: 1.6}`.
    multipliers: NotRequired[dict[str, dict[str, float]]]
    #: Whether the points are multiplied by the event's quantity.
    per_unit: NotRequired[bool]
    #: Points, negative for what costs points.
    points: float
    #: How long the points count.
    validity: NotRequired[Validity | None]


@final
class Adjust(TypedDict):
    """Points added or taken by hand."""

    #: Who.
    actor: str
    #: Points; negative ones take from the points that roll off first.
    points: float
    #: Why.
    reason: str


@final
class Advanced(TypedDict):
    """What a review leads to."""

    #: The standing after the review.
    standing: Standing
    #: The moves since the last one, in the order of days.
    transitions: list[Transition]


@final
class AmountSplit(TypedDict):
    """Why another amount was sold than planned. Volume is market and share together; volume, mix and price are all."""

    #: The part of the volume that comes from the market; null where the market is not known.
    market: float | None
    #: Because dearer or cheaper kinds were sold, at planned prices.
    mix: float
    #: Because prices were others.
    price: float
    #: The part of the volume that comes from our share of it.
    share: float | None
    #: Because more or fewer vehicles were sold, at the planned mean price.
    volume: float


@final
class AppliedRule(TypedDict):
    """A rule that led to a move."""

    #: What it found, in words.
    finding: str
    #: Its number in `docs/semantics.md`.
    rule: str


@final
class AspectScore(TypedDict):
    """What one aspect brings."""

    #: What the aspect's cap took away (negative) or its floor added.
    adjustment: float
    #: Its criteria, in the policy's order.
    criteria: list[CriterionScore]
    #: The aspect's id.
    id: str
    #: Its points: the contributions and the adjustment.
    points: float


@final
class AspectSpec(TypedDict):
    """One aspect: criteria that belong together."""

    #: The most points that the aspect can bring.
    cap: NotRequired[float | None]
    #: Its criteria.
    criteria: list[CriterionSpec]
    #: The fewest points that the aspect can bring.
    floor: NotRequired[float | None]
    #: Id, unique among aspects.
    id: str
    #: A name for people.
    label: NotRequired[str | None]
    #: Weight of all its criteria.
    weight: NotRequired[float]


@final
class Assessment(TypedDict):
    """What an account scores and where that places it."""

    #: The place on the ladder and beside it; null for a policy without a ladder.
    placement: Placement | None
    #: The score.
    scorecard: Scorecard


@final
class AtLeastOf(TypedDict):
    """At least `count` of the conditions hold."""

    #: How many; 1 to the number of conditions.
    count: int
    #: The conditions.
    of: list[ConditionSpec]


@final
class AtRisk(TypedDict):
    """The fall that comes if nothing happens."""

    #: The fewest points that prevent it if they are credited on the day before; null if no points do.
    prevented_by: float | None
    #: The fall.
    transition: Transition


@final
class Axis(TypedDict):
    """An axis of the matrix."""

    #: The aspects whose points are added.
    aspects: list[str]
    #: From which shares of the maximum on an account is medium and high: a third and two thirds by default.
    cuts: NotRequired[list[float]]
    #: The points that count as all; the most that the aspects can have if left out.
    maximum: NotRequired[float | None]


@final
class Backtest(TypedDict):
    """How well scores foretold outcomes."""

    #: How many accounts there are.
    accounts: int
    #: What the accounts with the highest scores brought, by share of the accounts.
    captures: list[Capture]
    #: The sum of the outcomes.
    outcome: float
    #: Spearman's rank correlation of score and outcome; null if one of them is the same everywhere.
    spearman: float | None


#: Moves that a lock forbids, and when.
Barred = TypedDict(
    "Barred",
    {
        "direction": "LockDirection",
        "event": "str",
        "from": "str",
        "until": "str",
    },
)


@final
class BaselineOwn(TypedDict):
    """These points, before weights."""

    own: float


@final
class BaselineReferenceMean(TypedDict):
    """The mean points of a reference population, before weights: a gap is then an exact Shapley value."""

    reference_mean: float


#: Accounts of one stretch of values.
Bin = TypedDict(
    "Bin",
    {
        #: How many accounts.
        "accounts": "int",
        #: The least value; null is open below.
        "from": "float | None",
        #: For how many the outcome came.
        "good": "int",
        #: Logarithm of its share of the accounts with the outcome over its share of those without.
        "weight_of_evidence": "float",
    },
)


@final
class BoundChange(TypedDict):
    """A tier whose bounds differ between two policies."""

    #: To enter, under the other.
    enter_after: float
    #: To enter; null if the policy in force has no such tier.
    enter_before: float | None
    #: To stay, under the other.
    retain_after: float
    #: To stay; null if the policy in force has no such tier.
    retain_before: float | None
    #: The tier, of the other policy.
    tier: str


@final
class Bounds(TypedDict):
    """A lowest and a highest composite."""

    #: The highest.
    highest: float
    #: The lowest.
    lowest: float


@final
class Brand(TypedDict):
    """What the account does for our brand."""

    #: What was done for the brand.
    activities: NotRequired[list[BrandActivity] | None]
    #: Whether it holds an office in a trade association or standards body.
    association_office: NotRequired[bool | None]
    #: What shows these claims.
    evidence: NotRequired[list[str] | None]
    #: Whether it was the first user of a new model or powertrain in its region.
    first_user: NotRequired[bool | None]
    #: Whether the public sees it use our flagship.
    flagship_use: NotRequired[bool | None]
    #: Whether it has rewards or places in the rankings of its field.
    industry_ranking: NotRequired[bool | None]
    #: How far its example carries.
    influence: NotRequired[BrandInfluence | None]
    #: Nominations for designations.
    nominations: NotRequired[list[Nomination] | None]
    #: Whether it or its key person reaches people through trade or public media.
    reach: NotRequired[bool | None]


@final
class BrandActivity(TypedDict):
    """Something done for the brand."""

    #: What it was.
    kind: NotRequired[BrandActivityKind | None]
    #: The day.
    on: NotRequired[Day | None]


@final
class BrandPreference(TypedDict):
    """How much the account, as a company, likes a brand."""

    #: The brand.
    brand: NotRequired[str | None]
    #: Whether that brand is ours.
    own_brand: NotRequired[bool | None]
    #: How much.
    strength: NotRequired[PreferenceStrength | None]


@final
class Candidate(TypedDict):
    """An account that wants a seat."""

    #: Id of the account.
    account: str
    #: Whether it has a seat now.
    incumbent: NotRequired[bool]
    #: What accounts are ranked by, the highest first.
    score: float


@final
class Cap(TypedDict):
    """The most points in a period."""

    #: In what period.
    every: CapPeriod
    #: The most points, above zero.
    points: float


@final
class Capture(TypedDict):
    """What the accounts with the highest scores brought."""

    #: Their share of the outcome; null if the outcomes do not sum to more than zero.
    captured: float | None
    #: The share that a perfect score would have captured.
    possible: float | None
    #: The share of the accounts, 0 to 1.
    share: float


@final
class CausePart(TypedDict):
    """What a cause explains."""

    #: The cause.
    cause: PlanCause
    #: What it explains.
    part: float
    #: Its share of the variance; negative where it acted against it, null without a variance.
    share: float | None


@final
class CauseShare(TypedDict):
    """A part of the difference between plan and sales, and its cause."""

    #: The cause.
    cause: NotRequired[PlanCause | None]
    #: What is known about it.
    note: NotRequired[str | None]
    #: Vehicles that it explains; negative where sales fell short.
    units: NotRequired[int | None]


@final
class CellsCategories(TypedDict):
    """Categories."""

    categories: list[str | None]


@final
class CellsDays(TypedDict):
    """Days."""

    days: list[Day | None]


@final
class CellsFlags(TypedDict):
    """Flags."""

    flags: list[bool | None]


@final
class CellsNumbers(TypedDict):
    """Numbers."""

    numbers: list[float | None]


@final
class Certainty(TypedDict):
    """How sure a tier is."""

    #: For each rung, the lowest first, in how many draws the account is on it.
    acceptability: list[Acceptability]
    #: The day of scoring.
    as_of: str
    #: The composite by the policy's own weights.
    composite: float
    #: The composites of the draws.
    composites: CompositeSpread
    #: The same for a fall.
    flips_down: float | None
    #: The smallest change of weights, as a share of each, with which the account rises; null if no change of up to the whole weight does it.
    flips_up: float | None
    #: The policy that was applied.
    policy: PolicyIdentity
    #: The tier by the policy's own weights.
    tier: str
    #: The lowest and highest tier over every way of filling the gaps, by the policy's own weights.
    tier_bounds: TierBounds
    #: Points down to the bound by which the tier is held; null on the base rung.
    to_fall: float | None
    #: Points up to the bound of the next tier; null on the highest.
    to_rise: float | None
    #: What was drawn.
    uncertainty: Uncertainty


@final
class Chain(TypedDict):
    """A matrix of shares, and where it leads if it went on so."""

    #: By state: the share that begins there.
    initial: list[float]
    #: By state before, by state to be reached: how many periods it takes on average, or to come back; null where it may never be.
    mean_first_passage: list[list[float | None]]
    #: How much moves; null for a single state.
    mobility: Mobility | None
    #: The sets of states that are never left, in the order of their first states.
    recurrent: list[RecurrentClass]
    #: By state before, by state after: the share that goes there.
    shares: list[list[float]]
    #: By state: how many periods an account stays on average; null where it is never left.
    sojourn: list[float | None]
    #: The states, in their order.
    states: list[str]
    #: The states that are left for good.
    transient: list[str]


@final
class ChangeLine(TypedDict):
    """A line of a scorecard that changed."""

    #: Points after; zero for a line that is no longer there.
    after: float
    #: Points before; zero for a line that was not there.
    before: float
    #: The difference.
    by: float
    #: Id of the criterion or aspect; `base` for the points that every account starts with.
    id: str
    #: What kind of line it is.
    kind: ChangeLineKind
    #: The value that it reads after; null if missing.
    value_after: float | str | bool | None
    #: The value that a criterion read before; null if missing.
    value_before: float | str | bool | None


@final
class ChangePart(TypedDict):
    """One thing that changed a score."""

    #: By how many points: the sum of the lines.
    by: float
    #: What.
    cause: ChangeCause
    #: The lines of the scorecard that it changed, the largest change first, equal ones in the policy's order.
    lines: list[ChangeLine]


#: Another version of the policy that took effect for the account (rule T14).
ChangePolicy = TypedDict(
    "ChangePolicy",
    {
        #: The version before.
        "from": "str",
        #: How the account comes from one ladder to the other.
        "migration": "NotRequired[Migration]",
        #: Ids of the old ladder's tiers that are gone, each with the new tier or base rung in its place.
        "tiers": "NotRequired[dict[str, str]]",
        #: The version from that day on.
        "to": "str",
    },
)


#: A tier granted by hand.
Claim = TypedDict(
    "Claim",
    {
        #: Who.
        "actor": "str",
        #: Id of the event.
        "event": "str",
        #: The day from which it holds.
        "from": "str",
        #: What it does to the earned tier.
        "mode": "GrantMode",
        #: Why.
        "reason": "str",
        #: Id of the tier.
        "tier": "str",
        #: The day from which it no longer holds; null if it holds until it is revoked.
        "until": "str | None",
    },
)


@final
class Claims(TypedDict):
    """Everything that stands beside the earned tier of an account."""

    #: In canonical order.
    grants: list[Claim]
    locks: list[Barred]
    nominations: list[Nominated]


#: A class of accounts.
Class = TypedDict(
    "Class",
    {
        #: Its accounts: they follow those of the class before in the order of ranks.
        "accounts": "int",
        #: Their share of all accounts.
        "accounts_share": "float",
        #: Its name.
        "class": "str",
        #: The least value among them; null if there is none.
        "least": "float | None",
        #: What they have.
        "value": "float",
        #: Its share of the whole value.
        "value_share": "float",
    },
)


#: A class, and the share of the value up to which accounts are in it.
ClassLimit = TypedDict(
    "ClassLimit",
    {
        #: Its name.
        "class": "str",
        #: An account is in it if the accounts before it have less than this share. The last class takes all others.
        "until": "float",
    },
)


@final
class Clip(TypedDict):
    """Points that a cap took away."""

    #: The cap: the activity's id, or a group cap's.
    cap: str
    #: How many points.
    points: float


@final
class Close(TypedDict):
    """Books that were closed (rule L1.2)."""

    #: The first day that is still open: nothing recorded later changes a day before.
    until: Day


@final
class Complaint(TypedDict):
    """A complaint."""

    #: The day it came in.
    on: NotRequired[Day | None]
    #: The day it was settled.
    settled_on: NotRequired[Day | None]
    #: What it was about.
    subject: NotRequired[str | None]


@final
class CompositeSpread(TypedDict):
    """How composites are spread: each of the numbers is that of a draw."""

    #: The highest.
    highest: float
    #: The lowest.
    lowest: float
    #: Half are not above it.
    median: float
    #: Nineteen twentieths are not above it.
    nineteen_twentieths: float
    #: A twentieth are not above it.
    twentieth: float


@final
class Concentration(TypedDict):
    """How a portfolio's value is spread over its accounts. A share of the value is null if the value is not above zero."""

    #: Accounts whose value is known.
    accounts: int
    #: The classes, from the top down; none if the value is not above zero.
    classes: list[Class]
    #: The whale curve: what the accounts up to a rank have together, the greatest value first.
    curve: list[CurvePoint]
    #: The Gini coefficient; null if the value is not above zero.
    gini: Gini | None
    #: Limits that follow from the curve; null if the value is not above zero, or one value is below.
    limits: Limits | None
    #: The Lorenz curve, from no account to all of them, the least value first.
    lorenz: list[CurveShare]
    #: Accounts with a value below zero.
    negative: int
    #: Its peak.
    peak: Peak
    #: How many accounts a share of the value needs.
    reach: list[Reach]
    #: Accounts and value of each tier; the accounts without a tier are the last entry.
    tiers: list[TierShare]
    #: What the top of the accounts has.
    top: list[Top]
    #: Accounts whose value is not known; nothing else counts them.
    unknown: int
    #: The sum of all values.
    value: float
    #: Tiers that are larger than they should be.
    warnings: list[PortfolioWarning]


@final
class ConcentrationOptions(TypedDict):
    """What is asked of a portfolio. Everything has a default."""

    #: Classes from the top down: by default A until 80 % of the value, B until 95 %, and C.
    classes: NotRequired[list[ClassLimit]]
    #: How many points a curve has at most, besides its ends and its peak; 100 by default.
    points: NotRequired[int]
    #: Shares of the value, for which the accounts needed are asked for: by default 50, 80 and 95 %.
    reach: NotRequired[list[float]]
    #: In which order tiers are told; others follow by name.
    tiers: NotRequired[list[str]]
    #: Parts of the accounts, whose share of the value is asked for: by default 1, 5, 10, 20 and 50 %.
    top: NotRequired[list[float]]
    #: Tiers that should stay small: by default platinum and gold, at most 50 accounts and 10 %.
    watch: NotRequired[list[TierWatch]]


#: A condition: exactly one of `all`, `any`, `at_least_of`, or a test of one `fact`.
ConditionSpec = TypedDict(
    "ConditionSpec",
    {
        #: The number is more than this.
        "above": "NotRequired[float | None]",
        #: All of these hold.
        "all": "NotRequired[list[ConditionSpec] | None]",
        #: At least one of these holds.
        "any": "NotRequired[list[ConditionSpec] | None]",
        #: The number is this or more.
        "at_least": "NotRequired[float | None]",
        #: At least a number of these hold.
        "at_least_of": "NotRequired[AtLeastOf | None]",
        #: The number is this or less.
        "at_most": "NotRequired[float | None]",
        #: The number is less than this.
        "below": "NotRequired[float | None]",
        #: Dotted name of the fact to test; `score.coverage` and `score.composite` are facts here.
        "fact": "NotRequired[str | None]",
        #: The flag, category or number is exactly this.
        "is": "NotRequired[float | str | bool | None]",
        #: The category is one of these.
        "one_of": "NotRequired[list[str] | None]",
        #: Reads a day as a number.
        "transform": "NotRequired[Transform | None]",
        #: What a missing fact means for the test; it fails if left out.
        "when_missing": "NotRequired[WhenMissing | None]",
    },
)


@final
class Confirm(TypedDict):
    """At how many reviews in a row a move must be due before it is made."""

    #: For a demotion where accounts are judged continuously: 1 if left out.
    demotion: NotRequired[int]
    #: For a promotion: 1 if left out.
    promotion: NotRequired[int]


@final
class Contact(TypedDict):
    """A person of the buying centre."""

    #: The person's id.
    id: NotRequired[str | None]
    #: How much the person counts.
    influence: NotRequired[ContactInfluence | None]
    #: The day of the last contact.
    last_contact_on: NotRequired[Day | None]
    #: Media the person uses.
    media: NotRequired[list[MediaHabit] | None]
    #: The person's name.
    name: NotRequired[str | None]
    #: Opinions of brands.
    opinions: NotRequired[list[PersonOpinion] | None]
    #: Id of our person who owns the contact.
    owner: NotRequired[str | None]
    #: Business preferences.
    preferences: NotRequired[list[Preference] | None]
    #: The purpose for which these data are kept.
    purpose: NotRequired[str | None]
    #: The first day on which these data may no longer be kept.
    retain_until: NotRequired[Day | None]
    #: Roles in the buying centre.
    roles: NotRequired[list[BuyingRole] | None]


@final
class Continuous(TypedDict):
    """Judged at every review."""

    #: How far an account falls.
    demotion: NotRequired[Demotion]


@final
class Contribution(TypedDict):
    """The part of one activity in a balance."""

    #: Id of the activity; `adjustment` and `rollover` for points without one, `deficit` for what brings a balance up to zero.
    activity: str
    #: Points, negative for what an activity cost.
    points: float


@final
class CostChange(TypedDict):
    """What entitlements cost in a year."""

    #: Under the other.
    after: float
    #: Under the policy in force.
    before: float


@final
class CriterionOverview(TypedDict):
    """The effect that one criterion can have, for tables of a policy."""

    #: Id of the aspect.
    aspect: str
    #: Its share in all that the criteria can move, 0 to 1: the effective weight.
    effective_weight: float
    #: The fact it reads.
    fact: str
    #: Id of the criterion.
    id: str
    #: The least contribution of a known fact.
    least: float
    #: The greatest contribution of a known fact.
    most: float
    #: Aspect weight by criterion weight, as written.
    nominal_weight: float


@final
class CriterionScore(TypedDict):
    """What one criterion brings."""

    #: What it adds to the composite: points by both weights, rounded once.
    contribution: float
    #: The fact it reads.
    fact: str
    #: The criterion's id.
    id: str
    #: Which part of the shape the value met.
    matched: Matched
    #: Points before weights, to the thousandth.
    points: float
    #: Its reason code.
    reason: str
    #: The fact's value, through the transform if there is one; null if missing.
    value: float | str | bool | None


@final
class CriterionSpec(TypedDict):
    """One criterion: reads one fact and awards points by exactly one of `bands`, `curve`, `table` and `flag`."""

    #: Ascending lower bounds with their points, each band `[lower, next)`; a first bound of null is open below.
    bands: NotRequired[list[list[float | None]] | None]
    #: What the reason measures the points against.
    baseline: NotRequired[Baseline | None]
    #: Knots `[x, points]` with strictly ascending x; straight between them, flat outside.
    curve: NotRequired[list[list[float]] | None]
    #: Dotted name of the fact it reads.
    fact: str
    #: Points for true and for false.
    flag: NotRequired[FlagPoints | None]
    #: Id, unique in the policy.
    id: str
    #: A name for people.
    label: NotRequired[str | None]
    #: What to do when the fact is missing.
    missing: NotRequired[Missing | None]
    #: Points of every category that the table does not name.
    other: NotRequired[float | None]
    #: Reason code; criteria that share one share its gap. The criterion's id if left out.
    reason: NotRequired[str | None]
    #: Points per category.
    table: NotRequired[dict[str, float] | None]
    #: Reads a day as a number, as of the day of scoring.
    transform: NotRequired[Transform | None]
    #: Weight of its points.
    weight: NotRequired[float]


@final
class CultivationAction(TypedDict):
    """Something we do to develop the account."""

    #: What is done.
    action: NotRequired[str | None]
    #: What it costs us, in the account's currency.
    cost: NotRequired[float | None]
    #: The day it was done; absent while it is open.
    done_on: NotRequired[Day | None]
    #: The day it is due.
    due_on: NotRequired[Day | None]
    #: What it is for.
    goal: NotRequired[str | None]
    #: Id of our person who does it.
    owner: NotRequired[str | None]


@final
class CurvePoint(TypedDict):
    """A point of the whale curve."""

    #: Its id.
    account: str
    #: Share of the accounts up to this rank.
    accounts_share: float
    #: The value of the accounts up to this rank.
    cumulative: float
    #: Rank of the account, 1 for the greatest value.
    rank: int
    #: Its share of the whole value.
    share: float | None
    #: Its value.
    value: float


@final
class CurveShare(TypedDict):
    """A point of a curve of shares."""

    #: So many accounts.
    accounts: int
    #: Their share of all accounts.
    accounts_share: float
    #: Their share of the whole value.
    value_share: float


@final
class DecaySpecHalfLife(TypedDict):
    """Halves every so many days."""

    half_life: int


@final
class DecaySpecLinear(TypedDict):
    """Evenly to nothing over so many days."""

    linear: int


@final
class DecaySpecStep(TypedDict):
    """From an age in days on, this share is kept; ascending ages."""

    step: list[list[int | float]]


@final
class DeclaredCause(TypedDict):
    """What is known of a cause."""

    #: Money that it explains; none if left out.
    amount: NotRequired[float | None]
    #: The cause.
    cause: PlanCause
    #: What is known of it.
    note: NotRequired[str | None]
    #: Vehicles that it explains, negative where sales fell short; none if left out.
    units: NotRequired[float | None]
    #: Where it acted: by `month`, `account` and dimensions; everywhere if empty.
    within: NotRequired[dict[str, str]]


@final
class DeclaredFact(TypedDict):
    """A fact beyond the account model."""

    #: Dotted name: `image.trend_leader`.
    id: str
    #: What it means.
    label: NotRequired[str | None]
    #: Type of its value.
    type: FactType
    #: Unit of a number, in words.
    unit: NotRequired[str | None]
    #: The words that a category can be; without them any word will do.
    values: NotRequired[list[str]]


@final
class Derivation(TypedDict):
    """How facts are derived; every key has a default, so that only others need be written."""

    #: Days for which a contact covers a role of the buying centre. 180.
    contact_freshness_days: NotRequired[int]
    #: The policy's currency; an account in another one is refused. No default.
    currency: NotRequired[str | None]
    #: Months between the replacements of a vehicle, per class; a class that is not given keeps its usual cycle.
    cycle_months: NotRequired[CycleTable]
    #: Days after which an order counts half in decayed revenue. 365.
    half_life_days: NotRequired[int]
    #: Months after which a record of the park is too old to be read. 18.
    park_freshness_months: NotRequired[int]
    #: Price of the vehicle that one *vehicle equivalent* stands for, in the policy's currency. No default.
    reference_vehicle_price: NotRequired[float | None]
    #: Months after which a satisfaction survey is too old to be read. 24.
    satisfaction_freshness_months: NotRequired[int]
    #: Months after which an assessed stage is too old to be read. 12.
    stage_freshness_months: NotRequired[int]


#: A time in which a designation was active.
Designated = TypedDict(
    "Designated",
    {
        #: Id of the designation.
        "designation": "str",
        #: Its first day.
        "from": "str",
        #: The day after its last; null if it has not ended.
        "until": "str | None",
    },
)


@final
class DesignationSpec(TypedDict):
    """A standing beside the ladder."""

    #: Whether a nomination is needed as well.
    by_invitation: NotRequired[bool]
    #: Ids of what is added to the tier's entitlements.
    entitlements: NotRequired[list[str]]
    #: Id, unique among tiers and designations.
    id: str
    #: A name for people.
    label: NotRequired[str | None]
    #: What must hold.
    requires: NotRequired[ConditionSpec | None]


@final
class DesignationStanding(TypedDict):
    """A designation, as it stands for the account."""

    #: The designation's id.
    designation: str
    #: The conditions that do not hold, in words.
    open_conditions: list[str]
    #: How it stands.
    state: DesignationState


@final
class Difference(TypedDict):
    """What is different between the timelines of two logs of one account."""

    #: Ids of the events that only one of the logs has, or that differ, in the order of recording.
    events: list[str]
    #: The transitions that only one of the timelines has, in the order of days.
    transitions: list[DifferentTransition]


@final
class DifferentTransition(TypedDict):
    """A transition that only one of two timelines has."""

    #: Whether the later log has it; or else it was withdrawn.
    added: bool
    #: Id of the event that made the difference.
    caused_by: str
    #: The transition.
    transition: Transition


@final
class Drift(TypedDict):
    """How far a population has moved."""

    #: Missing values, if there were or are any.
    missing: DriftPart | None
    #: The parts of the scale, ascending.
    parts: list[DriftPart]
    #: The population stability index: 0 if nothing has moved.
    stability_index: float
    #: What to do.
    verdict: Verdict


#: One part of the scale.
DriftPart = TypedDict(
    "DriftPart",
    {
        #: What it adds to the index.
        "adds": "float",
        #: Its share of the accounts then.
        "expected": "float",
        #: Its share now.
        "found": "float",
        #: The least value; null is open below.
        "from": "float | None",
    },
)


@final
class Earn(TypedDict):
    """An activity of the policy."""

    #: Id of the activity.
    activity: str
    #: Attributes that multipliers look at: `grade: premium`.
    attributes: NotRequired[dict[str, str]]
    #: How much of it, where points are per unit: vehicles, contracts, vehicle equivalents. One if left out.
    quantity: NotRequired[float | None]
    #: The day until which it counts, where the activity's validity is `until_stated`.
    until: NotRequired[Day | None]


@final
class Enrol(TypedDict):
    """Entry into the programme."""

    #: So many days before still count.
    lookback_days: NotRequired[int | None]


@final
class Entitlement(TypedDict):
    """Something that customers of a tier get."""

    #: Its cost per account and year, in the policy's currency.
    cost_per_year: NotRequired[float | None]
    #: Id, unique among entitlements.
    id: str
    #: What the customer gets, in words.
    label: NotRequired[str | None]
    #: The level of the service, higher is more.
    level: NotRequired[int | None]
    #: The service that this is one level of; of several levels an account gets the highest.
    service: NotRequired[str | None]


@final
class EntitlementChange(TypedDict):
    """How many accounts have an entitlement, and what it costs."""

    #: Accounts that have it under the other.
    accounts_after: int
    #: Accounts that have it under the policy in force.
    accounts_before: int
    #: What it costs under the other; null if that says no cost.
    cost_after: float | None
    #: What it costs them in a year; null if the policy in force says no cost.
    cost_before: float | None
    #: Its id.
    entitlement: str


@final
class Event(TypedDict):
    """One thing that happened."""

    #: What happened.
    event: EventKind
    #: Id, unique in the account's log: the same id twice is the same event.
    id: str
    #: The day on which it happened.
    on: Day
    #: The day on which it was recorded; the day on which it happened if left out.
    recorded_on: NotRequired[Day | None]
    #: The place in the order of recording, for events of one day and kind; their ids decide among equals.
    sequence: NotRequired[int]


@final
class EventKindAdjust(TypedDict):
    """Points were added or taken by hand."""

    adjust: Adjust


@final
class EventKindChangePolicy(TypedDict):
    """Another version of the policy took effect."""

    change_policy: ChangePolicy


@final
class EventKindClose(TypedDict):
    """The books were closed."""

    close: Close


@final
class EventKindEarn(TypedDict):
    """An activity earned or cost points."""

    earn: Earn


@final
class EventKindEnrol(TypedDict):
    """The account entered the programme; nothing before counts."""

    enrol: Enrol


@final
class EventKindGrant(TypedDict):
    """A tier was granted by hand."""

    grant: Grant


@final
class EventKindInvite(TypedDict):
    """The account was nominated for a designation."""

    invite: Invite


@final
class EventKindLeave(TypedDict):
    """The account left a designation."""

    leave: Leave


@final
class EventKindLock(TypedDict):
    """Moves were forbidden for a time."""

    lock: Lock


@final
class EventKindMature(TypedDict):
    """Pending points began to count."""

    mature: Reference


@final
class EventKindMerge(TypedDict):
    """Another account became part of this one."""

    merge: Merge


@final
class EventKindObserve(TypedDict):
    """Facts were observed; they hold until observed again."""

    observe: Observe


@final
class EventKindReverse(TypedDict):
    """Points were taken back."""

    reverse: Reverse


@final
class EventKindRevoke(TypedDict):
    """A grant or a lock was withdrawn."""

    revoke: Revoke


@final
class EventKindVoid(TypedDict):
    """Pending points were withdrawn."""

    void: Reference


@final
class Evidence(TypedDict):
    """What a value says about an outcome."""

    #: Bands, as a policy has them: no points where the evidence is least, all of them where it is greatest.
    bands: list[list[float | None]]
    #: The bins, ascending.
    bins: list[Bin]
    #: Whether the outcome comes more often with greater values.
    direction: Trend
    #: How much the bins say in all.
    information_value: float
    #: What a missing value brings, if there were any.
    missing: Missing | None
    #: The bin of missing values, if there were any.
    missing_bin: Bin | None
    #: Where it comes from.
    provenance: Provenance
    #: How the population spreads over the bins.
    spread: Spread


#: One change.
FactChange = TypedDict(
    "FactChange",
    {
        #: What the change costs.
        "cost": "float",
        #: The fact.
        "fact": "str",
        #: Its value now; null if missing.
        "from": "float | str | bool | None",
        #: What the composite gains by this change after those before it; the gains of a path sum to its whole gain.
        "gain": "float",
        #: Its value after the change.
        "to": "float | str | bool",
    },
)


@final
class Field(TypedDict):
    """One field of the matrix."""

    #: How many accounts are in it.
    accounts: int
    #: Their share of all accounts.
    accounts_share: float
    #: How attractive its accounts are.
    attractiveness: Level
    #: What to do.
    strategy: str
    #: How strong we are with them.
    strength: Level
    #: What they are worth; null if that is not known of one of them.
    value: float | None


@final
class FittedWeights(TypedDict):
    """Weights, and what they explain."""

    #: How many accounts there are.
    accounts: int
    #: The share that weights from the other folds explain, of accounts that they have not seen; below zero is worse than the mean.
    cross_validated: float
    #: The same for equal weights: what fitted ones must beat.
    cross_validated_equal: float
    #: The share of the outcome's variance that they explain.
    explained: float
    #: Weights of the criteria, 1 in the mean; all zero if nothing explains the outcome.
    weights: dict[str, float]


@final
class FlagPoints(TypedDict):
    """Points of a flag."""

    #: Points for false.
    false: float
    #: Points for true.
    true: float


@final
class FlapChange(TypedDict):
    """How many moves are soon undone."""

    #: Under the other.
    after: Flaps
    #: Under the policy in force.
    before: Flaps


@final
class Flaps(TypedDict):
    """Moves that are undone within so many days."""

    #: Those that were undone, or whose account was followed for so many days.
    followed: int
    #: All moves between tiers.
    moves: int
    #: The share of the undone in those followed; null if there are none.
    rate: Proportion | None
    #: Those that were undone.
    undone: int


@final
class FleetSize(TypedDict):
    """How large the fleet was on a day."""

    #: The day.
    on: NotRequired[Day | None]
    #: Vehicles of all brands.
    units: NotRequired[int | None]


@final
class Foretold(TypedDict):
    """An account's score on a day, and what came of it afterwards."""

    #: What came afterwards, revenue for example; returns can make it negative.
    outcome: float
    #: What accounts are ranked by, the highest first.
    score: float


@final
class Generator(TypedDict):
    """Constant rates of moves: moves from a state to another by the time spent in the first."""

    #: By state, by state: the probability to be there at the end of the time, if these rates held.
    probabilities: list[list[float]]
    #: By state before, by state after: moves per account and year of 365.25 days; on the diagonal what makes a row's sum zero.
    rates_per_year: list[list[float]]
    #: By state: the mean time of stay in years; null where no move out was seen.
    sojourn_years: list[float | None]


@final
class Gini(TypedDict):
    """The Gini coefficient in both forms: 0 if all accounts have the same."""

    #: `(2 sum(i x) / sum(x) - (n + 1)) / n`: with n values that are not negative at most `1 - 1 / n`.
    plain: float
    #: The same divided by n - 1 instead of n: 1 if one account has all; null for a single account.
    unbiased: float | None


@final
class Goal(TypedDict):
    """Where an account is to go."""

    #: Into the tier or a higher one, or below it.
    direction: NotRequired[GoalDirection]
    #: The tier before, which decides by which bounds a tier is held (rule T3); null if there is none.
    previous: NotRequired[str | None]
    #: The tier.
    tier: str


@final
class Goalposts(TypedDict):
    """A curve between two anchors."""

    #: How many knots, both anchors included; 2 or more.
    knots: int
    #: Points at the two anchors, and beyond them.
    points: list[float]
    #: How points go from one to the other.
    scale: NotRequired[Scale]
    #: The shares of accounts whose quantiles are the anchors: 0.05 and 0.995.
    shares: list[float]
    #: Draw in at most so many outliers before.
    winsorise: NotRequired[int | None]


@final
class GoodwillClaim(TypedDict):
    """A claim settled out of goodwill."""

    #: What it cost us, in the account's currency.
    amount: NotRequired[float | None]
    #: The day it came in.
    on: NotRequired[Day | None]


@final
class Grant(TypedDict):
    """A tier granted by hand, from the day of the event on."""

    #: Who.
    actor: str
    #: What the grant does to the earned tier.
    mode: GrantMode
    #: Why.
    reason: str
    #: Id of the tier, or of the base rung.
    tier: str
    #: The day from which it no longer holds; it holds until it is revoked if left out.
    until: NotRequired[Day | None]


@final
class GroupCap(TypedDict):
    """The most points of several activities in a period."""

    #: Ids of the activities; all if left out.
    activities: NotRequired[list[str]]
    #: In what period.
    every: CapPeriod
    #: Id, unique among caps.
    id: str
    #: The most points, above zero.
    points: float


@final
class GroupReview(TypedDict):
    """A group of sales against its plan."""

    #: Money; null if one of the rows does not say it.
    amount: MeasureReview | None
    #: The difference in money by volume, mix and price; null where not both are known, or no vehicle was planned.
    amount_split: AmountSplit | None
    #: What the sales have in common: by `month`, `account` or dimension; null for sales that do not have it. Empty for the whole.
    key: dict[str, str | None]
    #: Vehicles; null if one of the rows does not say them.
    units: MeasureReview | None
    #: The difference in vehicles by market and share; null where the market is not known.
    units_split: UnitsSplit | None


@final
class Hazards(TypedDict):
    """What moves day by day say about the time after a day, up to and including another."""

    #: Moves after this day count,
    after: str
    #: By state on the day `after`: how its probabilities vary together.
    covariances: list[list[list[float]]]
    #: By state: days that accounts were in it, all together.
    exposure_days: list[int]
    #: The same by rates that never change.
    generator: Generator
    #: By state before, by state after: moves.
    moves: list[list[int]]
    #: By state on the day `after`, by state on the day `until`: the probability, by the estimator of Aalen and Johansen.
    probabilities: list[list[float]]
    #: The standard errors of the probabilities, of Greenwood's kind.
    standard_errors: list[list[float]]
    #: The tiers, lowest first, and `left` at the end: those of all rows and columns.
    states: list[TierState]
    #: up to and including this one.
    until: str


@final
class History(TypedDict):
    """What is known of an account over time: its document, whose orders and dates are read as of each day, and its events."""

    #: The account.
    account: NotRequired[Account]
    #: Its events, in any order.
    events: NotRequired[list[Event]]


@final
class Hold(TypedDict):
    """How a tier is held."""

    #: At how many reviews in a row the account merited to enter.
    confirmed: int
    #: On how many days it was in the tier or above, up to the day on which it last left.
    days: int
    #: The day from which the account has been in the tier or above, if it is.
    entered_on: str | None
    #: The day on which the account last left it for a lower one.
    left_on: str | None
    #: The day from which it is no longer held, where holds slide.
    until: str | None


@final
class InformationSource(TypedDict):
    """A source of information and how much it counts."""

    #: The channel.
    channel: NotRequired[InformationChannel | None]
    #: How much it counts, 0 to 1.
    weight: NotRequired[float | None]


#: `[from, until)`.
Interval = TypedDict(
    "Interval",
    {
        #: Where it starts; null if open below.
        "from": "float | None",
        #: Where it ends; null if open above.
        "until": "float | None",
    },
)


@final
class Invite(TypedDict):
    """A nomination for a designation, from the day of the event on."""

    #: Id of the designation.
    designation: str
    #: Who answers for it.
    sponsor: str
    #: The day from which it no longer holds.
    until: Day


@final
class Invoice(TypedDict):
    """An invoice to the account."""

    #: Amount, in the account's currency; negative for a credit note.
    amount: NotRequired[float | None]
    #: The day it is due.
    due_on: NotRequired[Day | None]
    #: Its id.
    id: NotRequired[str | None]
    #: The day it was paid; absent while it is open.
    paid_on: NotRequired[Day | None]


@final
class KnifeEdge(TypedDict):
    """An account near a bound."""

    #: Its id.
    account: str
    #: Which of its bounds goes for the account.
    bound: Bound
    #: Composite less bound; below zero for an account that does not reach it.
    distance: float
    #: The tier whose bound is near.
    near: str
    #: Its tier.
    tier: str


@final
class Lacking(TypedDict):
    """What is lacking for a tier."""

    #: Conditions that do not hold, in words.
    open_conditions: list[str]
    #: Points that are lacking.
    points: float
    #: The tier's id.
    tier: str


@final
class LadderSpec(TypedDict):
    """How points become a tier."""

    #: Id of the rung below the lowest tier.
    base: str
    #: What the ladder stands on.
    basis: NotRequired[Basis]
    #: While one of these holds, the account is on the base rung.
    blocks: NotRequired[list[ConditionSpec]]
    #: At how many reviews in a row a move must be due.
    confirm: NotRequired[Confirm]
    #: How far beyond a bound the metric must be for a move.
    dead_band: NotRequired[float]
    #: Tiers below which an account never falls again.
    lifetime: NotRequired[list[Lifetime]]
    #: The most rungs of one move; any number if left out.
    max_steps: NotRequired[int | None]
    #: For how long an account stays at least where it is, however it is judged.
    min_stay: NotRequired[Span | None]
    #: The share of a move, in rungs, that is made at once.
    partial_step: NotRequired[PartialStep]
    #: For how long after it left a tier an account can enter it again at the tier's `re_enter`.
    re_entry: NotRequired[Span | None]
    #: How long a tier is kept; without it accounts are judged at every review.
    renewal: NotRequired[Renewal | None]
    #: On which days accounts are reviewed.
    review: NotRequired[Cadence]
    #: The tiers, lowest first.
    tiers: list[TierSpec]


@final
class Learned(TypedDict):
    """What was learned: the criterion's shape, and where it comes from."""

    #: Bands, as a policy has them.
    bands: NotRequired[list[list[float | None]] | None]
    #: Knots of a curve, as a policy has them.
    curve: NotRequired[list[list[float]] | None]
    #: Where it comes from.
    provenance: Provenance
    #: How the population spreads: over the bands, or over tenths of it.
    spread: Spread
    #: How outliers were drawn in, if that was asked for.
    winsorised: NotRequired[Winsorised | None]


@final
class Leave(TypedDict):
    """A designation left, from the day of the event on."""

    #: Id of the designation.
    designation: str
    #: Why.
    reason: str


@final
class Levels(TypedDict):
    """From which index on a population is to be looked at, and from which on one is to calibrate again."""

    #: Act: 0.25 by custom.
    act: float
    #: Look at it: 0.10 by custom.
    look: float


@final
class Lever(TypedDict):
    """A fact that can be moved."""

    #: The lowest value that a number can be brought to.
    at_least: NotRequired[float | None]
    #: The highest value that a number can be brought to.
    at_most: NotRequired[float | None]
    #: What any change of it costs, in whatever unit the costs are: at most three decimals, not negative. One if neither this nor `per_unit` is given.
    cost: NotRequired[float | None]
    #: Which way a number can go; both if left out.
    direction: NotRequired[LeverDirection | None]
    #: Dotted name of a fact that the policy reads.
    fact: str
    #: What a unit of a number's change costs beside; a missing number counts as zero. Not negative.
    per_unit: NotRequired[float | None]
    #: A number can only be brought to multiples of this: 1 for whole vehicles.
    step: NotRequired[float | None]
    #: The values that the fact can be brought to, each with its cost, instead of all of the above.
    values: NotRequired[list[LeverValue] | None]


@final
class LeverValue(TypedDict):
    """A value that a fact can be brought to."""

    #: What it costs to bring the fact there.
    cost: float
    #: The value.
    value: float | str | bool


@final
class Lifetime(TypedDict):
    """A tier below which an account never falls again (rule T10.4)."""

    #: For so many days in all; on entering it if left out.
    days: NotRequired[int]
    #: Id of the tier below which it never falls again.
    floor: str
    #: Id of the tier that the account has been in, or above.
    tier: str


@final
class Limits(TypedDict):
    """Limits of classes that follow from the curve alone (Ultsch and Lötsch 2015)."""

    #: The last account that has at least the mean: where the curve's slope is 1.
    break_even: CurveShare
    #: The point nearest to all of the value with no account, (0, 1).
    pareto: CurveShare
    #: The point nearest to all of the value with the accounts of the greater of the two. A ends with the smaller of them, B here.
    submarginal: CurveShare


@final
class Lists(TypedDict):
    """A table of accounts as lists."""

    #: Each a value per account, by the fact's dotted name; facts without a column are missing.
    columns: dict[str, Cells]
    #: The tiers before, null where there was none.
    previous: NotRequired[list[str | None] | None]
    #: How many accounts there are.
    rows: int


@final
class Lock(TypedDict):
    """Moves forbidden, from the day of the event on."""

    #: Who.
    actor: str
    #: Which moves.
    direction: LockDirection
    #: Why.
    reason: str
    #: The day from which they are allowed again.
    until: Day


@final
class Locked(TypedDict):
    """Moves that are forbidden."""

    #: The day from which demotions are allowed again, if they are not now.
    demotion_until: NotRequired[Day | None]
    #: Whether promotions are.
    promotion: NotRequired[bool]


@final
class Lot(TypedDict):
    """Points of one event, with the days between which they count."""

    #: Id of the account that it came from, for lots of an account that was merged.
    account: NotRequired[str | None]
    #: Id of the activity; `adjustment` for points added by hand.
    activity: str
    #: The day from which validity and decay count.
    anchor: str
    #: What caps took away.
    clipped: list[Clip]
    #: Points after reversals as of the original day, and after caps.
    credited: float
    #: How it loses value.
    decay: NotRequired[DecaySpec | None]
    #: Points by the activity's rule.
    earned: float
    #: The day from which it counts; null while it is pending.
    effective_on: str | None
    #: Id of the event.
    event: str
    #: The day of the event.
    occurred_on: str
    #: How much reversals from their own day took, whatever an adjustment had taken before.
    reversed: NotRequired[float]
    #: The day from which it no longer counts; null if it counts for ever.
    rolls_off_on: str | None
    #: What was taken from the lot, and from which day on.
    taken: list[Taken]
    #: Whether it was withdrawn while it was pending.
    voided: NotRequired[bool]


@final
class Loyalty(TypedDict):
    """Signs of loyalty."""

    #: The first day on which the framework contract no longer holds.
    framework_until: NotRequired[Day | None]
    #: Whether it wants to work with us for long.
    long_term_intent: NotRequired[LongTermIntent | None]
    #: Whether we may name it as a reference.
    reference_consent: NotRequired[bool | None]
    #: Accounts that came by its word.
    referrals: NotRequired[list[Referral] | None]
    #: Contracts renewed so far.
    renewals: NotRequired[int | None]


@final
class MarginYear(TypedDict):
    """What the account earned us in one year; several entries of a year are added up."""

    #: Contribution after variable cost, in the account's currency.
    contribution: NotRequired[float | None]
    #: Cost to serve (visits, bids, on-site service, goodwill, credit, special stock), in the account's currency.
    cost_to_serve: NotRequired[float | None]
    #: Net revenue, in the account's currency.
    net_revenue: NotRequired[float | None]
    #: The calendar year.
    year: NotRequired[int | None]


@final
class Market(TypedDict):
    """Vehicles that all makers together sell in a month. All rows have the same dimensions."""

    #: Vehicles that were sold.
    actual: float
    #: Which part of the market.
    dimensions: NotRequired[dict[str, str]]
    #: A day of the month.
    month: Day
    #: Vehicles that were expected.
    planned: float


@final
class MatchedBand(TypedDict):
    """A band `[from, until)`; null where it is open."""

    band: Interval


@final
class MatchedCategory(TypedDict):
    """A category of the table."""

    category: str


@final
class MatchedFlag(TypedDict):
    """A flag."""

    flag: bool


@final
class MatchedSegment(TypedDict):
    """The stretch of a curve between two knots; null beyond the first or last."""

    segment: Interval


@final
class Matrix(TypedDict):
    """A portfolio on two axes."""

    #: The accounts, in the order given.
    accounts: list[MatrixAccount]
    #: The points that count as all on the axis of attractiveness.
    attractiveness_maximum: float
    #: The nine fields: from high to low attractiveness, in each from high to low strength.
    fields: list[Field]
    #: The points that count as all on the axis of strength.
    strength_maximum: float


@final
class MatrixAccount(TypedDict):
    """Where an account is."""

    #: Id of the account.
    account: str
    #: How attractive it is.
    attractiveness: Position
    #: The strategy of its field.
    strategy: str
    #: How strong we are with it.
    strength: Position


@final
class MatrixOptions(TypedDict):
    """What the matrix is made of. Everything has a default, which fits policies with the aspects of `cv-key-account`."""

    #: How attractive an account is to us: by default the aspects `potential` and `strategic`.
    attractiveness: NotRequired[Axis]
    #: The strategy of each field: rows from high to low attractiveness, in each from high to low strength.
    strategies: NotRequired[list[list[str]]]
    #: How strong we are with it: by default the aspects `value` and `relationship`.
    strength: NotRequired[Axis]


@final
class MaturityDays(TypedDict):
    """So many days after the activity."""

    days: int


@final
class MeasureReview(TypedDict):
    """Vehicles or money against the plan."""

    #: What was sold.
    actual: float
    #: Actual divided by planned; null if nothing was planned.
    attainment: float | None
    #: Sum of actual - planned over month, account and dimensions, divided by all that was sold; null if that is not above zero.
    bias: float | None
    #: The causes, in the order in which they are first declared.
    causes: list[CausePart]
    #: What is to be looked at.
    flags: list[ReviewFlag]
    #: What was planned.
    planned: float
    #: What no cause explains: the variance less all causes, exactly.
    unexplained: float
    #: Actual less planned.
    variance: float
    #: The same of distances: the weighted absolute percentage error, as a share.
    wape: float | None


@final
class MediaHabit(TypedDict):
    """A medium that a person uses."""

    #: The medium.
    channel: NotRequired[InformationChannel | None]
    #: How often.
    frequency: NotRequired[MediaUse | None]


@final
class Member(TypedDict):
    """An account with the tier that it has."""

    #: The account.
    account: Account
    #: Its tier, on the ladder of the policy that is in force; null if it has none yet.
    previous: NotRequired[str | None]


@final
class Merge(TypedDict):
    """Another account that became part of this one (rule T15)."""

    #: Id of the other account; its events are named `other/id` from then on.
    account: str
    #: What is known of it, up to the day of the merge.
    history: History


@final
class MethodShares(TypedDict):
    """The share of each method in the units bought; together at most 1."""

    #: Share of call-offs from a framework contract, 0 to 1.
    framework: NotRequired[float | None]
    #: Share of tenders among invited suppliers, 0 to 1.
    invited_tender: NotRequired[float | None]
    #: Share of negotiated purchases, 0 to 1.
    negotiated: NotRequired[float | None]
    #: Share of open tenders, 0 to 1.
    open_tender: NotRequired[float | None]
    #: Share of retail purchases, 0 to 1.
    piecemeal: NotRequired[float | None]


@final
class MigrationCell(TypedDict):
    """A number of accounts."""

    #: How many.
    count: int
    #: Their share; null if there is nobody to have one.
    proportion: Proportion | None


@final
class MigrationRow(TypedDict):
    """What became of the accounts in a state."""

    #: By state after: how many, and their share in `observed`.
    cells: list[MigrationCell]
    #: Those known to have left; the share is of them and `observed`.
    left: MigrationCell
    #: Accounts observed in it before, and in any state after.
    observed: int
    #: The state before.
    state: TierState
    #: Those that were not observed after. No share counts them.
    unobserved: int


@final
class MissingPoints(TypedDict):
    """These points, before weights."""

    points: float


@final
class Mobility(TypedDict):
    """How much moves, as one number: zero if nothing does."""

    #: Of Bartholomew: the share that moves, weighed by where accounts begin, times k / (k - 1).
    bartholomew: float
    #: Of Bartholomew: the steps that are moved, weighed so, by k - 1.
    bartholomew_steps: float
    #: One less the modulus of the determinant.
    determinant: float
    #: Of Shorrocks and Prais: (k - trace) / (k - 1).
    prais: float
    #: One less the second greatest modulus of an eigenvalue.
    second_eigenvalue: float


@final
class MonthSales(TypedDict):
    """Sales of a month, forecast or actual."""

    #: The month, 1 to 12.
    month: NotRequired[int | None]
    #: Revenue, in the account's currency.
    revenue: NotRequired[float | None]
    #: Vehicles.
    units: NotRequired[int | None]


@final
class MoveDriver(TypedDict):
    """What a criterion or activity had to do with the moves."""

    #: Its id.
    criterion: str
    #: Its part in demotions.
    demotions: MoveEffect
    #: Its part in promotions.
    promotions: MoveEffect


@final
class MoveEffect(TypedDict):
    """The part of a criterion in moves of one direction."""

    #: In how many moves no other difference was greater in the direction of the move; of equal ones the first by name counts.
    leading: int
    #: The sum of the differences of its contributions.
    points: float


#: An account that another policy puts somewhere else.
Mover = TypedDict(
    "Mover",
    {
        #: Its id.
        "account": "str",
        #: The bounds that differ: of the tiers that it left or entered, and of those between.
        "bounds": "list[BoundChange]",
        #: What it counts as under the other.
        "effective_after": "str",
        #: What it counts as under the policy in force.
        "effective_before": "str",
        #: Its tier under the policy in force.
        "from": "str",
        #: The lines of the scorecards that differ, the largest difference first; none for histories.
        "lines": "list[ChangeLine]",
        #: What the other one stands on.
        "metric_after": "float",
        #: What the ladder in force stands on.
        "metric_before": "float",
        #: Which way that is.
        "movement": "Movement",
        #: Its tier under the other.
        "to": "str",
    },
)


#: A designation that an account is nominated for, and when.
Nominated = TypedDict(
    "Nominated",
    {
        "designation": "str",
        "from": "str",
        "until": "str",
    },
)


#: A nomination for a designation, from a day until a day.
Nomination = TypedDict(
    "Nomination",
    {
        #: Id of the designation.
        "designation": "NotRequired[str | None]",
        #: The first day.
        "from": "NotRequired[Day | None]",
        #: Who stands for it.
        "sponsor": "NotRequired[str | None]",
        #: The first day on which it no longer holds.
        "until": "NotRequired[Day | None]",
    },
)


@final
class Observation(TypedDict):
    """An account as it was on a day."""

    #: Id of the account.
    account: str
    #: What its points consist of, by criterion or activity: to tell what moved it.
    contributions: NotRequired[dict[str, float]]
    #: The designation that it counts as, if one is active.
    designation: NotRequired[str | None]
    #: Whether it only stays in the tier: its points are below `enter` and at least `retain`.
    held: NotRequired[bool]
    #: The day.
    on: Day
    #: The ladder's tier; null for an account that is known to have left.
    tier: NotRequired[str | None]


@final
class Observe(TypedDict):
    """Observed facts."""

    #: The facts, by dotted name.
    facts: Facts


@final
class Observed(TypedDict):
    """A value, and whether the outcome came."""

    #: Whether the outcome came.
    good: bool
    #: The value; null if it is not known.
    value: NotRequired[float | None]


#: An order; with a negative amount or negative units a return or credit note.
Order = TypedDict(
    "Order",
    {
        #: Class of the vehicles.
        "class": "NotRequired[VehicleClass | None]",
        #: The day it was delivered.
        "delivered_on": "NotRequired[Day | None]",
        #: Grade of the vehicles.
        "grade": "NotRequired[VehicleGrade | None]",
        #: Its id.
        "id": "NotRequired[str | None]",
        #: What it is for; absent means vehicles.
        "kind": "NotRequired[OrderKind | None]",
        #: Net amount, in the account's currency; negative for a return or credit note.
        "net_amount": "NotRequired[float | None]",
        #: The day it was placed. Without it, it is not placed and counts nowhere.
        "ordered_on": "NotRequired[Day | None]",
        #: Vehicles or pieces; negative for those taken back.
        "units": "NotRequired[int | None]",
    },
)


@final
class Outlook(TypedDict):
    """Which way an account's tier goes."""

    #: Whether the later tier is higher or lower.
    direction: Direction
    #: The first move on the way; null if there is none.
    next: Transition | None
    #: The tier now.
    tier: str
    #: The tier on the later day.
    tier_then: str
    #: The later day.
    until: str


@final
class Panel(TypedDict):
    """Tiers of many accounts: on single days, or for spells, or some so and some so."""

    #: The designations that are states of their own, in the order in which they are shown.
    designations: NotRequired[list[str]]
    #: The tiers, lowest first, the base rung included.
    ladder: list[str]
    #: Accounts on single days, in any order.
    observations: NotRequired[list[Observation]]
    #: Accounts from a day to another, in any order.
    spells: NotRequired[list[Spell]]


@final
class Park(TypedDict):
    """The vehicles in operation, of all brands, in our segments."""

    #: How large the fleet was before.
    history: NotRequired[list[FleetSize] | None]
    #: The day this was recorded.
    recorded_on: NotRequired[Day | None]
    #: The vehicles, line by line.
    vehicles: NotRequired[list[VehicleLine] | None]


#: Accounts whose value lies from a bound up to the next part's bound.
Part = TypedDict(
    "Part",
    {
        #: How many accounts.
        "accounts": "int",
        #: The least value; null is open below.
        "from": "NotRequired[float | None]",
    },
)


@final
class PartialStep(TypedDict):
    """The share of a move, in rungs, that is made at once; the rest follows at later reviews (rule T10.1)."""

    #: Of a demotion, above 0, at most 1: 1 if left out.
    demotion: NotRequired[float]
    #: Of a promotion, above 0, at most 1: 1 if left out.
    promotion: NotRequired[float]


@final
class Payments(TypedDict):
    """How the account pays."""

    #: Invoices.
    invoices: NotRequired[list[Invoice] | None]


@final
class Peak(TypedDict):
    """The highest point of the whale curve: the fewest accounts that together have the most."""

    #: The last of them; null if there is none.
    account: str | None
    #: Accounts up to the peak: those with a value above zero.
    accounts: int
    #: Its share of the whole value, above 1 where accounts lose money.
    share: float | None
    #: What is lost behind the peak: the peak less the whole value.
    tail_loss: float
    #: What they have.
    value: float


@final
class PercentileCurve(TypedDict):
    """A curve along the shares of accounts with less."""

    #: How many knots, at equal steps of the share; 2 or more.
    knots: int
    #: Points of the least and of the greatest value.
    points: list[float]


@final
class PersonOpinion(TypedDict):
    """What a person thinks of a brand."""

    #: The brand.
    brand: NotRequired[str | None]
    #: The day it was given.
    given_on: NotRequired[Day | None]
    #: The opinion, -2 (against it) to 2 (for it).
    opinion: NotRequired[int | None]
    #: Whether that brand is ours; absent means yes if no brand is named.
    own_brand: NotRequired[bool | None]


@final
class Placement(TypedDict):
    """An account's place on the ladder and beside it."""

    #: The blocks that hold, in words; while there are any, the account is on the base rung.
    blocked_by: list[str]
    #: The policy's designations.
    designations: list[DesignationStanding]
    #: What the account counts as: an active designation, or else the ladder's tier.
    effective: str
    #: Ids of what the account is entitled to, of several levels of a service the highest.
    entitlements: list[str]
    #: Which way the account moved on the ladder.
    movement: Movement
    #: What the next higher tier asks for; null on the highest.
    next: Lacking | None
    #: The ladder's tier before, if one was given.
    previous: str | None
    #: The ladder's tiers, lowest first, each with what speaks for and against it.
    rungs: list[Rung]
    #: The ladder's tier; the shadow tier while a designation is active.
    tier: str
    #: The lowest and highest tier over every way of filling the gaps; equal if the tier is certain.
    tier_bounds: TierBounds


@final
class Plan(TypedDict):
    """The plan of one year."""

    #: Actual sales per month.
    actual: NotRequired[list[MonthSales] | None]
    #: Causes of the difference.
    causes: NotRequired[list[CauseShare] | None]
    #: Forecast sales per month.
    forecast: NotRequired[list[MonthSales] | None]
    #: What it is for; absent means the account.
    scope: NotRequired[PlanScope | None]
    #: Its versions, original and revised.
    versions: NotRequired[list[PlanVersion] | None]
    #: The calendar year.
    year: NotRequired[int | None]


#: Everything that a review of a plan reads. Rows of the same month, account and dimensions are added.
PlanBook = TypedDict(
    "PlanBook",
    {
        #: What was sold.
        "actual": "list[Sales]",
        #: What is known of the causes.
        "causes": "NotRequired[list[DeclaredCause]]",
        #: The first day of the period.
        "from": "Day",
        #: What all makers together sell.
        "market": "NotRequired[list[Market]]",
        #: The version that is the plan; the last one that was approved before the period if left out.
        "plan": "NotRequired[str | None]",
        #: The day on which the period is over. Rows outside of it do not count.
        "until": "Day",
        #: The versions of the plan.
        "versions": "list[PlannedVersion]",
    },
)


@final
class PlanCauseOther(TypedDict):
    """Another cause, in words."""

    other: str


#: What became of a plan.
PlanReview = TypedDict(
    "PlanReview",
    {
        #: What a policy can read of each account, by ascending id.
        "facts": "list[AccountFacts]",
        #: The first day of the period.
        "from": "str",
        #: The whole, and then each group in the order of its key.
        "groups": "list[GroupReview]",
        #: The version that is the plan.
        "plan": "str",
        #: The day on which it is over.
        "until": "str",
        #: Every version against what was sold, in the order given.
        "versions": "list[VersionAccuracy]",
    },
)


@final
class PlanScopeChannel(TypedDict):
    """A sales channel."""

    channel: str


@final
class PlanScopeGrade(TypedDict):
    """A grade of vehicle."""

    grade: VehicleGrade


@final
class PlanScopeRegion(TypedDict):
    """A region."""

    region: str


@final
class PlanScopeSegment(TypedDict):
    """A segment."""

    segment: str


@final
class PlanScopeTier(TypedDict):
    """A tier, by id."""

    tier: str


@final
class PlanVersion(TypedDict):
    """One version of a plan."""

    #: The day it was set.
    set_on: NotRequired[Day | None]
    #: Revenue to make in the year, in the account's currency.
    target_revenue: NotRequired[float | None]
    #: Vehicles to sell in the year.
    target_units: NotRequired[float | None]
    #: Its number; the highest is the newest.
    version: NotRequired[int | None]


@final
class PlannedVersion(TypedDict):
    """One version of a plan."""

    #: The day on which it was approved; null if it was not.
    approved_on: NotRequired[Day | None]
    #: The sales that it plans.
    sales: list[Sales]
    #: Its name.
    version: str


@final
class PointsSpec(TypedDict):
    """What activities earn or cost, and how long it counts."""

    #: The activities, by id.
    activities: dict[str, ActivitySpec]
    #: The day from which validity and decay count.
    anchor: NotRequired[Anchor]
    #: Limits over several activities.
    caps: NotRequired[list[GroupCap]]
    #: How points lose value while they count.
    decay: NotRequired[DecaySpec | None]
    #: How long points count, unless an activity says otherwise: for ever.
    validity: NotRequired[Validity | None]


@final
class PolicyIdentity(TypedDict):
    """Names the policy that a result comes from (rule S8)."""

    #: SHA-256 of its canonical form.
    fingerprint: str
    #: The policy's id.
    id: str
    #: Its version.
    version: str


@final
class PolicySpec(TypedDict):
    """A policy document: how accounts are scored and placed in tiers."""

    #: How facts are derived from an account.
    derivation: NotRequired[Derivation]
    #: What the policy is for, where its numbers come from.
    description: NotRequired[str | None]
    #: Standings beside the ladder.
    designations: NotRequired[list[DesignationSpec]]
    #: What tiers and designations can entitle to.
    entitlements: NotRequired[list[Entitlement]]
    #: Facts beyond the account model.
    facts: NotRequired[list[DeclaredFact]]
    #: A name for people.
    label: NotRequired[str | None]
    #: How points become a tier.
    ladder: NotRequired[LadderSpec | None]
    #: What becomes of events that are recorded late.
    late_events: NotRequired[LateEvents]
    #: What activities earn or cost.
    points: NotRequired[PointsSpec | None]
    #: The policy's id: a-z, 0-9, `_`, `-` and `.`.
    policy: str
    #: How facts become points.
    score: ScoreSpec
    #: The version of the library's rules that the policy is written for: 1.
    semantics: int
    #: The policy's version, any text; change it with every change of the document.
    version: str


@final
class Population(TypedDict):
    """The values of one fact over many accounts."""

    #: At most so many different values are kept as they are.
    exact: int
    #: Accounts of which the value is not known.
    missing: int
    #: Whether there were more, so that values are rounded.
    rounded: bool
    #: Every value with the number of accounts that have it, ascending.
    values: list[list[float | int]]


@final
class Portfolio(TypedDict):
    """The accounts that two policies are compared on."""

    #: Accounts with the tiers that they have.
    accounts: NotRequired[list[Member]]
    #: Accounts with their histories.
    histories: NotRequired[list[History]]


@final
class PortfolioWarning(TypedDict):
    """Tiers that together are larger than they should be."""

    #: Their accounts.
    accounts: int
    #: Their share of all accounts.
    accounts_share: float
    #: The tiers.
    tiers: list[str]
    #: What is too large.
    warning: TooLarge


@final
class Position(TypedDict):
    """A place on an axis."""

    #: The third.
    level: Level
    #: Points of the axis.
    points: float
    #: Their share of the maximum; below 0 or above 1 where the points are.
    share: float


@final
class Preference(TypedDict):
    """A business preference of a person."""

    #: What it is about.
    topic: NotRequired[PreferenceTopic | None]
    #: What is preferred.
    value: NotRequired[str | None]


@final
class Problem(TypedDict):
    """One thing that is wrong."""

    #: Stable code, one of [`CODES`]: `policy.ladder_order`.
    code: str
    #: A sentence without a period that ends with what was found.
    message: str
    #: Where: `score.aspects[0].criteria[2].curve`. Empty for the document as a whole.
    path: str


@final
class ProcurementMethodMixed(TypedDict):
    """Several methods, each with its share of the units bought."""

    mixed: MethodShares


@final
class ProcurementRecord(TypedDict):
    """How the account buys in one vehicle segment."""

    #: The month in which the budget is made, 1 to 12.
    budget_month: NotRequired[int | None]
    #: Who in the company buys.
    centralisation: NotRequired[Centralisation | None]
    #: Days from need to contract.
    cycle_days: NotRequired[int | None]
    #: Where it learns about vehicles.
    information_channels: NotRequired[list[InformationSource] | None]
    #: How far local protectionism steers it.
    local_protection: NotRequired[LocalProtection | None]
    #: What shows the local protection.
    local_protection_evidence: NotRequired[str | None]
    #: How it asks for and accepts offers.
    method: NotRequired[ProcurementMethod | None]
    #: The day of the next tender.
    next_tender_on: NotRequired[Day | None]
    #: How it finances.
    purchase_kind: NotRequired[PurchaseKind | None]
    #: The vehicle segment.
    segment: NotRequired[str | None]
    #: The process, step by step.
    steps: NotRequired[list[ProcurementStep] | None]


@final
class ProcurementStep(TypedDict):
    """One step of the procurement process."""

    #: How long it takes, in days.
    days: NotRequired[int | None]
    #: The role in the company that owns it.
    owner_role: NotRequired[str | None]
    #: Its stage.
    stage: NotRequired[ProcurementStage | None]


@final
class Proportion(TypedDict):
    """A share of a number of cases, with the interval that says how sure it is."""

    #: The upper end.
    highest: float
    #: The lower end of Wilson's interval of 95 %.
    lowest: float
    #: The share, 0 to 1.
    share: float


@final
class Provenance(TypedDict):
    """Where something that was learned comes from."""

    #: Accounts of which the value was known.
    accounts: int
    #: The day as of which the population was looked at.
    as_of: str
    #: SHA-256 of the population as canonical JSON (rule S8).
    fingerprint: str
    #: Those of which it was not.
    missing: int
    #: Whether values were rounded, because there were too many different ones.
    rounded: bool


@final
class QuantileBands(TypedDict):
    """Bands of equal shares of the accounts: quintiles, deciles."""

    #: Points of each band, from the least values up; for recency they descend.
    points: list[float]


@final
class Reach(TypedDict):
    """How many accounts a share of the value needs."""

    #: The fewest accounts that have it together; null if the value is not above zero.
    accounts: int | None
    #: Their share of all accounts.
    accounts_share: float | None
    #: The share of the value.
    share: float


@final
class Reading(TypedDict):
    """A fact that a policy reads, with its value for one account."""

    #: Dotted name of the fact.
    fact: str
    #: What it means.
    meaning: str
    #: Type of its value.
    type: FactType
    #: Unit of a number, in words; empty if it has none.
    unit: str
    #: Its value, given or derived; null if missing.
    value: float | str | bool | None
    #: The words that a category can be; empty if any word will do, and for other types.
    values: list[str]


@final
class Reason(TypedDict):
    """Points lost against the baseline, summed over the criteria with this reason code."""

    #: The reason code.
    code: str
    #: Baseline less contribution, above zero.
    gap: float


@final
class Recourse(TypedDict):
    """What it would take."""

    #: The day of scoring.
    as_of: str
    #: The highest composite that the levers reach together; the lowest if the tier is to be lost.
    at_most: float
    #: The changes that cost least in sum, of equal ones the fewest; null if no changes suffice, empty if none is needed.
    cheapest: RecoursePath | None
    #: The composite as it is.
    composite: float
    #: The fewest changes, of equally many those that cost least.
    fewest: RecoursePath | None
    #: Where the account is to go.
    goal: Goal
    #: The tier's conditions, and blocks, that no lever can move, in words.
    obstacles: list[str]
    #: The policy that was applied.
    policy: PolicyIdentity
    #: Whether nothing cheaper exists, and nothing further: false where several levers move one clipped or scaled aspect within many steps, or the search reached its limit.
    proven: bool
    #: For each fact that suffices alone its least change, the cheapest first.
    single: list[RecoursePath]
    #: The tier as it is.
    tier: str


@final
class RecoursePath(TypedDict):
    """Changes that suffice together."""

    #: The changes, in the order of the levers.
    changes: list[FactChange]
    #: The composite after them.
    composite: float
    #: Sum of the changes' costs.
    cost: float
    #: The tier after them.
    tier: str


@final
class RecurrentClass(TypedDict):
    """States that lead to each other and to no others."""

    #: The states.
    states: list[str]
    #: By state: the share that will be there in the long run.
    steady_state: list[float]


@final
class Reference(TypedDict):
    """Names another event."""

    #: Id of the event.
    of: str


@final
class Referral(TypedDict):
    """An account that came to us by this account's word."""

    #: Id of the account that came.
    account_id: NotRequired[str | None]
    #: The day it placed its first order; absent while it has not.
    ordered_on: NotRequired[Day | None]
    #: The day it was referred.
    referred_on: NotRequired[Day | None]


@final
class RefusedAccount(TypedDict):
    """An account that a policy refuses."""

    #: Its id.
    account: str
    #: What is wrong.
    problems: list[Problem]
    #: Version of the policy.
    version: str


@final
class Region(TypedDict):
    """Where the account is."""

    #: Country, as a code of ISO 3166.
    country: NotRequired[str | None]
    #: Name of the region.
    name: NotRequired[str | None]
    #: How important the region is to us.
    priority: NotRequired[RegionPriority | None]


@final
class Relationship(TypedDict):
    """The relationship between the two companies."""

    #: The day the stage was assessed.
    assessed_on: NotRequired[Day | None]
    #: How far the account recognises our corporate culture.
    culture_fit: NotRequired[CultureFit | None]
    #: The day it became a customer.
    customer_since: NotRequired[Day | None]
    #: Its stage.
    stage: NotRequired[RelationshipStage | None]
    #: How far it takes our business where we want to go.
    strategic_direction_fit: NotRequired[DirectionFit | None]
    #: Whether it pays for value or for a low price.
    value_orientation: NotRequired[ValueOrientation | None]


@final
class RenewalContinuous(TypedDict):
    """A tier is judged at every review."""

    continuous: Continuous


@final
class RenewalSliding(TypedDict):
    """Every day on which a tier is merited holds it for a span to come. More points never mean a worse tier."""

    sliding: Sliding


@final
class RenewalTerm(TypedDict):
    """A tier runs for a term and is judged when the term ends."""

    term: Term


@final
class Replacement(TypedDict):
    """How vehicles are replaced."""

    #: The account's own replacement cycle per class, in months.
    cycle_months: NotRequired[dict[str, int] | None]
    #: Cycles seen at disposals and re-orders, per class, in months.
    observed_cycle_months: NotRequired[dict[str, list[int]] | None]
    #: Vehicles ordered anywhere and not yet delivered.
    units_on_order: NotRequired[int | None]
    #: Vehicles that the account plans to replace in a year.
    units_per_year: NotRequired[float | None]


@final
class Required(TypedDict):
    """What it takes to be in a tier."""

    #: The day on which the account is to be in the tier.
    by: str
    #: The day on which the points are credited.
    credited_on: str
    #: The fewest points that suffice: a thousandth less does not. Null if no number of points does.
    points: float | None
    #: The tier.
    tier: str


@final
class Reverse(TypedDict):
    """Points taken back."""

    #: From which day.
    dating: NotRequired[Dating]
    #: Id of the event that earned them.
    of: str
    #: How many of the points that the event earned before caps; all that are left if left out.
    points: NotRequired[float | None]


@final
class Review(TypedDict):
    """What is known of an account on a day of review."""

    #: The account; a ladder on points reads the given fact `points.balance`.
    account: NotRequired[Account]
    #: Moves that are forbidden on the day.
    locked: NotRequired[Locked]
    #: The day.
    on: Day


@final
class ReviewOptions(TypedDict):
    """How a plan is reviewed. Everything has a default."""

    #: By what sales are grouped, each a list of `month`, `account` and dimensions; by each of them alone if left out.
    by: NotRequired[list[list[str]] | None]
    #: A difference above this share of the plan asks for a cause: 20 % by default.
    cause_required: NotRequired[float]
    #: A difference of at least this share of the plan is to be looked at: 10 % by default.
    review: NotRequired[float]
    #: So much of a difference may be without a named cause: 30 % by default.
    unexplained: NotRequired[float]


@final
class Reviewed(TypedDict):
    """A review of an account: what pictures of its history are drawn from."""

    #: Whether a block holds.
    blocked: bool
    #: The tier that it earned.
    earned: str
    #: What it counts as: an active designation, or else the tier.
    effective: str
    #: What the ladder stands on.
    metric: float
    #: The day.
    on: str
    #: The end of the earned tier's hold or term, if one runs.
    runs_until: str | None
    #: The tier that counts, grants and blocks included.
    tier: str
    #: A fall that is due.
    watch: Watch | None


@final
class Revoke(TypedDict):
    """A grant or a lock withdrawn, from the day of the event on."""

    #: Who.
    actor: str
    #: Id of the event that granted or locked.
    of: str
    #: Why.
    reason: str


@final
class Risk(TypedDict):
    """Reasons to stop business."""

    #: Whether deliveries are stopped for want of credit.
    credit_stop: NotRequired[bool | None]
    #: Whether there is a fraud case.
    fraud_case: NotRequired[bool | None]
    #: Whether it is insolvent.
    insolvency: NotRequired[bool | None]
    #: Whether it stands on a sanctions list.
    sanction_hit: NotRequired[bool | None]


@final
class Rung(TypedDict):
    """One tier of the ladder, as it stands for the account."""

    #: Composite to enter.
    enter: float
    #: By which bound the rung is held.
    held: Held
    #: The conditions that do not hold, in words.
    open_conditions: list[str]
    #: Composite to stay.
    retain: float
    #: Points that are lacking to hold it: to `retain` if the account was there before, else to `enter`.
    shortfall: float
    #: The tier's id.
    tier: str


@final
class Sales(TypedDict):
    """Sales to an account in a month, planned or actual."""

    #: Id of the account.
    account: str
    #: Money, in one currency for all rows; null if nobody knows.
    amount: NotRequired[float | None]
    #: What else is known of them: tier, segment, region, channel and the like, by name.
    dimensions: NotRequired[dict[str, str]]
    #: A day of the month.
    month: Day
    #: Vehicles; null if nobody knows.
    units: NotRequired[float | None]


@final
class Samples(TypedDict):
    """Accounts as columns, each with a value a row."""

    #: Points of the criteria, by their ids.
    columns: dict[str, list[float]]
    #: What came of each account.
    outcome: list[float]


@final
class Satisfaction(TypedDict):
    """How content the account is."""

    #: Complaints.
    complaints: NotRequired[list[Complaint] | None]
    #: Claims settled out of goodwill.
    goodwill_claims: NotRequired[list[GoodwillClaim] | None]
    #: Answer to the survey, 1 (worst) to 5 (best).
    score: NotRequired[float | None]
    #: The day of the survey.
    surveyed_on: NotRequired[Day | None]


@final
class ScoreChange(TypedDict):
    """The difference of two scores, taken apart."""

    #: The composite after.
    after: float
    #: The composite before.
    before: float
    #: The difference: the sum of the parts.
    by: float
    #: What changed it, in the order in which it is taken: ageing, facts, policy. What changes nothing is left out.
    parts: list[ChangePart]


@final
class ScoreSpec(TypedDict):
    """How facts become points."""

    #: The several aspects of the rating.
    aspects: list[AspectSpec]
    #: Points that every account starts with.
    base: NotRequired[float]
    #: What reasons measure the points against, unless a criterion says otherwise: the most points.
    baseline: NotRequired[Baseline]
    #: The share of an aspect's points, 0 to 1, whose facts must be known to renormalise it: two thirds.
    min_coverage: NotRequired[float | None]
    #: What criteria do about a missing fact, unless they say otherwise: no points.
    missing: NotRequired[Missing]


@final
class Scorecard(TypedDict):
    """What an account scores, and why. Aspects, contributions and adjustments sum to the composite exactly."""

    #: The day of scoring.
    as_of: str
    #: The aspects, in the policy's order.
    aspects: list[AspectScore]
    #: Points that every account starts with.
    base: float
    #: The lowest and highest composite over every way of filling the gaps.
    bounds: Bounds
    #: `base` and the points of all aspects.
    composite: float
    #: Share of the reachable points, 0 to 1, whose facts are known.
    coverage: float
    #: Names of the missing facts, in the order of the criteria that read them.
    missing: list[str]
    #: The policy that was applied.
    policy: PolicyIdentity
    #: What cost points against the baseline, the most first; only gaps above zero.
    reasons: list[Reason]


@final
class ScoredAccount(TypedDict):
    """An account with the points of its aspects."""

    #: Id of the account.
    account: str
    #: Points by aspect, as its scorecard has them.
    points: dict[str, float]
    #: What it is worth; null if nobody knows.
    value: NotRequired[float | None]


@final
class ScoredLists(TypedDict):
    """What a table comes to: lists of a value per account, null in rows in error."""

    #: The composites.
    composite: list[float | None]
    #: What each criterion contributes, by its id.
    contributions: dict[str, list[float | None]]
    #: Shares of the reachable points whose facts are known.
    coverage: list[float | None]
    #: Why a row has no score: the code that the account has as an error one by one.
    error: list[str | None]
    #: The points of each aspect, by its id.
    points: dict[str, list[float | None]]
    #: The tiers; null for a policy without a ladder.
    tier: list[str | None]


@final
class Seat(TypedDict):
    """What became of a candidate."""

    #: Id of the account.
    account: str
    #: Its rank, 1 the highest.
    rank: int
    #: Why.
    reason: SeatReason
    #: Whether it has a seat from now on.
    seated: bool


@final
class ShapingGoalposts(TypedDict):
    """A curve between two anchors."""

    goalposts: Goalposts


@final
class ShapingPercentileCurve(TypedDict):
    """A curve along the shares of accounts with less."""

    percentile_curve: PercentileCurve


@final
class ShapingQuantileBands(TypedDict):
    """Bands of equal shares of the accounts."""

    quantile_bands: QuantileBands


#: What another policy makes of a portfolio.
Simulation = TypedDict(
    "Simulation",
    {
        #: The other one.
        "after": "PolicyIdentity",
        #: The day.
        "as_of": "str",
        #: The policy in force.
        "before": "PolicyIdentity",
        #: What the entitlements with a known cost come to in a year.
        "cost_per_year": "CostChange",
        #: By tier of the policy in force, by tier of the other: accounts.
        "counts": "list[list[int]]",
        #: In a lower one.
        "demoted": "int",
        #: What accounts are entitled to, in the order of the policy in force, then those that only the other has.
        "entitlements": "list[EntitlementChange]",
        #: How many moves of the histories are soon undone; null without histories.
        "flaps": "FlapChange | None",
        #: Tiers of the policy in force, lowest first.
        "from": "list[str]",
        #: Accounts near a bound of the other policy, the nearest first.
        "knife_edge": "list[KnifeEdge]",
        #: Who moves or counts as something else, in the order of the portfolio.
        "movers": "list[Mover]",
        #: In a higher one.
        "promoted": "int",
        #: Accounts that one of the policies refuses, in the order of the portfolio: no number counts them.
        "refused": "list[RefusedAccount]",
        #: Accounts in the tier that theirs becomes.
        "stayed": "int",
        #: Tiers of the other one, lowest first.
        "to": "list[str]",
    },
)


@final
class SimulationOptions(TypedDict):
    """How two policies are compared."""

    #: A move of a history that is undone within so many days is a flap.
    flap_days: NotRequired[int]
    #: Accounts so near to a bound are listed.
    knife_edge: NotRequired[float]
    #: What tiers of the policy in force become on the other's ladder; where nothing is said, the tier of the same name, or else the next lower one.
    tiers: NotRequired[dict[str, str]]


@final
class Sliding(TypedDict):
    """A hold that slides."""

    #: Whether an account that loses a tier keeps the tier below for as long again.
    soft_landing: NotRequired[bool]
    #: How long a merited day holds the tier.
    validity: Span


@final
class Snapshot(TypedDict):
    """Where an account stood at the end of a day, with all that the days after depend on."""

    #: Ids of the accounts that were merged.
    accounts: list[str]
    #: The day.
    as_of: str
    blocked: bool
    #: How many changes of the policy have taken effect; the next may have been put off.
    changed: int
    claims: Claims
    counts_from: str
    designated: list[Designated]
    entitlements: list[str]
    #: The events that are in it, each with the fingerprint of its content: one that comes again counts once.
    events: dict[str, str]
    #: Events that later ones look back to: changes of the policy, closed books, facts that no review has seen, and those that closed books put off.
    kept: list[Event]
    lots: list[Lot]
    #: What the ladder stood on at the last review, and the ledger's facts that it saw.
    metric: float
    observed: Facts
    #: The policy that was applied.
    policy: PolicyIdentity
    put_off: str | None
    rank: int
    seen: Facts
    #: The greatest `sequence` of the events that are in it.
    sequence: int
    #: The day from which the account has been in it.
    since: str
    #: The standing on the ladder.
    standing: Standing
    #: The tier that counts.
    tier: str


@final
class SpanDays(TypedDict):
    """Days."""

    days: int


@final
class SpanMonths(TypedDict):
    """Calendar months: the same day of the month, or its last."""

    months: int


#: An account in one tier, from a day up to the day before another.
Spell = TypedDict(
    "Spell",
    {
        #: Id of the account.
        "account": "str",
        #: How it ended, where no other spell of the account begins on `until`; censored if left out.
        "end": "NotRequired[SpellEnd | None]",
        #: Its first day.
        "from": "Day",
        #: The tier.
        "tier": "str",
        #: The day after its last; null if it goes on.
        "until": "NotRequired[Day | None]",
    },
)


@final
class Spread(TypedDict):
    """How a population spreads over parts of a scale; [`drift`](super::drift) compares another one with it."""

    #: Accounts of which the value was not known.
    missing: int
    #: The parts, ascending.
    parts: list[Part]


@final
class Standing(TypedDict):
    """Where an account stands, and until when."""

    #: The tiers, lowest first.
    holds: list[Hold]
    #: Whether its tier is to be judged by other rules than it was won by: at the next review, or when the lock ends that forbids a fall (rule T14).
    judge_anew: NotRequired[bool]
    #: At how many reviews in a row the account did not merit its tier.
    missed: int
    #: The day of the last step.
    on: str
    #: Number of the tier on the ladder, 1 the lowest; 0 on the base rung.
    rank: int
    #: Whether there was a review.
    reviewed: bool
    #: The day from which the account has been there.
    since: str
    #: The running term, where tiers run for terms.
    term: Stretch | None
    #: A fall that is due.
    watch: Watch | None


@final
class Statement(TypedDict):
    """The ledger on one day: lines that sum to the balance less the deficit."""

    #: The points that count; never below zero.
    balance: float
    #: By how much activities that cost points outweigh the others.
    deficit: float
    #: Every lot.
    lines: list[StatementLine]
    #: The day.
    on: str
    #: What negative adjustments up to that day asked for and found no points to take from.
    unmet: list[Taken]


@final
class StatementLine(TypedDict):
    """One lot on one day."""

    #: Id of the activity.
    activity: str
    #: What each cap took away.
    clipped: list[Clip]
    #: What counts.
    counted: float
    #: Id of the event.
    event: str
    #: Why the rest of what was earned does not count, if there is a rest.
    excluded: Excluded | None


#: `[from, until)`.
Stretch = TypedDict(
    "Stretch",
    {
        #: Its first day.
        "from": "str",
        #: The day after its last.
        "until": "str",
    },
)


@final
class Taken(TypedDict):
    """Points taken from a lot."""

    #: Id of the event that took them.
    event: str
    #: From which day on.
    on: str
    #: How many points, before decay.
    points: float


@final
class Term(TypedDict):
    """A term."""

    #: What becomes of the points that won a tier.
    after_promotion: NotRequired[Use]
    #: What becomes of the points that renewed a tier.
    after_renewal: NotRequired[Use]
    #: How far an account falls that does not merit its tier when the term ends.
    demotion: NotRequired[Demotion]
    #: Days after the term's end in which the account can still recover its tier.
    grace_days: NotRequired[int]
    #: The most points that are carried into the next term; all that are left if left out.
    rollover_cap: NotRequired[float | None]
    #: How long a term is.
    validity: Span
    #: Which points are judged.
    window: NotRequired[Window]


@final
class Threshold(TypedDict):
    """A tier's bound, and the share of accounts that it really has."""

    #: Accounts in it.
    accounts: int
    #: The share of accounts that was asked for.
    asked: float
    #: The composite from which an account is in.
    enter: float
    #: The share that is in the tier, and in none above.
    share: float


@final
class ThresholdPlan(TypedDict):
    """How many accounts move if a bound moves."""

    #: Where it is.
    at: float
    #: Which of its bounds.
    bound: Bound
    #: Accounts that the policy refuses: no number counts them.
    refused: list[RefusedAccount]
    #: What becomes of each shift, in the order in which they are given.
    shifts: list[ThresholdShift]
    #: The tier.
    tier: str


@final
class ThresholdShift(TypedDict):
    """A bound that is moved."""

    #: By how many points.
    by: float
    #: How many fall out of it; null if the policy could not have such a bound.
    demoted: int | None
    #: How many accounts get into the tier; null if the policy could not have such a bound.
    promoted: int | None


@final
class TierBounds(TypedDict):
    """A lowest and a highest tier."""

    #: The highest.
    highest: str
    #: The lowest.
    lowest: str


@final
class TierMigration(TypedDict):
    """Who moved between tiers, from each of some days to the next."""

    #: Where the shares lead in the long run, by the tiers of the ladder; null if out of a tier that was entered nobody was observed again.
    chain: Chain | None
    #: The days.
    dates: list[str]
    #: In a lower one.
    demoted: int
    #: What moved them, by criterion or activity, where contributions are given; by name.
    drivers: list[MoveDriver]
    #: By state after: accounts that were not observed before, or had left.
    entries: list[int]
    #: In a higher one.
    promoted: int
    #: A row for each state before.
    rows: list[MigrationRow]
    #: The states, lowest tier first, then the designations: those of the rows and those of the cells of each row.
    states: list[TierState]
    #: Of those observed before and after: in the same tier of the ladder.
    stayed: int


@final
class TierShare(TypedDict):
    """Accounts and value of a tier."""

    #: Its accounts.
    accounts: int
    #: Their share of all accounts.
    accounts_share: float
    #: The tier; null for accounts without one.
    tier: str | None
    #: What they have.
    value: float
    #: Its share of the whole value.
    value_share: float | None


@final
class TierSpec(TypedDict):
    """One tier."""

    #: The composite from which an account is in; exactly this is in.
    enter: float
    #: Ids of what its customers get.
    entitlements: NotRequired[list[str]]
    #: Id, unique among tiers and designations.
    id: str
    #: A name for people.
    label: NotRequired[str | None]
    #: The composite from which an account that left the tier enters it again within the ladder's `re_entry`; from `retain` to `enter`.
    re_enter: NotRequired[float | None]
    #: What must hold to enter.
    requires: NotRequired[ConditionSpec | None]
    #: The composite from which an account that was in stays in; `enter` if left out, never above it.
    retain: NotRequired[float | None]
    #: What must hold to stay.
    retain_requires: NotRequired[ConditionSpec | None]


@final
class TierState(TypedDict):
    """A state that accounts are counted in."""

    #: What kind of state it is.
    kind: TierStateKind
    #: The tier or designation; `left` for accounts that left.
    name: str


@final
class TierWatch(TypedDict):
    """Tiers that together should stay small."""

    #: The greatest share of all accounts that they may have.
    greatest_share: NotRequired[float | None]
    #: The most accounts that they may have.
    most_accounts: NotRequired[int | None]
    #: The tiers.
    tiers: list[str]


@final
class Timeline(TypedDict):
    """Where an account stands on a day, and every move that led there."""

    #: The day.
    as_of: str
    #: The points of the ledger on that day; null for a policy without points.
    balance: float | None
    #: Whether a block holds.
    blocked: bool
    #: The grants that hold on that day.
    claims: list[Claim]
    #: The times in which designations were active.
    designated: list[Designated]
    #: The policy's designations, as they stood at the last review.
    designations: list[DesignationStanding]
    #: The tier that it earned, whatever was granted or blocked.
    earned: str
    #: What the account counts as: an active designation, or else the tier.
    effective: str
    #: The day from which the earned tier is no longer held, if nothing more happens; null where holds do not slide, and for a tier that is kept for life.
    held_until: str | None
    #: What the ladder stands on, at the last review.
    metric: float
    #: The policy that was applied.
    policy: PolicyIdentity
    #: The day from which the account has been in it.
    since: str
    #: The running term, where tiers run for terms.
    term: Stretch | None
    #: The tier on that day, grants and blocks included; the shadow tier while a designation is active.
    tier: str
    #: What is lacking for the tier above the earned one, at the last review; null on the highest.
    to_next: Lacking | None
    #: What is lacking to stay in the earned tier, at the last review; null on the base rung.
    to_retain: Lacking | None
    #: Every move, in the order of days.
    transitions: list[Transition]
    #: A fall that is due.
    watch: Watch | None


@final
class Top(TypedDict):
    """What the top of the accounts has."""

    #: So many accounts: the smallest whole number that is at least the part of all.
    accounts: int
    #: Which part of the accounts.
    part: float
    #: Its share of the whole value.
    share: float | None
    #: What they have.
    value: float


@final
class Trace(TypedDict):
    """A timeline with the reviews behind it."""

    #: Every review, in the order of days. Days on which nothing can change have none.
    reviews: list[Reviewed]
    #: The timeline.
    timeline: Timeline


#: A move from one tier to another.
Transition = TypedDict(
    "Transition",
    {
        #: Why.
        "cause": "TransitionCause",
        #: What each activity brought or cost, where the ladder stands on points; sums to the metric.
        "contributions": "list[Contribution]",
        #: Ids of the entitlements that came with the move.
        "entitlements_gained": "list[str]",
        #: Ids of the entitlements that went with it.
        "entitlements_lost": "list[str]",
        #: The tier before.
        "from": "str",
        #: What the ladder stood on at the review that found the move.
        "metric": "float",
        #: The day.
        "on": "str",
        #: The rules that led there, in words.
        "rules": "list[AppliedRule]",
        #: The contributions behind the metric, where the ladder stands on the score.
        "scorecard": "Scorecard | None",
        #: The bound that decided: to enter the tier of a promotion, to stay in the tier of a fall; null for grants and blocks.
        "threshold": "float | None",
        #: The tier after.
        "to": "str",
    },
)


@final
class Uncertainty(TypedDict):
    """What is not certain, and how often it is drawn."""

    #: How often weights are drawn, from 1 to ten million.
    draws: NotRequired[int]
    #: Where the generator starts: the same seed, the same draws, in every language.
    seed: NotRequired[int]
    #: How far the weights can be off.
    weights: NotRequired[WeightUncertainty]


@final
class UnitsSplit(TypedDict):
    """Why other numbers of vehicles were sold than planned."""

    #: Because the market was larger or smaller, at the planned share of it.
    market: float
    #: Because our share of the market was another.
    share: float


@final
class Usage(TypedDict):
    """How the account uses its vehicles and what that costs, as it says."""

    #: Cost of one kilometre, in the account's currency.
    cost_per_km: NotRequired[float | None]
    #: What the vehicles are used for.
    duty: NotRequired[list[Duty] | None]
    #: Fuel, in litres per 100 km.
    fuel_litres_per_100_km: NotRequired[float | None]
    #: Maintenance of one vehicle in a year, in the account's currency.
    maintenance_per_year: NotRequired[float | None]
    #: The day the account said so.
    stated_on: NotRequired[Day | None]


@final
class ValidityDays(TypedDict):
    """So many days from the anchor, at least one."""

    days: int


@final
class ValidityMonths(TypedDict):
    """So many months from the anchor, at least one."""

    months: int


#: Vehicles that are alike.
VehicleLine = TypedDict(
    "VehicleLine",
    {
        #: Kilometres that one of them runs in a year.
        "annual_km": "NotRequired[float | None]",
        #: Their brand.
        "brand": "NotRequired[str | None]",
        #: Their class.
        "class": "NotRequired[VehicleClass | None]",
        #: The day they were first registered.
        "first_registered_on": "NotRequired[Day | None]",
        #: Their grade.
        "grade": "NotRequired[VehicleGrade | None]",
        #: Their model.
        "model": "NotRequired[str | None]",
        #: Whether that brand is ours.
        "own_brand": "NotRequired[bool | None]",
        #: What drives them.
        "powertrain": "NotRequired[Powertrain | None]",
        #: The net price paid for one, in the account's currency.
        "unit_price": "NotRequired[float | None]",
        #: How many they are.
        "units": "NotRequired[int | None]",
        #: The year they were built; stands for the first registration where that is unknown.
        "year": "NotRequired[int | None]",
    },
)


@final
class VersionAccuracy(TypedDict):
    """How well a version of a plan foresaw what was sold. What is not known, or has nothing sold to compare with, is null."""

    #: Money.
    amount: MeasureReview | None
    #: The day on which it was approved.
    approved_on: str | None
    #: Vehicles.
    units: MeasureReview | None
    #: Its name.
    version: str


@final
class Wallet(TypedDict):
    """Our part of all that the account buys."""

    #: Vehicles it bought from us.
    own_units: NotRequired[int | None]
    #: The day this was recorded.
    recorded_on: NotRequired[Day | None]
    #: Our share of its purchases, 0 to 1; wins over the two numbers of units.
    share: NotRequired[float | None]
    #: Vehicles it bought from anyone.
    total_units: NotRequired[int | None]


@final
class Watch(TypedDict):
    """A fall that is due unless the account recovers."""

    #: The last day on which the account can recover.
    deadline: str
    #: Points that are lacking to stay.
    shortfall: float
    #: The day from which it has been due.
    since: str


@final
class WeightUncertaintyNoise(TypedDict):
    """By so much of each weight either way, from 0 to 1: 0.2 is from four fifths to six fifths, evenly."""

    noise: float


@final
class Winsorised(TypedDict):
    """How outliers were drawn in."""

    #: So many of the greatest values were brought down to the next one.
    high: int
    #: So many of the least values were raised to the next one.
    low: int
    #: Whether the spread is no longer wild.
    tame: bool

#: Where the account stands with us.
AccountStatus: TypeAlias = Literal['prospect', 'customer', 'key', 'former']

#: The day from which validity and decay count.
Anchor: TypeAlias = Literal['occurred', 'matured']

#: What a reason measures the points against (rule S5).
Baseline: TypeAlias = Literal['max', 'min'] | BaselineOwn | BaselineReferenceMean

#: What a ladder stands on.
Basis: TypeAlias = Literal['score', 'points']

#: One of the two bounds of a tier.
Bound: TypeAlias = Literal['enter', 'retain']

#: What was done for the brand.
BrandActivityKind: TypeAlias = Literal['test_report', 'event', 'interview', 'prospect_visit', 'co_branded_fleet', 'award']

#: How far the account's example carries.
BrandInfluence: TypeAlias = Literal['none', 'local_name', 'regional_reference', 'national_opinion_leader', 'trend_setter']

#: A role in the buying centre.
BuyingRole: TypeAlias = Literal['decider', 'influencer', 'info_collector', 'user', 'buyer', 'gatekeeper', 'initiator', 'approver']

#: On which days an account is reviewed, besides those on which a tier ends.
Cadence: TypeAlias = Literal['daily', 'monthly', 'quarterly', 'yearly', 'events']

#: The period of a cap, by the day of the activity.
CapPeriod: TypeAlias = Literal['event', 'month', 'quarter', 'year', 'always']

#: A column, null where a fact is missing.
Cells: TypeAlias = CellsNumbers | CellsCategories | CellsFlags | CellsDays

#: Who in the company buys.
Centralisation: TypeAlias = Literal['central', 'regional', 'site', 'mixed']

#: What changed a score.
ChangeCause: TypeAlias = Literal['ageing', 'facts', 'policy']

#: What kind of line of a scorecard changed.
ChangeLineKind: TypeAlias = Literal['base', 'criterion', 'adjustment']

#: How much a person counts in a purchase.
ContactInfluence: TypeAlias = Literal['low', 'medium', 'high', 'veto']

#: How far the account recognises our corporate culture.
CultureFit: TypeAlias = Literal['transactional', 'neutral', 'aligned', 'committed']

#: A replacement cycle for every class of vehicle, in months.
CycleTable: TypeAlias = dict[str, int]

#: From which day a reversal counts.
Dating: TypeAlias = Literal['original', 'current']

#: How points lose value with age; without it they keep their value until they roll off.
DecaySpec: TypeAlias = DecaySpecStep | DecaySpecLinear | DecaySpecHalfLife

#: How far an account falls that no longer merits its tier.
Demotion: TypeAlias = Literal['one_step', 'to_qualified', 'to_base']

#: How a designation stands.
DesignationState: TypeAlias = Literal['not_eligible', 'candidate', 'suspended', 'active']

#: Which way a tier goes.
Direction: TypeAlias = Literal['positive', 'stable', 'negative']

#: How far the account takes our business where we want to go.
DirectionFit: TypeAlias = Literal['none', 'slight', 'clear', 'leading']

#: What the vehicles are used for.
Duty: TypeAlias = Literal['long_haul', 'regional', 'urban', 'construction', 'mining', 'passenger', 'municipal', 'cold_chain', 'hazardous']

#: What happened.
EventKind: TypeAlias = EventKindEnrol | EventKindObserve | EventKindEarn | EventKindMature | EventKindVoid | EventKindReverse | EventKindAdjust | EventKindGrant | EventKindRevoke | EventKindLock | EventKindInvite | EventKindLeave | EventKindMerge | EventKindChangePolicy | EventKindClose

#: Why a lot does not count, or not with all its points, on a day.
Excluded: TypeAlias = Literal['future', 'before_enrolment', 'pending', 'rolled_off', 'taken', 'capped', 'decayed']

#: What kind of value a fact has.
FactType: TypeAlias = Literal['number', 'category', 'flag', 'date']

#: Facts given directly, by dotted name; null is missing.
Facts: TypeAlias = dict[str, float | str | bool | None]

#: Whether an account is to be in a tier or below it.
GoalDirection: TypeAlias = Literal['reach', 'lose']

#: What a grant does to the earned tier.
GrantMode: TypeAlias = Literal['floor', 'exact', 'ceiling']

#: By which bound a rung is held.
Held: TypeAlias = Literal['enter', 'retain', 'no']

#: Where people learn about vehicles.
InformationChannel: TypeAlias = Literal['dealer', 'maker_site', 'trade_press', 'exhibition', 'peers', 'association', 'social_media', 'search_engine', 'tender_portal', 'consultant']

#: What becomes of an event that is recorded after the day on which it happened (rule L1.1).
LateEvents: TypeAlias = Literal['restate', 'upgrade_only', 'prospective']

#: A third of an axis.
Level: TypeAlias = Literal['low', 'medium', 'high']

#: Which way a number can go.
LeverDirection: TypeAlias = Literal['up', 'down']

#: How far local protectionism steers the account to a local maker.
LocalProtection: TypeAlias = Literal['none', 'moderate', 'strong']

#: Which moves a lock forbids.
LockDirection: TypeAlias = Literal['promotion', 'demotion', 'both']

#: Whether the account wants to work with us for long.
LongTermIntent: TypeAlias = Literal['none', 'open', 'stated', 'contracted']

#: Which part of a criterion's shape a value met.
Matched: TypeAlias = Literal['other', 'missing', 'renormalised'] | MatchedBand | MatchedSegment | MatchedCategory | MatchedFlag

#: When points begin to count.
Maturity: TypeAlias = Literal['on_event'] | MaturityDays

#: How often someone uses a medium.
MediaUse: TypeAlias = Literal['daily', 'weekly', 'monthly', 'rarely']

#: How an account comes from one ladder to another.
Migration: TypeAlias = Literal['reevaluate', 'upgrade_only', 'grandfather']

#: What a criterion does about a missing fact (rule S3).
Missing: TypeAlias = Literal['worst', 'neutral', 'reject', 'renormalise'] | MissingPoints

#: Which way an account moved on the ladder.
Movement: TypeAlias = Literal['placed', 'promoted', 'unchanged', 'demoted']

#: What an order is for.
OrderKind: TypeAlias = Literal['vehicle', 'parts', 'service', 'finance', 'used']

#: Why sales differ from the plan.
PlanCause: TypeAlias = Literal['macro_environment', 'policy', 'user_needs', 'advertising', 'sales_channel', 'sales_plan', 'incentives', 'competitor_action', 'product_or_quality', 'supply_or_delivery', 'price', 'credit', 'procurement_postponed'] | PlanCauseOther

#: What a plan is for.
PlanScope: TypeAlias = Literal['account'] | PlanScopeTier | PlanScopeSegment | PlanScopeRegion | PlanScopeChannel | PlanScopeGrade

#: What drives a vehicle.
Powertrain: TypeAlias = Literal['diesel', 'gas', 'hybrid', 'battery', 'hydrogen']

#: How much an account likes a brand.
PreferenceStrength: TypeAlias = Literal['avoids', 'indifferent', 'accepts', 'prefers', 'exclusive']

#: What a preference is about: business only, nothing of a person's private life.
PreferenceTopic: TypeAlias = Literal['visit_style', 'language', 'topics', 'technology']

#: How the account asks for and accepts offers.
ProcurementMethod: TypeAlias = Literal['open_tender', 'invited_tender', 'negotiated', 'framework', 'piecemeal'] | ProcurementMethodMixed

#: A stage of the procurement process, in its usual order.
ProcurementStage: TypeAlias = Literal['need', 'budget', 'specification', 'supplier_list', 'request_or_tender', 'evaluation', 'trial', 'decision', 'contract', 'delivery', 'acceptance', 'payment']

#: How a purchase is financed.
PurchaseKind: TypeAlias = Literal['cash', 'loan', 'lease', 'rental_with_service']

#: How important a region is to us.
RegionPriority: TypeAlias = Literal['a', 'b', 'c', 'none']

#: How the two companies work together.
RelationshipStage: TypeAlias = Literal['exploratory', 'basic', 'cooperative', 'interdependent', 'integrated', 'disengaging']

#: How long a tier is kept.
Renewal: TypeAlias = RenewalSliding | RenewalTerm | RenewalContinuous

#: What is to be looked at.
ReviewFlag: TypeAlias = Literal['review', 'cause_required', 'unexplained', 'against_the_sign']

#: How points go from one anchor to the other.
Scale: TypeAlias = Literal['linear', 'logarithmic']

#: Why an account has a seat or has none.
SeatReason: TypeAlias = Literal['above_buffer', 'below_buffer', 'incumbent', 'challenger', 'no_seat_left']

#: What a population is to become.
Shaping: TypeAlias = ShapingQuantileBands | ShapingPercentileCurve | ShapingGoalposts

#: A span of time, at least one month or day.
Span: TypeAlias = SpanMonths | SpanDays

#: How a spell ended that no other follows.
SpellEnd: TypeAlias = Literal['left', 'censored']

#: What kind of state accounts are counted in.
TierStateKind: TypeAlias = Literal['tier', 'held', 'designation', 'left']

#: What is too large of some tiers.
TooLarge: TypeAlias = Literal['too_many_accounts', 'too_large_share']

#: Reads a day as a number (rule S6); negative for days to come.
Transform: TypeAlias = Literal['days_since', 'months_since', 'years_since']

#: Why a tier changed.
TransitionCause: TypeAlias = Literal['promotion', 'hold_ended', 'term_ended', 'grace_ended', 'demotion', 'blocked', 'released', 'granted', 'merged', 'policy_changed', 'restated']

#: Which way an outcome goes with a value.
Trend: TypeAlias = Literal['rises', 'falls']

#: What becomes of points that won or renewed a tier (rule T8.2).
Use: TypeAlias = Literal['keep', 'reset', 'consume']

#: How long points count.
Validity: TypeAlias = Literal['until_stated', 'never'] | ValidityMonths | ValidityDays

#: Whether the account pays for value or for a low price.
ValueOrientation: TypeAlias = Literal['price_only', 'price_first', 'balanced', 'value_first', 'tco_partner']

#: Class of a commercial vehicle.
VehicleClass: TypeAlias = Literal['light_van', 'light_truck', 'medium_truck', 'heavy_tractor', 'heavy_rigid', 'tipper', 'city_bus', 'coach', 'school_bus', 'trailer', 'special']

#: Grade of a vehicle.
VehicleGrade: TypeAlias = Literal['economy', 'standard', 'upper', 'premium']

#: What a drift asks for.
Verdict: TypeAlias = Literal['stable', 'look', 'act']

#: How far the criteria's weights can be off.
WeightUncertainty: TypeAlias = Literal['unknown'] | WeightUncertaintyNoise

#: What a missing fact means for a test.
WhenMissing: TypeAlias = Literal['pass', 'fail']

#: Which points a term is judged by (rule T8.2).
Window: TypeAlias = Literal['rolling', 'term']
