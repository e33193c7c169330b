// Written by `cargo xtask gen`, from the types of the library.

/** In how many draws an account is on a rung: the category acceptability. */
export type Acceptability = {
  /** In so many draws. */
  draws: number;
  /** Their share, 0 to 1. */
  share: number;
  /** The rung. */
  tier: string;
};

/** One account. */
export type Account = {
  /** What it does for our brand. */
  brand?: Brand | null;
  /** What it thinks of the brands, as a company. */
  brand_preferences?: Array<BrandPreference> | null;
  /** The sales channel that serves it. */
  channel?: string | null;
  /** The people of its buying centre. Personal data. */
  contacts?: Array<Contact> | null;
  /** What we do to develop it. */
  cultivation?: Array<CultivationAction> | null;
  /** The one currency of all money in this document. */
  currency?: string | null;
  /** Facts given directly, by dotted name; they win over derived ones. */
  facts?: Facts;
  /** The account's id in its own system. */
  id?: string | null;
  /** Signs of loyalty. */
  loyalty?: Loyalty | null;
  /** What it earns us, one entry per year. */
  margin?: Array<MarginYear> | null;
  /** Its name. */
  name?: string | null;
  /** What it ordered from us. */
  orders?: Array<Order> | null;
  /** The vehicles it runs, of all brands. */
  park?: Park | null;
  /** How it pays. */
  payments?: Payments | null;
  /** Yearly plans, with forecast and actual sales. */
  plans?: Array<Plan> | null;
  /** How it buys, one record per vehicle segment. */
  procurement?: Array<ProcurementRecord> | null;
  /** Where it is. */
  region?: Region | null;
  /** The relationship between the two companies. */
  relationship?: Relationship | null;
  /** How it replaces its vehicles. */
  replacement?: Replacement | null;
  /** Reasons to stop business. */
  risk?: Risk | null;
  /** How content it is. */
  satisfaction?: Satisfaction | null;
  /** Its trade or vehicle segment. */
  segment?: string | null;
  /** Where it stands with us. */
  status?: AccountStatus | null;
  /** How it uses its vehicles, and what that costs. */
  usage?: Usage | null;
  /** Our part of all it buys. */
  wallet?: Wallet | null;
};

/** What a policy can read of an account's plan: to be given as its `facts`. */
export type AccountFacts = {
  /** Id of the account. */
  account: string;
  /** `plan.attainment`, `plan.forecast_bias` and `plan.forecast_error`, as far as they are known. */
  facts: Facts;
};

/** Where the account stands with us. */
export type AccountStatus =
  /** Has not bought yet. */
  | "prospect"
  /** Buys. */
  | "customer"
  /** A key account. */
  | "key"
  /** No longer buys. */
  | "former";

/** What an account is worth: its turnover, its profit, or any other amount of money in one currency. */
export type AccountValue = {
  /** Id of the account. */
  account: string;
  /** The tier that it is in, if it is in one. */
  tier?: string | null;
  /** Its value; negative for a loss, null if nobody knows. */
  value?: number | null;
};

/** What one activity earns or costs. */
export type ActivitySpec = {
  /** The most points that the activity can bring. */
  cap?: Cap | null;
  /** A name for people. */
  label?: string | null;
  /** When the points begin to count; at once if left out. */
  maturity?: Maturity | null;
  /** Factors by the event's attributes: `grade: {economy: 0.8, premium: 1.6}`. */
  multipliers?: { [name: string]: { [name: string]: number } };
  /** Whether the points are multiplied by the event's quantity. */
  per_unit?: boolean;
  /** Points, negative for what costs points. */
  points: number;
  /** How long the points count. */
  validity?: Validity | null;
};

/** Points added or taken by hand. */
export type Adjust = {
  /** Who. */
  actor: string;
  /** Points; negative ones take from the points that roll off first. */
  points: number;
  /** Why. */
  reason: string;
};

/** What a review leads to. */
export type Advanced = {
  /** The standing after the review. */
  standing: Standing;
  /** The moves since the last one, in the order of days. */
  transitions: Array<Transition>;
};

/** Why another amount was sold than planned. Volume is market and share together; volume, mix and price are all. */
export type AmountSplit = {
  /** The part of the volume that comes from the market; null where the market is not known. */
  market: number | null;
  /** Because dearer or cheaper kinds were sold, at planned prices. */
  mix: number;
  /** Because prices were others. */
  price: number;
  /** The part of the volume that comes from our share of it. */
  share: number | null;
  /** Because more or fewer vehicles were sold, at the planned mean price. */
  volume: number;
};

/** The day from which validity and decay count. */
export type Anchor =
  /** The day of the activity. */
  | "occurred"
  /** The day on which the points begin to count. */
  | "matured";

/** A rule that led to a move. */
export type AppliedRule = {
  /** What it found, in words. */
  finding: string;
  /** Its number in `docs/semantics.md`. */
  rule: string;
};

/** What one aspect brings. */
export type AspectScore = {
  /** What the aspect's cap took away (negative) or its floor added. */
  adjustment: number;
  /** Its criteria, in the policy's order. */
  criteria: Array<CriterionScore>;
  /** The aspect's id. */
  id: string;
  /** Its points: the contributions and the adjustment. */
  points: number;
};

/** One aspect: criteria that belong together. */
export type AspectSpec = {
  /** The most points that the aspect can bring. */
  cap?: number | null;
  /** Its criteria. */
  criteria: Array<CriterionSpec>;
  /** The fewest points that the aspect can bring. */
  floor?: number | null;
  /** Id, unique among aspects. */
  id: string;
  /** A name for people. */
  label?: string | null;
  /** Weight of all its criteria. */
  weight?: number;
};

/** What an account scores and where that places it. */
export type Assessment = {
  /** The place on the ladder and beside it; null for a policy without a ladder. */
  placement: Placement | null;
  /** The score. */
  scorecard: Scorecard;
};

/** At least `count` of the conditions hold. */
export type AtLeastOf = {
  /** How many; 1 to the number of conditions. */
  count: number;
  /** The conditions. */
  of: Array<ConditionSpec>;
};

/** The fall that comes if nothing happens. */
export type AtRisk = {
  /** The fewest points that prevent it if they are credited on the day before; null if no points do. */
  prevented_by: number | null;
  /** The fall. */
  transition: Transition;
};

/** An axis of the matrix. */
export type Axis = {
  /** The aspects whose points are added. */
  aspects: Array<string>;
  /** From which shares of the maximum on an account is medium and high: a third and two thirds by default. */
  cuts?: Array<number>;
  /** The points that count as all; the most that the aspects can have if left out. */
  maximum?: number | null;
};

/** How well scores foretold outcomes. */
export type Backtest = {
  /** How many accounts there are. */
  accounts: number;
  /** What the accounts with the highest scores brought, by share of the accounts. */
  captures: Array<Capture>;
  /** The sum of the outcomes. */
  outcome: number;
  /** Spearman's rank correlation of score and outcome; null if one of them is the same everywhere. */
  spearman: number | null;
};

/** Moves that a lock forbids, and when. */
export type Barred = {
  direction: LockDirection;
  event: string;
  from: string;
  until: string;
};

/** What a reason measures the points against (rule S5). */
export type Baseline =
  /** The most points of the criterion: a gap is what was lost. */
  | "max"
  /** The fewest points of the criterion. */
  | "min"
  /** These points, before weights. */
  | {
    own: number;
  }
  /** The mean points of a reference population, before weights: a gap is then an exact Shapley value. */
  | {
    reference_mean: number;
  };

/** What a ladder stands on. */
export type Basis =
  /** The composite score. */
  | "score"
  /** The balance of the points ledger. */
  | "points";

/** Accounts of one stretch of values. */
export type Bin = {
  /** How many accounts. */
  accounts: number;
  /** The least value; null is open below. */
  from: number | null;
  /** For how many the outcome came. */
  good: number;
  /** Logarithm of its share of the accounts with the outcome over its share of those without. */
  weight_of_evidence: number;
};

/** One of the two bounds of a tier. */
export type Bound =
  /** To enter. */
  | "enter"
  /** To stay. */
  | "retain";

/** A tier whose bounds differ between two policies. */
export type BoundChange = {
  /** To enter, under the other. */
  enter_after: number;
  /** To enter; null if the policy in force has no such tier. */
  enter_before: number | null;
  /** To stay, under the other. */
  retain_after: number;
  /** To stay; null if the policy in force has no such tier. */
  retain_before: number | null;
  /** The tier, of the other policy. */
  tier: string;
};

/** A lowest and a highest composite. */
export type Bounds = {
  /** The highest. */
  highest: number;
  /** The lowest. */
  lowest: number;
};

/** What the account does for our brand. */
export type Brand = {
  /** What was done for the brand. */
  activities?: Array<BrandActivity> | null;
  /** Whether it holds an office in a trade association or standards body. */
  association_office?: boolean | null;
  /** What shows these claims. */
  evidence?: Array<string> | null;
  /** Whether it was the first user of a new model or powertrain in its region. */
  first_user?: boolean | null;
  /** Whether the public sees it use our flagship. */
  flagship_use?: boolean | null;
  /** Whether it has rewards or places in the rankings of its field. */
  industry_ranking?: boolean | null;
  /** How far its example carries. */
  influence?: BrandInfluence | null;
  /** Nominations for designations. */
  nominations?: Array<Nomination> | null;
  /** Whether it or its key person reaches people through trade or public media. */
  reach?: boolean | null;
};

/** Something done for the brand. */
export type BrandActivity = {
  /** What it was. */
  kind?: BrandActivityKind | null;
  /** The day. */
  on?: string | null;
};

/** What was done for the brand. */
export type BrandActivityKind =
  /** A test report. */
  | "test_report"
  /** An event. */
  | "event"
  /** An interview. */
  | "interview"
  /** A visit of prospects. */
  | "prospect_visit"
  /** A fleet under both brands. */
  | "co_branded_fleet"
  /** A reward or a place in a ranking. */
  | "award";

/** How far the account's example carries. */
export type BrandInfluence =
  /** Nowhere. */
  | "none"
  /** Known where it is. */
  | "local_name"
  /** A reference in its region. */
  | "regional_reference"
  /** Leads opinion in the country. */
  | "national_opinion_leader"
  /** Sets trends. */
  | "trend_setter";

/** How much the account, as a company, likes a brand. */
export type BrandPreference = {
  /** The brand. */
  brand?: string | null;
  /** Whether that brand is ours. */
  own_brand?: boolean | null;
  /** How much. */
  strength?: PreferenceStrength | null;
};

/** A role in the buying centre. */
export type BuyingRole =
  /** Decides. */
  | "decider"
  /** Shapes the decision. */
  | "influencer"
  /** Collects information. */
  | "info_collector"
  /** Uses the vehicles. */
  | "user"
  /** Carries out the purchase. */
  | "buyer"
  /** Controls who gets through to whom. */
  | "gatekeeper"
  /** Starts a purchase. */
  | "initiator"
  /** Approves it. */
  | "approver";

/** On which days an account is reviewed, besides those on which a tier ends. */
export type Cadence =
  /** Every day. */
  | "daily"
  /** The first day of every month. */
  | "monthly"
  /** The first day of every quarter. */
  | "quarterly"
  /** The first day of every year. */
  | "yearly"
  /** The days of events. */
  | "events";

/** An account that wants a seat. */
export type Candidate = {
  /** Id of the account. */
  account: string;
  /** Whether it has a seat now. */
  incumbent?: boolean;
  /** What accounts are ranked by, the highest first. */
  score: number;
};

/** The most points in a period. */
export type Cap = {
  /** In what period. */
  every: CapPeriod;
  /** The most points, above zero. */
  points: number;
};

/** The period of a cap, by the day of the activity. */
export type CapPeriod =
  /** A single event. */
  | "event"
  /** A calendar month. */
  | "month"
  /** A calendar quarter. */
  | "quarter"
  /** A calendar year. */
  | "year"
  /** All time. */
  | "always";

/** What the accounts with the highest scores brought. */
export type Capture = {
  /** Their share of the outcome; null if the outcomes do not sum to more than zero. */
  captured: number | null;
  /** The share that a perfect score would have captured. */
  possible: number | null;
  /** The share of the accounts, 0 to 1. */
  share: number;
};

/** What a cause explains. */
export type CausePart = {
  /** The cause. */
  cause: PlanCause;
  /** What it explains. */
  part: number;
  /** Its share of the variance; negative where it acted against it, null without a variance. */
  share: number | null;
};

/** A part of the difference between plan and sales, and its cause. */
export type CauseShare = {
  /** The cause. */
  cause?: PlanCause | null;
  /** What is known about it. */
  note?: string | null;
  /** Vehicles that it explains; negative where sales fell short. */
  units?: number | null;
};

/** A column, null where a fact is missing. */
export type Cells =
  /** Numbers. */
  | {
    numbers: Array<number | null>;
  }
  /** Categories. */
  | {
    categories: Array<string | null>;
  }
  /** Flags. */
  | {
    flags: Array<boolean | null>;
  }
  /** Days. */
  | {
    days: Array<string | null>;
  };

/** Who in the company buys. */
export type Centralisation =
  /** One office for all. */
  | "central"
  /** Each region for itself. */
  | "regional"
  /** Each site for itself. */
  | "site"
  /** Some of each. */
  | "mixed";

/** How sure a tier is. */
export type Certainty = {
  /** For each rung, the lowest first, in how many draws the account is on it. */
  acceptability: Array<Acceptability>;
  /** The day of scoring. */
  as_of: string;
  /** The composite by the policy's own weights. */
  composite: number;
  /** The composites of the draws. */
  composites: CompositeSpread;
  /** The same for a fall. */
  flips_down: number | null;
  /** The smallest change of weights, as a share of each, with which the account rises; null if no change of up to the whole weight does it. */
  flips_up: number | null;
  /** The policy that was applied. */
  policy: PolicyIdentity;
  /** The tier by the policy's own weights. */
  tier: string;
  /** The lowest and highest tier over every way of filling the gaps, by the policy's own weights. */
  tier_bounds: TierBounds;
  /** Points down to the bound by which the tier is held; null on the base rung. */
  to_fall: number | null;
  /** Points up to the bound of the next tier; null on the highest. */
  to_rise: number | null;
  /** What was drawn. */
  uncertainty: Uncertainty;
};

/** A matrix of shares, and where it leads if it went on so. */
export type Chain = {
  /** By state: the share that begins there. */
  initial: Array<number>;
  /** By state before, by state to be reached: how many periods it takes on average, or to come back; null where it may never be. */
  mean_first_passage: Array<Array<number | null>>;
  /** How much moves; null for a single state. */
  mobility: Mobility | null;
  /** The sets of states that are never left, in the order of their first states. */
  recurrent: Array<RecurrentClass>;
  /** By state before, by state after: the share that goes there. */
  shares: Array<Array<number>>;
  /** By state: how many periods an account stays on average; null where it is never left. */
  sojourn: Array<number | null>;
  /** The states, in their order. */
  states: Array<string>;
  /** The states that are left for good. */
  transient: Array<string>;
};

/** What changed a score. */
export type ChangeCause =
  /** The same document on the later day, under the policy before. */
  | "ageing"
  /** The later document instead of the earlier one, on the later day, under the policy before. */
  | "facts"
  /** The policy after instead of the one before. */
  | "policy";

/** A line of a scorecard that changed. */
export type ChangeLine = {
  /** Points after; zero for a line that is no longer there. */
  after: number;
  /** Points before; zero for a line that was not there. */
  before: number;
  /** The difference. */
  by: number;
  /** Id of the criterion or aspect; `base` for the points that every account starts with. */
  id: string;
  /** What kind of line it is. */
  kind: ChangeLineKind;
  /** The value that it reads after; null if missing. */
  value_after: number | string | boolean | null;
  /** The value that a criterion read before; null if missing. */
  value_before: number | string | boolean | null;
};

/** What kind of line of a scorecard changed. */
export type ChangeLineKind =
  /** The points that every account starts with. */
  | "base"
  /** A criterion's contribution. */
  | "criterion"
  /** What an aspect's cap or floor makes of its sum. */
  | "adjustment";

/** One thing that changed a score. */
export type ChangePart = {
  /** By how many points: the sum of the lines. */
  by: number;
  /** What. */
  cause: ChangeCause;
  /** The lines of the scorecard that it changed, the largest change first, equal ones in the policy's order. */
  lines: Array<ChangeLine>;
};

/** Another version of the policy that took effect for the account (rule T14). */
export type ChangePolicy = {
  /** The version before. */
  from: string;
  /** How the account comes from one ladder to the other. */
  migration?: Migration;
  /** Ids of the old ladder's tiers that are gone, each with the new tier or base rung in its place. */
  tiers?: { [name: string]: string };
  /** The version from that day on. */
  to: string;
};

/** A tier granted by hand. */
export type Claim = {
  /** Who. */
  actor: string;
  /** Id of the event. */
  event: string;
  /** The day from which it holds. */
  from: string;
  /** What it does to the earned tier. */
  mode: GrantMode;
  /** Why. */
  reason: string;
  /** Id of the tier. */
  tier: string;
  /** The day from which it no longer holds; null if it holds until it is revoked. */
  until?: string | null;
};

/** Everything that stands beside the earned tier of an account. */
export type Claims = {
  /** In canonical order. */
  grants: Array<Claim>;
  locks: Array<Barred>;
  nominations: Array<Nominated>;
};

/** A class of accounts. */
export type Class = {
  /** Its accounts: they follow those of the class before in the order of ranks. */
  accounts: number;
  /** Their share of all accounts. */
  accounts_share: number;
  /** Its name. */
  class: string;
  /** The least value among them; null if there is none. */
  least: number | null;
  /** What they have. */
  value: number;
  /** Its share of the whole value. */
  value_share: number;
};

/** A class, and the share of the value up to which accounts are in it. */
export type ClassLimit = {
  /** Its name. */
  class: string;
  /** An account is in it if the accounts before it have less than this share. The last class takes all others. */
  until: number;
};

/** Points that a cap took away. */
export type Clip = {
  /** The cap: the activity's id, or a group cap's. */
  cap: string;
  /** How many points. */
  points: number;
};

/** Books that were closed (rule L1.2). */
export type Close = {
  /** The first day that is still open: nothing recorded later changes a day before. */
  until: string;
};

/** A complaint. */
export type Complaint = {
  /** The day it came in. */
  on?: string | null;
  /** The day it was settled. */
  settled_on?: string | null;
  /** What it was about. */
  subject?: string | null;
};

/** How composites are spread: each of the numbers is that of a draw. */
export type CompositeSpread = {
  /** The highest. */
  highest: number;
  /** The lowest. */
  lowest: number;
  /** Half are not above it. */
  median: number;
  /** Nineteen twentieths are not above it. */
  nineteen_twentieths: number;
  /** A twentieth are not above it. */
  twentieth: number;
};

/** How a portfolio's value is spread over its accounts. A share of the value is null if the value is not above zero. */
export type Concentration = {
  /** Accounts whose value is known. */
  accounts: number;
  /** The classes, from the top down; none if the value is not above zero. */
  classes: Array<Class>;
  /** The whale curve: what the accounts up to a rank have together, the greatest value first. */
  curve: Array<CurvePoint>;
  /** The Gini coefficient; null if the value is not above zero. */
  gini: Gini | null;
  /** Limits that follow from the curve; null if the value is not above zero, or one value is below. */
  limits: Limits | null;
  /** The Lorenz curve, from no account to all of them, the least value first. */
  lorenz: Array<CurveShare>;
  /** Accounts with a value below zero. */
  negative: number;
  /** Its peak. */
  peak: Peak;
  /** How many accounts a share of the value needs. */
  reach: Array<Reach>;
  /** Accounts and value of each tier; the accounts without a tier are the last entry. */
  tiers: Array<TierShare>;
  /** What the top of the accounts has. */
  top: Array<Top>;
  /** Accounts whose value is not known; nothing else counts them. */
  unknown: number;
  /** The sum of all values. */
  value: number;
  /** Tiers that are larger than they should be. */
  warnings: Array<PortfolioWarning>;
};

/** What is asked of a portfolio. Everything has a default. */
export type ConcentrationOptions = {
  /** Classes from the top down: by default A until 80 % of the value, B until 95 %, and C. */
  classes?: Array<ClassLimit>;
  /** How many points a curve has at most, besides its ends and its peak; 100 by default. */
  points?: number;
  /** Shares of the value, for which the accounts needed are asked for: by default 50, 80 and 95 %. */
  reach?: Array<number>;
  /** In which order tiers are told; others follow by name. */
  tiers?: Array<string>;
  /** Parts of the accounts, whose share of the value is asked for: by default 1, 5, 10, 20 and 50 %. */
  top?: Array<number>;
  /** Tiers that should stay small: by default platinum and gold, at most 50 accounts and 10 %. */
  watch?: Array<TierWatch>;
};

/** A condition: exactly one of `all`, `any`, `at_least_of`, or a test of one `fact`. */
export type ConditionSpec = {
  /** The number is more than this. */
  above?: number | null;
  /** All of these hold. */
  all?: Array<ConditionSpec> | null;
  /** At least one of these holds. */
  any?: Array<ConditionSpec> | null;
  /** The number is this or more. */
  at_least?: number | null;
  /** At least a number of these hold. */
  at_least_of?: AtLeastOf | null;
  /** The number is this or less. */
  at_most?: number | null;
  /** The number is less than this. */
  below?: number | null;
  /** Dotted name of the fact to test; `score.coverage` and `score.composite` are facts here. */
  fact?: string | null;
  /** The flag, category or number is exactly this. */
  is?: number | string | boolean | null;
  /** The category is one of these. */
  one_of?: Array<string> | null;
  /** Reads a day as a number. */
  transform?: Transform | null;
  /** What a missing fact means for the test; it fails if left out. */
  when_missing?: WhenMissing | null;
};

/** At how many reviews in a row a move must be due before it is made. */
export type Confirm = {
  /** For a demotion where accounts are judged continuously: 1 if left out. */
  demotion?: number;
  /** For a promotion: 1 if left out. */
  promotion?: number;
};

/** A person of the buying centre. */
export type Contact = {
  /** The person's id. */
  id?: string | null;
  /** How much the person counts. */
  influence?: ContactInfluence | null;
  /** The day of the last contact. */
  last_contact_on?: string | null;
  /** Media the person uses. */
  media?: Array<MediaHabit> | null;
  /** The person's name. */
  name?: string | null;
  /** Opinions of brands. */
  opinions?: Array<PersonOpinion> | null;
  /** Id of our person who owns the contact. */
  owner?: string | null;
  /** Business preferences. */
  preferences?: Array<Preference> | null;
  /** The purpose for which these data are kept. */
  purpose?: string | null;
  /** The first day on which these data may no longer be kept. */
  retain_until?: string | null;
  /** Roles in the buying centre. */
  roles?: Array<BuyingRole> | null;
};

/** How much a person counts in a purchase. */
export type ContactInfluence =
  /** Little. */
  | "low"
  /** Some. */
  | "medium"
  /** Much. */
  | "high"
  /** Can stop it. */
  | "veto";

/** Judged at every review. */
export type Continuous = {
  /** How far an account falls. */
  demotion?: Demotion;
};

/** The part of one activity in a balance. */
export type Contribution = {
  /** Id of the activity; `adjustment` and `rollover` for points without one, `deficit` for what brings a balance up to zero. */
  activity: string;
  /** Points, negative for what an activity cost. */
  points: number;
};

/** What entitlements cost in a year. */
export type CostChange = {
  /** Under the other. */
  after: number;
  /** Under the policy in force. */
  before: number;
};

/** The effect that one criterion can have, for tables of a policy. */
export type CriterionOverview = {
  /** Id of the aspect. */
  aspect: string;
  /** Its share in all that the criteria can move, 0 to 1: the effective weight. */
  effective_weight: number;
  /** The fact it reads. */
  fact: string;
  /** Id of the criterion. */
  id: string;
  /** The least contribution of a known fact. */
  least: number;
  /** The greatest contribution of a known fact. */
  most: number;
  /** Aspect weight by criterion weight, as written. */
  nominal_weight: number;
};

/** What one criterion brings. */
export type CriterionScore = {
  /** What it adds to the composite: points by both weights, rounded once. */
  contribution: number;
  /** The fact it reads. */
  fact: string;
  /** The criterion's id. */
  id: string;
  /** Which part of the shape the value met. */
  matched: Matched;
  /** Points before weights, to the thousandth. */
  points: number;
  /** Its reason code. */
  reason: string;
  /** The fact's value, through the transform if there is one; null if missing. */
  value: number | string | boolean | null;
};

/** One criterion: reads one fact and awards points by exactly one of `bands`, `curve`, `table` and `flag`. */
export type CriterionSpec = {
  /** Ascending lower bounds with their points, each band `[lower, next)`; a first bound of null is open below. */
  bands?: Array<[number | null, number]> | null;
  /** What the reason measures the points against. */
  baseline?: Baseline | null;
  /** Knots `[x, points]` with strictly ascending x; straight between them, flat outside. */
  curve?: Array<[number, number]> | null;
  /** Dotted name of the fact it reads. */
  fact: string;
  /** Points for true and for false. */
  flag?: FlagPoints | null;
  /** Id, unique in the policy. */
  id: string;
  /** A name for people. */
  label?: string | null;
  /** What to do when the fact is missing. */
  missing?: Missing | null;
  /** Points of every category that the table does not name. */
  other?: number | null;
  /** Reason code; criteria that share one share its gap. The criterion's id if left out. */
  reason?: string | null;
  /** Points per category. */
  table?: { [name: string]: number } | null;
  /** Reads a day as a number, as of the day of scoring. */
  transform?: Transform | null;
  /** Weight of its points. */
  weight?: number;
};

/** Something we do to develop the account. */
export type CultivationAction = {
  /** What is done. */
  action?: string | null;
  /** What it costs us, in the account's currency. */
  cost?: number | null;
  /** The day it was done; absent while it is open. */
  done_on?: string | null;
  /** The day it is due. */
  due_on?: string | null;
  /** What it is for. */
  goal?: string | null;
  /** Id of our person who does it. */
  owner?: string | null;
};

/** How far the account recognises our corporate culture. */
export type CultureFit =
  /** Only the deal counts. */
  | "transactional"
  /** Neither for nor against. */
  | "neutral"
  /** Shares it. */
  | "aligned"
  /** Stands up for it. */
  | "committed";

/** A point of the whale curve. */
export type CurvePoint = {
  /** Its id. */
  account: string;
  /** Share of the accounts up to this rank. */
  accounts_share: number;
  /** The value of the accounts up to this rank. */
  cumulative: number;
  /** Rank of the account, 1 for the greatest value. */
  rank: number;
  /** Its share of the whole value. */
  share: number | null;
  /** Its value. */
  value: number;
};

/** A point of a curve of shares. */
export type CurveShare = {
  /** So many accounts. */
  accounts: number;
  /** Their share of all accounts. */
  accounts_share: number;
  /** Their share of the whole value. */
  value_share: number;
};

/** A replacement cycle for every class of vehicle, in months. */
export type CycleTable = { [name: string]: number };

/** From which day a reversal counts. */
export type Dating =
  /** As if they had never been earned. */
  | "original"
  /** From the day of the reversal on. */
  | "current";

/** How points lose value with age; without it they keep their value until they roll off. */
export type DecaySpec =
  /** From an age in days on, this share is kept; ascending ages. */
  | {
    step: Array<[number, number]>;
  }
  /** Evenly to nothing over so many days. */
  | {
    linear: number;
  }
  /** Halves every so many days. */
  | {
    half_life: number;
  };

/** What is known of a cause. */
export type DeclaredCause = {
  /** Money that it explains; none if left out. */
  amount?: number | null;
  /** The cause. */
  cause: PlanCause;
  /** What is known of it. */
  note?: string | null;
  /** Vehicles that it explains, negative where sales fell short; none if left out. */
  units?: number | null;
  /** Where it acted: by `month`, `account` and dimensions; everywhere if empty. */
  within?: { [name: string]: string };
};

/** A fact beyond the account model. */
export type DeclaredFact = {
  /** Dotted name: `image.trend_leader`. */
  id: string;
  /** What it means. */
  label?: string | null;
  /** Type of its value. */
  type: FactType;
  /** Unit of a number, in words. */
  unit?: string | null;
  /** The words that a category can be; without them any word will do. */
  values?: Array<string>;
};

/** How far an account falls that no longer merits its tier. */
export type Demotion =
  /** To the next lower tier: a soft landing. */
  | "one_step"
  /** To the highest tier that it still merits. */
  | "to_qualified"
  /** To the base rung. */
  | "to_base";

/** How facts are derived; every key has a default, so that only others need be written. */
export type Derivation = {
  /** Days for which a contact covers a role of the buying centre. 180. */
  contact_freshness_days?: number;
  /** The policy's currency; an account in another one is refused. No default. */
  currency?: string | null;
  /** Months between the replacements of a vehicle, per class; a class that is not given keeps its usual cycle. */
  cycle_months?: CycleTable;
  /** Days after which an order counts half in decayed revenue. 365. */
  half_life_days?: number;
  /** Months after which a record of the park is too old to be read. 18. */
  park_freshness_months?: number;
  /** Price of the vehicle that one *vehicle equivalent* stands for, in the policy's currency. No default. */
  reference_vehicle_price?: number | null;
  /** Months after which a satisfaction survey is too old to be read. 24. */
  satisfaction_freshness_months?: number;
  /** Months after which an assessed stage is too old to be read. 12. */
  stage_freshness_months?: number;
};

/** A time in which a designation was active. */
export type Designated = {
  /** Id of the designation. */
  designation: string;
  /** Its first day. */
  from: string;
  /** The day after its last; null if it has not ended. */
  until?: string | null;
};

/** A standing beside the ladder. */
export type DesignationSpec = {
  /** Whether a nomination is needed as well. */
  by_invitation?: boolean;
  /** Ids of what is added to the tier's entitlements. */
  entitlements?: Array<string>;
  /** Id, unique among tiers and designations. */
  id: string;
  /** A name for people. */
  label?: string | null;
  /** What must hold. */
  requires?: ConditionSpec | null;
};

/** A designation, as it stands for the account. */
export type DesignationStanding = {
  /** The designation's id. */
  designation: string;
  /** The conditions that do not hold, in words. */
  open_conditions: Array<string>;
  /** How it stands. */
  state: DesignationState;
};

/** How a designation stands. */
export type DesignationState =
  /** Its conditions do not hold and nobody nominated the account. */
  | "not_eligible"
  /** Its conditions hold; a nomination is lacking. */
  | "candidate"
  /** Nominated, but its conditions do not hold. */
  | "suspended"
  /** The account has it. */
  | "active";

/** What is different between the timelines of two logs of one account. */
export type Difference = {
  /** Ids of the events that only one of the logs has, or that differ, in the order of recording. */
  events: Array<string>;
  /** The transitions that only one of the timelines has, in the order of days. */
  transitions: Array<DifferentTransition>;
};

/** A transition that only one of two timelines has. */
export type DifferentTransition = {
  /** Whether the later log has it; or else it was withdrawn. */
  added: boolean;
  /** Id of the event that made the difference. */
  caused_by: string;
  /** The transition. */
  transition: Transition;
};

/** Which way a tier goes. */
export type Direction =
  /** Up. */
  | "positive"
  /** Neither up nor down. */
  | "stable"
  /** Down. */
  | "negative";

/** How far the account takes our business where we want to go. */
export type DirectionFit =
  /** Not at all. */
  | "none"
  /** A little. */
  | "slight"
  /** Clearly. */
  | "clear"
  /** It leads the way. */
  | "leading";

/** How far a population has moved. */
export type Drift = {
  /** Missing values, if there were or are any. */
  missing: DriftPart | null;
  /** The parts of the scale, ascending. */
  parts: Array<DriftPart>;
  /** The population stability index: 0 if nothing has moved. */
  stability_index: number;
  /** What to do. */
  verdict: Verdict;
};

/** One part of the scale. */
export type DriftPart = {
  /** What it adds to the index. */
  adds: number;
  /** Its share of the accounts then. */
  expected: number;
  /** Its share now. */
  found: number;
  /** The least value; null is open below. */
  from: number | null;
};

/** What the vehicles are used for. */
export type Duty =
  /** Long haul. */
  | "long_haul"
  /** Regional transport. */
  | "regional"
  /** Transport in cities. */
  | "urban"
  /** Construction. */
  | "construction"
  /** Mining. */
  | "mining"
  /** Passengers. */
  | "passenger"
  /** Municipal work. */
  | "municipal"
  /** Cold chain. */
  | "cold_chain"
  /** Hazardous goods. */
  | "hazardous";

/** An activity of the policy. */
export type Earn = {
  /** Id of the activity. */
  activity: string;
  /** Attributes that multipliers look at: `grade: premium`. */
  attributes?: { [name: string]: string };
  /** How much of it, where points are per unit: vehicles, contracts, vehicle equivalents. One if left out. */
  quantity?: number | null;
  /** The day until which it counts, where the activity's validity is `until_stated`. */
  until?: string | null;
};

/** Entry into the programme. */
export type Enrol = {
  /** So many days before still count. */
  lookback_days?: number | null;
};

/** Something that customers of a tier get. */
export type Entitlement = {
  /** Its cost per account and year, in the policy's currency. */
  cost_per_year?: number | null;
  /** Id, unique among entitlements. */
  id: string;
  /** What the customer gets, in words. */
  label?: string | null;
  /** The level of the service, higher is more. */
  level?: number | null;
  /** The service that this is one level of; of several levels an account gets the highest. */
  service?: string | null;
};

/** How many accounts have an entitlement, and what it costs. */
export type EntitlementChange = {
  /** Accounts that have it under the other. */
  accounts_after: number;
  /** Accounts that have it under the policy in force. */
  accounts_before: number;
  /** What it costs under the other; null if that says no cost. */
  cost_after: number | null;
  /** What it costs them in a year; null if the policy in force says no cost. */
  cost_before: number | null;
  /** Its id. */
  entitlement: string;
};

/** One thing that happened. */
export type Event = {
  /** What happened. */
  event: EventKind;
  /** Id, unique in the account's log: the same id twice is the same event. */
  id: string;
  /** The day on which it happened. */
  on: string;
  /** The day on which it was recorded; the day on which it happened if left out. */
  recorded_on?: string | null;
  /** The place in the order of recording, for events of one day and kind; their ids decide among equals. */
  sequence?: number;
};

/** What happened. */
export type EventKind =
  /** The account entered the programme; nothing before counts. */
  | {
    enrol: Enrol;
  }
  /** Facts were observed; they hold until observed again. */
  | {
    observe: Observe;
  }
  /** An activity earned or cost points. */
  | {
    earn: Earn;
  }
  /** Pending points began to count. */
  | {
    mature: Reference;
  }
  /** Pending points were withdrawn. */
  | {
    void: Reference;
  }
  /** Points were taken back. */
  | {
    reverse: Reverse;
  }
  /** Points were added or taken by hand. */
  | {
    adjust: Adjust;
  }
  /** A tier was granted by hand. */
  | {
    grant: Grant;
  }
  /** A grant or a lock was withdrawn. */
  | {
    revoke: Revoke;
  }
  /** Moves were forbidden for a time. */
  | {
    lock: Lock;
  }
  /** The account was nominated for a designation. */
  | {
    invite: Invite;
  }
  /** The account left a designation. */
  | {
    leave: Leave;
  }
  /** Another account became part of this one. */
  | {
    merge: Merge;
  }
  /** Another version of the policy took effect. */
  | {
    change_policy: ChangePolicy;
  }
  /** The books were closed. */
  | {
    close: Close;
  };

/** What a value says about an outcome. */
export type Evidence = {
  /** Bands, as a policy has them: no points where the evidence is least, all of them where it is greatest. */
  bands: Array<[number | null, number]>;
  /** The bins, ascending. */
  bins: Array<Bin>;
  /** Whether the outcome comes more often with greater values. */
  direction: Trend;
  /** How much the bins say in all. */
  information_value: number;
  /** What a missing value brings, if there were any. */
  missing: Missing | null;
  /** The bin of missing values, if there were any. */
  missing_bin: Bin | null;
  /** Where it comes from. */
  provenance: Provenance;
  /** How the population spreads over the bins. */
  spread: Spread;
};

/** Why a lot does not count, or not with all its points, on a day. */
export type Excluded =
  /** It happens later. */
  | "future"
  /** It happened before the account was enrolled. */
  | "before_enrolment"
  /** It does not count yet. */
  | "pending"
  /** It no longer counts. */
  | "rolled_off"
  /** It was reversed, or taken by an adjustment. */
  | "taken"
  /** A cap took it. */
  | "capped"
  /** It lost value with age. */
  | "decayed";

/** One change. */
export type FactChange = {
  /** What the change costs. */
  cost: number;
  /** The fact. */
  fact: string;
  /** Its value now; null if missing. */
  from: number | string | boolean | null;
  /** What the composite gains by this change after those before it; the gains of a path sum to its whole gain. */
  gain: number;
  /** Its value after the change. */
  to: number | string | boolean;
};

/** What kind of value a fact has. */
export type FactType =
  /** A finite number. */
  | "number"
  /** One word of a set. */
  | "category"
  /** True or false. */
  | "flag"
  /** A civil day, `YYYY-MM-DD`. */
  | "date";

/** Facts given directly, by dotted name; null is missing. */
export type Facts = { [name: string]: number | string | boolean | null };

/** One field of the matrix. */
export type Field = {
  /** How many accounts are in it. */
  accounts: number;
  /** Their share of all accounts. */
  accounts_share: number;
  /** How attractive its accounts are. */
  attractiveness: Level;
  /** What to do. */
  strategy: string;
  /** How strong we are with them. */
  strength: Level;
  /** What they are worth; null if that is not known of one of them. */
  value: number | null;
};

/** Weights, and what they explain. */
export type FittedWeights = {
  /** How many accounts there are. */
  accounts: number;
  /** The share that weights from the other folds explain, of accounts that they have not seen; below zero is worse than the mean. */
  cross_validated: number;
  /** The same for equal weights: what fitted ones must beat. */
  cross_validated_equal: number;
  /** The share of the outcome's variance that they explain. */
  explained: number;
  /** Weights of the criteria, 1 in the mean; all zero if nothing explains the outcome. */
  weights: { [name: string]: number };
};

/** Points of a flag. */
export type FlagPoints = {
  /** Points for false. */
  false: number;
  /** Points for true. */
  true: number;
};

/** How many moves are soon undone. */
export type FlapChange = {
  /** Under the other. */
  after: Flaps;
  /** Under the policy in force. */
  before: Flaps;
};

/** Moves that are undone within so many days. */
export type Flaps = {
  /** Those that were undone, or whose account was followed for so many days. */
  followed: number;
  /** All moves between tiers. */
  moves: number;
  /** The share of the undone in those followed; null if there are none. */
  rate: Proportion | null;
  /** Those that were undone. */
  undone: number;
};

/** How large the fleet was on a day. */
export type FleetSize = {
  /** The day. */
  on?: string | null;
  /** Vehicles of all brands. */
  units?: number | null;
};

/** An account's score on a day, and what came of it afterwards. */
export type Foretold = {
  /** What came afterwards, revenue for example; returns can make it negative. */
  outcome: number;
  /** What accounts are ranked by, the highest first. */
  score: number;
};

/** Constant rates of moves: moves from a state to another by the time spent in the first. */
export type Generator = {
  /** By state, by state: the probability to be there at the end of the time, if these rates held. */
  probabilities: Array<Array<number>>;
  /** By state before, by state after: moves per account and year of 365.25 days; on the diagonal what makes a row's sum zero. */
  rates_per_year: Array<Array<number>>;
  /** By state: the mean time of stay in years; null where no move out was seen. */
  sojourn_years: Array<number | null>;
};

/** The Gini coefficient in both forms: 0 if all accounts have the same. */
export type Gini = {
  /** `(2 sum(i x) / sum(x) - (n + 1)) / n`: with n values that are not negative at most `1 - 1 / n`. */
  plain: number;
  /** The same divided by n - 1 instead of n: 1 if one account has all; null for a single account. */
  unbiased: number | null;
};

/** Where an account is to go. */
export type Goal = {
  /** Into the tier or a higher one, or below it. */
  direction?: GoalDirection;
  /** The tier before, which decides by which bounds a tier is held (rule T3); null if there is none. */
  previous?: string | null;
  /** The tier. */
  tier: string;
};

/** Whether an account is to be in a tier or below it. */
export type GoalDirection =
  /** In the tier or a higher one. */
  | "reach"
  /** Below the tier: what would cost it. */
  | "lose";

/** A curve between two anchors. */
export type Goalposts = {
  /** How many knots, both anchors included; 2 or more. */
  knots: number;
  /** Points at the two anchors, and beyond them. */
  points: [number, number];
  /** How points go from one to the other. */
  scale?: Scale;
  /** The shares of accounts whose quantiles are the anchors: 0.05 and 0.995. */
  shares: [number, number];
  /** Draw in at most so many outliers before. */
  winsorise?: number | null;
};

/** A claim settled out of goodwill. */
export type GoodwillClaim = {
  /** What it cost us, in the account's currency. */
  amount?: number | null;
  /** The day it came in. */
  on?: string | null;
};

/** A tier granted by hand, from the day of the event on. */
export type Grant = {
  /** Who. */
  actor: string;
  /** What the grant does to the earned tier. */
  mode: GrantMode;
  /** Why. */
  reason: string;
  /** Id of the tier, or of the base rung. */
  tier: string;
  /** The day from which it no longer holds; it holds until it is revoked if left out. */
  until?: string | null;
};

/** What a grant does to the earned tier. */
export type GrantMode =
  /** At least this tier. */
  | "floor"
  /** This tier, whatever is earned. */
  | "exact"
  /** At most this tier. */
  | "ceiling";

/** The most points of several activities in a period. */
export type GroupCap = {
  /** Ids of the activities; all if left out. */
  activities?: Array<string>;
  /** In what period. */
  every: CapPeriod;
  /** Id, unique among caps. */
  id: string;
  /** The most points, above zero. */
  points: number;
};

/** A group of sales against its plan. */
export type GroupReview = {
  /** Money; null if one of the rows does not say it. */
  amount: MeasureReview | null;
  /** The difference in money by volume, mix and price; null where not both are known, or no vehicle was planned. */
  amount_split: AmountSplit | null;
  /** What the sales have in common: by `month`, `account` or dimension; null for sales that do not have it. Empty for the whole. */
  key: { [name: string]: string | null };
  /** Vehicles; null if one of the rows does not say them. */
  units: MeasureReview | null;
  /** The difference in vehicles by market and share; null where the market is not known. */
  units_split: UnitsSplit | null;
};

/** What moves day by day say about the time after a day, up to and including another. */
export type Hazards = {
  /** Moves after this day count, */
  after: string;
  /** By state on the day `after`: how its probabilities vary together. */
  covariances: Array<Array<Array<number>>>;
  /** By state: days that accounts were in it, all together. */
  exposure_days: Array<number>;
  /** The same by rates that never change. */
  generator: Generator;
  /** By state before, by state after: moves. */
  moves: Array<Array<number>>;
  /** By state on the day `after`, by state on the day `until`: the probability, by the estimator of Aalen and Johansen. */
  probabilities: Array<Array<number>>;
  /** The standard errors of the probabilities, of Greenwood's kind. */
  standard_errors: Array<Array<number>>;
  /** The tiers, lowest first, and `left` at the end: those of all rows and columns. */
  states: Array<TierState>;
  /** up to and including this one. */
  until: string;
};

/** By which bound a rung is held. */
export type Held =
  /** The composite and the conditions suffice to enter. */
  | "enter"
  /** The account was there before, and they suffice to stay. */
  | "retain"
  /** Not held. */
  | "no";

/** What is known of an account over time: its document, whose orders and dates are read as of each day, and its events. */
export type History = {
  /** The account. */
  account?: Account;
  /** Its events, in any order. */
  events?: Array<Event>;
};

/** How a tier is held. */
export type Hold = {
  /** At how many reviews in a row the account merited to enter. */
  confirmed: number;
  /** On how many days it was in the tier or above, up to the day on which it last left. */
  days: number;
  /** The day from which the account has been in the tier or above, if it is. */
  entered_on?: string | null;
  /** The day on which the account last left it for a lower one. */
  left_on?: string | null;
  /** The day from which it is no longer held, where holds slide. */
  until?: string | null;
};

/** Where people learn about vehicles. */
export type InformationChannel =
  /** A dealer. */
  | "dealer"
  /** A maker's own site. */
  | "maker_site"
  /** The trade press. */
  | "trade_press"
  /** Exhibitions and fairs. */
  | "exhibition"
  /** Others in the trade. */
  | "peers"
  /** A trade association. */
  | "association"
  /** Social media. */
  | "social_media"
  /** Search engines. */
  | "search_engine"
  /** Portals that publish tenders. */
  | "tender_portal"
  /** A consultant. */
  | "consultant";

/** A source of information and how much it counts. */
export type InformationSource = {
  /** The channel. */
  channel?: InformationChannel | null;
  /** How much it counts, 0 to 1. */
  weight?: number | null;
};

/** `[from, until)`. */
export type Interval = {
  /** Where it starts; null if open below. */
  from: number | null;
  /** Where it ends; null if open above. */
  until: number | null;
};

/** A nomination for a designation, from the day of the event on. */
export type Invite = {
  /** Id of the designation. */
  designation: string;
  /** Who answers for it. */
  sponsor: string;
  /** The day from which it no longer holds. */
  until: string;
};

/** An invoice to the account. */
export type Invoice = {
  /** Amount, in the account's currency; negative for a credit note. */
  amount?: number | null;
  /** The day it is due. */
  due_on?: string | null;
  /** Its id. */
  id?: string | null;
  /** The day it was paid; absent while it is open. */
  paid_on?: string | null;
};

/** An account near a bound. */
export type KnifeEdge = {
  /** Its id. */
  account: string;
  /** Which of its bounds goes for the account. */
  bound: Bound;
  /** Composite less bound; below zero for an account that does not reach it. */
  distance: number;
  /** The tier whose bound is near. */
  near: string;
  /** Its tier. */
  tier: string;
};

/** What is lacking for a tier. */
export type Lacking = {
  /** Conditions that do not hold, in words. */
  open_conditions: Array<string>;
  /** Points that are lacking. */
  points: number;
  /** The tier's id. */
  tier: string;
};

/** How points become a tier. */
export type LadderSpec = {
  /** Id of the rung below the lowest tier. */
  base: string;
  /** What the ladder stands on. */
  basis?: Basis;
  /** While one of these holds, the account is on the base rung. */
  blocks?: Array<ConditionSpec>;
  /** At how many reviews in a row a move must be due. */
  confirm?: Confirm;
  /** How far beyond a bound the metric must be for a move. */
  dead_band?: number;
  /** Tiers below which an account never falls again. */
  lifetime?: Array<Lifetime>;
  /** The most rungs of one move; any number if left out. */
  max_steps?: number | null;
  /** For how long an account stays at least where it is, however it is judged. */
  min_stay?: Span | null;
  /** The share of a move, in rungs, that is made at once. */
  partial_step?: PartialStep;
  /** For how long after it left a tier an account can enter it again at the tier's `re_enter`. */
  re_entry?: Span | null;
  /** How long a tier is kept; without it accounts are judged at every review. */
  renewal?: Renewal | null;
  /** On which days accounts are reviewed. */
  review?: Cadence;
  /** The tiers, lowest first. */
  tiers: Array<TierSpec>;
};

/** What becomes of an event that is recorded after the day on which it happened (rule L1.1). */
export type LateEvents =
  /** History is as if it had been known. */
  | "restate"
  /** History is restated, but the tier before the recording is at least what was published. */
  | "upgrade_only"
  /** It acts from the day on which it was recorded. */
  | "prospective";

/** What was learned: the criterion's shape, and where it comes from. */
export type Learned = {
  /** Bands, as a policy has them. */
  bands?: Array<[number | null, number]> | null;
  /** Knots of a curve, as a policy has them. */
  curve?: Array<[number, number]> | null;
  /** Where it comes from. */
  provenance: Provenance;
  /** How the population spreads: over the bands, or over tenths of it. */
  spread: Spread;
  /** How outliers were drawn in, if that was asked for. */
  winsorised?: Winsorised | null;
};

/** A designation left, from the day of the event on. */
export type Leave = {
  /** Id of the designation. */
  designation: string;
  /** Why. */
  reason: string;
};

/** A third of an axis. */
export type Level =
  /** Below the first cut. */
  | "low"
  /** From the first cut on. */
  | "medium"
  /** From the second cut on. */
  | "high";

/** From which index on a population is to be looked at, and from which on one is to calibrate again. */
export type Levels = {
  /** Act: 0.25 by custom. */
  act: number;
  /** Look at it: 0.10 by custom. */
  look: number;
};

/** A fact that can be moved. */
export type Lever = {
  /** The lowest value that a number can be brought to. */
  at_least?: number | null;
  /** The highest value that a number can be brought to. */
  at_most?: number | null;
  /** What any change of it costs, in whatever unit the costs are: at most three decimals, not negative. One if neither this nor
   * `per_unit` is given. */
  cost?: number | null;
  /** Which way a number can go; both if left out. */
  direction?: LeverDirection | null;
  /** Dotted name of a fact that the policy reads. */
  fact: string;
  /** What a unit of a number's change costs beside; a missing number counts as zero. Not negative. */
  per_unit?: number | null;
  /** A number can only be brought to multiples of this: 1 for whole vehicles. */
  step?: number | null;
  /** The values that the fact can be brought to, each with its cost, instead of all of the above. */
  values?: Array<LeverValue> | null;
};

/** Which way a number can go. */
export type LeverDirection =
  /** Up. */
  | "up"
  /** Down. */
  | "down";

/** A value that a fact can be brought to. */
export type LeverValue = {
  /** What it costs to bring the fact there. */
  cost: number;
  /** The value. */
  value: number | string | boolean;
};

/** A tier below which an account never falls again (rule T10.4). */
export type Lifetime = {
  /** For so many days in all; on entering it if left out. */
  days?: number;
  /** Id of the tier below which it never falls again. */
  floor: string;
  /** Id of the tier that the account has been in, or above. */
  tier: string;
};

/** Limits of classes that follow from the curve alone (Ultsch and Lötsch 2015). */
export type Limits = {
  /** The last account that has at least the mean: where the curve's slope is 1. */
  break_even: CurveShare;
  /** The point nearest to all of the value with no account, (0, 1). */
  pareto: CurveShare;
  /** The point nearest to all of the value with the accounts of the greater of the two. A ends with the smaller of them, B here. */
  submarginal: CurveShare;
};

/** A table of accounts as lists. */
export type Lists = {
  /** Each a value per account, by the fact's dotted name; facts without a column are missing. */
  columns: { [name: string]: Cells };
  /** The tiers before, null where there was none. */
  previous?: Array<string | null> | null;
  /** How many accounts there are. */
  rows: number;
};

/** How far local protectionism steers the account to a local maker. */
export type LocalProtection =
  /** Not at all. */
  | "none"
  /** Some. */
  | "moderate"
  /** It decides. */
  | "strong";

/** Moves forbidden, from the day of the event on. */
export type Lock = {
  /** Who. */
  actor: string;
  /** Which moves. */
  direction: LockDirection;
  /** Why. */
  reason: string;
  /** The day from which they are allowed again. */
  until: string;
};

/** Which moves a lock forbids. */
export type LockDirection =
  /** To a higher tier. */
  | "promotion"
  /** To a lower tier. */
  | "demotion"
  /** Both. */
  | "both";

/** Moves that are forbidden. */
export type Locked = {
  /** The day from which demotions are allowed again, if they are not now. */
  demotion_until?: string | null;
  /** Whether promotions are. */
  promotion?: boolean;
};

/** Whether the account wants to work with us for long. */
export type LongTermIntent =
  /** It does not. */
  | "none"
  /** It is open to it. */
  | "open"
  /** It says so. */
  | "stated"
  /** It has signed it. */
  | "contracted";

/** Points of one event, with the days between which they count. */
export type Lot = {
  /** Id of the account that it came from, for lots of an account that was merged. */
  account?: string | null;
  /** Id of the activity; `adjustment` for points added by hand. */
  activity: string;
  /** The day from which validity and decay count. */
  anchor: string;
  /** What caps took away. */
  clipped: Array<Clip>;
  /** Points after reversals as of the original day, and after caps. */
  credited: number;
  /** How it loses value. */
  decay?: DecaySpec | null;
  /** Points by the activity's rule. */
  earned: number;
  /** The day from which it counts; null while it is pending. */
  effective_on?: string | null;
  /** Id of the event. */
  event: string;
  /** The day of the event. */
  occurred_on: string;
  /** How much reversals from their own day took, whatever an adjustment had taken before. */
  reversed?: number;
  /** The day from which it no longer counts; null if it counts for ever. */
  rolls_off_on?: string | null;
  /** What was taken from the lot, and from which day on. */
  taken: Array<Taken>;
  /** Whether it was withdrawn while it was pending. */
  voided?: boolean;
};

/** Signs of loyalty. */
export type Loyalty = {
  /** The first day on which the framework contract no longer holds. */
  framework_until?: string | null;
  /** Whether it wants to work with us for long. */
  long_term_intent?: LongTermIntent | null;
  /** Whether we may name it as a reference. */
  reference_consent?: boolean | null;
  /** Accounts that came by its word. */
  referrals?: Array<Referral> | null;
  /** Contracts renewed so far. */
  renewals?: number | null;
};

/** What the account earned us in one year; several entries of a year are added up. */
export type MarginYear = {
  /** Contribution after variable cost, in the account's currency. */
  contribution?: number | null;
  /** Cost to serve (visits, bids, on-site service, goodwill, credit, special stock), in the account's currency. */
  cost_to_serve?: number | null;
  /** Net revenue, in the account's currency. */
  net_revenue?: number | null;
  /** The calendar year. */
  year?: number | null;
};

/** Vehicles that all makers together sell in a month. All rows have the same dimensions. */
export type Market = {
  /** Vehicles that were sold. */
  actual: number;
  /** Which part of the market. */
  dimensions?: { [name: string]: string };
  /** A day of the month. */
  month: string;
  /** Vehicles that were expected. */
  planned: number;
};

/** Which part of a criterion's shape a value met. */
export type Matched =
  /** A band `[from, until)`; null where it is open. */
  | {
    band: Interval;
  }
  /** The stretch of a curve between two knots; null beyond the first or last. */
  | {
    segment: Interval;
  }
  /** A category of the table. */
  | {
    category: string;
  }
  /** A category that the table does not name. */
  | "other"
  /** A flag. */
  | {
    flag: boolean;
  }
  /** Nothing: the fact is missing and its points are those for a missing fact. */
  | "missing"
  /** Nothing: the fact is missing, and the aspect's other criteria were scaled up. */
  | "renormalised";

/** A portfolio on two axes. */
export type Matrix = {
  /** The accounts, in the order given. */
  accounts: Array<MatrixAccount>;
  /** The points that count as all on the axis of attractiveness. */
  attractiveness_maximum: number;
  /** The nine fields: from high to low attractiveness, in each from high to low strength. */
  fields: Array<Field>;
  /** The points that count as all on the axis of strength. */
  strength_maximum: number;
};

/** Where an account is. */
export type MatrixAccount = {
  /** Id of the account. */
  account: string;
  /** How attractive it is. */
  attractiveness: Position;
  /** The strategy of its field. */
  strategy: string;
  /** How strong we are with it. */
  strength: Position;
};

/** What the matrix is made of. Everything has a default, which fits policies with the aspects of `cv-key-account`. */
export type MatrixOptions = {
  /** How attractive an account is to us: by default the aspects `potential` and `strategic`. */
  attractiveness?: Axis;
  /** The strategy of each field: rows from high to low attractiveness, in each from high to low strength. */
  strategies?: Array<Array<string>>;
  /** How strong we are with it: by default the aspects `value` and `relationship`. */
  strength?: Axis;
};

/** When points begin to count. */
export type Maturity =
  /** So many days after the activity. */
  | {
    days: number;
  }
  /** With a `mature` event. */
  | "on_event";

/** Vehicles or money against the plan. */
export type MeasureReview = {
  /** What was sold. */
  actual: number;
  /** Actual divided by planned; null if nothing was planned. */
  attainment: number | null;
  /** Sum of actual - planned over month, account and dimensions, divided by all that was sold; null if that is not above zero. */
  bias: number | null;
  /** The causes, in the order in which they are first declared. */
  causes: Array<CausePart>;
  /** What is to be looked at. */
  flags: Array<ReviewFlag>;
  /** What was planned. */
  planned: number;
  /** What no cause explains: the variance less all causes, exactly. */
  unexplained: number;
  /** Actual less planned. */
  variance: number;
  /** The same of distances: the weighted absolute percentage error, as a share. */
  wape: number | null;
};

/** A medium that a person uses. */
export type MediaHabit = {
  /** The medium. */
  channel?: InformationChannel | null;
  /** How often. */
  frequency?: MediaUse | null;
};

/** How often someone uses a medium. */
export type MediaUse =
  /** Every day. */
  | "daily"
  /** Every week. */
  | "weekly"
  /** Every month. */
  | "monthly"
  /** Less than every month. */
  | "rarely";

/** An account with the tier that it has. */
export type Member = {
  /** The account. */
  account: Account;
  /** Its tier, on the ladder of the policy that is in force; null if it has none yet. */
  previous?: string | null;
};

/** Another account that became part of this one (rule T15). */
export type Merge = {
  /** Id of the other account; its events are named `other/id` from then on. */
  account: string;
  /** What is known of it, up to the day of the merge. */
  history: History;
};

/** The share of each method in the units bought; together at most 1. */
export type MethodShares = {
  /** Share of call-offs from a framework contract, 0 to 1. */
  framework?: number | null;
  /** Share of tenders among invited suppliers, 0 to 1. */
  invited_tender?: number | null;
  /** Share of negotiated purchases, 0 to 1. */
  negotiated?: number | null;
  /** Share of open tenders, 0 to 1. */
  open_tender?: number | null;
  /** Share of retail purchases, 0 to 1. */
  piecemeal?: number | null;
};

/** How an account comes from one ladder to another. */
export type Migration =
  /** It is judged by the new rules at once. */
  | "reevaluate"
  /** It can rise at once, and falls when the new rules would have it fall. */
  | "upgrade_only"
  /** The old rules judge it until its hold or term ends. */
  | "grandfather";

/** A number of accounts. */
export type MigrationCell = {
  /** How many. */
  count: number;
  /** Their share; null if there is nobody to have one. */
  proportion: Proportion | null;
};

/** What became of the accounts in a state. */
export type MigrationRow = {
  /** By state after: how many, and their share in `observed`. */
  cells: Array<MigrationCell>;
  /** Those known to have left; the share is of them and `observed`. */
  left: MigrationCell;
  /** Accounts observed in it before, and in any state after. */
  observed: number;
  /** The state before. */
  state: TierState;
  /** Those that were not observed after. No share counts them. */
  unobserved: number;
};

/** What a criterion does about a missing fact (rule S3). */
export type Missing =
  /** These points, before weights. */
  | {
    points: number;
  }
  /** The fewest points of the criterion. */
  | "worst"
  /** The points of the criterion's baseline. */
  | "neutral"
  /** No score: an error that names the fact. */
  | "reject"
  /** Leaves the criterion out and scales the aspect's others up to the same maximum. */
  | "renormalise";

/** How much moves, as one number: zero if nothing does. */
export type Mobility = {
  /** Of Bartholomew: the share that moves, weighed by where accounts begin, times k / (k - 1). */
  bartholomew: number;
  /** Of Bartholomew: the steps that are moved, weighed so, by k - 1. */
  bartholomew_steps: number;
  /** One less the modulus of the determinant. */
  determinant: number;
  /** Of Shorrocks and Prais: (k - trace) / (k - 1). */
  prais: number;
  /** One less the second greatest modulus of an eigenvalue. */
  second_eigenvalue: number;
};

/** Sales of a month, forecast or actual. */
export type MonthSales = {
  /** The month, 1 to 12. */
  month?: number | null;
  /** Revenue, in the account's currency. */
  revenue?: number | null;
  /** Vehicles. */
  units?: number | null;
};

/** What a criterion or activity had to do with the moves. */
export type MoveDriver = {
  /** Its id. */
  criterion: string;
  /** Its part in demotions. */
  demotions: MoveEffect;
  /** Its part in promotions. */
  promotions: MoveEffect;
};

/** The part of a criterion in moves of one direction. */
export type MoveEffect = {
  /** In how many moves no other difference was greater in the direction of the move; of equal ones the first by name counts. */
  leading: number;
  /** The sum of the differences of its contributions. */
  points: number;
};

/** Which way an account moved on the ladder. */
export type Movement =
  /** No tier before was given. */
  | "placed"
  /** Up. */
  | "promoted"
  /** Neither up nor down. */
  | "unchanged"
  /** Down. */
  | "demoted";

/** An account that another policy puts somewhere else. */
export type Mover = {
  /** Its id. */
  account: string;
  /** The bounds that differ: of the tiers that it left or entered, and of those between. */
  bounds: Array<BoundChange>;
  /** What it counts as under the other. */
  effective_after: string;
  /** What it counts as under the policy in force. */
  effective_before: string;
  /** Its tier under the policy in force. */
  from: string;
  /** The lines of the scorecards that differ, the largest difference first; none for histories. */
  lines: Array<ChangeLine>;
  /** What the other one stands on. */
  metric_after: number;
  /** What the ladder in force stands on. */
  metric_before: number;
  /** Which way that is. */
  movement: Movement;
  /** Its tier under the other. */
  to: string;
};

/** A designation that an account is nominated for, and when. */
export type Nominated = {
  designation: string;
  from: string;
  until: string;
};

/** A nomination for a designation, from a day until a day. */
export type Nomination = {
  /** Id of the designation. */
  designation?: string | null;
  /** The first day. */
  from?: string | null;
  /** Who stands for it. */
  sponsor?: string | null;
  /** The first day on which it no longer holds. */
  until?: string | null;
};

/** An account as it was on a day. */
export type Observation = {
  /** Id of the account. */
  account: string;
  /** What its points consist of, by criterion or activity: to tell what moved it. */
  contributions?: { [name: string]: number };
  /** The designation that it counts as, if one is active. */
  designation?: string | null;
  /** Whether it only stays in the tier: its points are below `enter` and at least `retain`. */
  held?: boolean;
  /** The day. */
  on: string;
  /** The ladder's tier; null for an account that is known to have left. */
  tier?: string | null;
};

/** Observed facts. */
export type Observe = {
  /** The facts, by dotted name. */
  facts: Facts;
};

/** A value, and whether the outcome came. */
export type Observed = {
  /** Whether the outcome came. */
  good: boolean;
  /** The value; null if it is not known. */
  value?: number | null;
};

/** An order; with a negative amount or negative units a return or credit note. */
export type Order = {
  /** Class of the vehicles. */
  class?: VehicleClass | null;
  /** The day it was delivered. */
  delivered_on?: string | null;
  /** Grade of the vehicles. */
  grade?: VehicleGrade | null;
  /** Its id. */
  id?: string | null;
  /** What it is for; absent means vehicles. */
  kind?: OrderKind | null;
  /** Net amount, in the account's currency; negative for a return or credit note. */
  net_amount?: number | null;
  /** The day it was placed. Without it, it is not placed and counts nowhere. */
  ordered_on?: string | null;
  /** Vehicles or pieces; negative for those taken back. */
  units?: number | null;
};

/** What an order is for. */
export type OrderKind =
  /** New vehicles. */
  | "vehicle"
  /** Parts. */
  | "parts"
  /** Service. */
  | "service"
  /** Finance. */
  | "finance"
  /** Used vehicles. */
  | "used";

/** Which way an account's tier goes. */
export type Outlook = {
  /** Whether the later tier is higher or lower. */
  direction: Direction;
  /** The first move on the way; null if there is none. */
  next: Transition | null;
  /** The tier now. */
  tier: string;
  /** The tier on the later day. */
  tier_then: string;
  /** The later day. */
  until: string;
};

/** Tiers of many accounts: on single days, or for spells, or some so and some so. */
export type Panel = {
  /** The designations that are states of their own, in the order in which they are shown. */
  designations?: Array<string>;
  /** The tiers, lowest first, the base rung included. */
  ladder: Array<string>;
  /** Accounts on single days, in any order. */
  observations?: Array<Observation>;
  /** Accounts from a day to another, in any order. */
  spells?: Array<Spell>;
};

/** The vehicles in operation, of all brands, in our segments. */
export type Park = {
  /** How large the fleet was before. */
  history?: Array<FleetSize> | null;
  /** The day this was recorded. */
  recorded_on?: string | null;
  /** The vehicles, line by line. */
  vehicles?: Array<VehicleLine> | null;
};

/** Accounts whose value lies from a bound up to the next part's bound. */
export type Part = {
  /** How many accounts. */
  accounts: number;
  /** The least value; null is open below. */
  from?: number | null;
};

/** The share of a move, in rungs, that is made at once; the rest follows at later reviews (rule T10.1). */
export type PartialStep = {
  /** Of a demotion, above 0, at most 1: 1 if left out. */
  demotion?: number;
  /** Of a promotion, above 0, at most 1: 1 if left out. */
  promotion?: number;
};

/** How the account pays. */
export type Payments = {
  /** Invoices. */
  invoices?: Array<Invoice> | null;
};

/** The highest point of the whale curve: the fewest accounts that together have the most. */
export type Peak = {
  /** The last of them; null if there is none. */
  account: string | null;
  /** Accounts up to the peak: those with a value above zero. */
  accounts: number;
  /** Its share of the whole value, above 1 where accounts lose money. */
  share: number | null;
  /** What is lost behind the peak: the peak less the whole value. */
  tail_loss: number;
  /** What they have. */
  value: number;
};

/** A curve along the shares of accounts with less. */
export type PercentileCurve = {
  /** How many knots, at equal steps of the share; 2 or more. */
  knots: number;
  /** Points of the least and of the greatest value. */
  points: [number, number];
};

/** What a person thinks of a brand. */
export type PersonOpinion = {
  /** The brand. */
  brand?: string | null;
  /** The day it was given. */
  given_on?: string | null;
  /** The opinion, -2 (against it) to 2 (for it). */
  opinion?: number | null;
  /** Whether that brand is ours; absent means yes if no brand is named. */
  own_brand?: boolean | null;
};

/** An account's place on the ladder and beside it. */
export type Placement = {
  /** The blocks that hold, in words; while there are any, the account is on the base rung. */
  blocked_by: Array<string>;
  /** The policy's designations. */
  designations: Array<DesignationStanding>;
  /** What the account counts as: an active designation, or else the ladder's tier. */
  effective: string;
  /** Ids of what the account is entitled to, of several levels of a service the highest. */
  entitlements: Array<string>;
  /** Which way the account moved on the ladder. */
  movement: Movement;
  /** What the next higher tier asks for; null on the highest. */
  next: Lacking | null;
  /** The ladder's tier before, if one was given. */
  previous: string | null;
  /** The ladder's tiers, lowest first, each with what speaks for and against it. */
  rungs: Array<Rung>;
  /** The ladder's tier; the shadow tier while a designation is active. */
  tier: string;
  /** The lowest and highest tier over every way of filling the gaps; equal if the tier is certain. */
  tier_bounds: TierBounds;
};

/** The plan of one year. */
export type Plan = {
  /** Actual sales per month. */
  actual?: Array<MonthSales> | null;
  /** Causes of the difference. */
  causes?: Array<CauseShare> | null;
  /** Forecast sales per month. */
  forecast?: Array<MonthSales> | null;
  /** What it is for; absent means the account. */
  scope?: PlanScope | null;
  /** Its versions, original and revised. */
  versions?: Array<PlanVersion> | null;
  /** The calendar year. */
  year?: number | null;
};

/** Everything that a review of a plan reads. Rows of the same month, account and dimensions are added. */
export type PlanBook = {
  /** What was sold. */
  actual: Array<Sales>;
  /** What is known of the causes. */
  causes?: Array<DeclaredCause>;
  /** The first day of the period. */
  from: string;
  /** What all makers together sell. */
  market?: Array<Market>;
  /** The version that is the plan; the last one that was approved before the period if left out. */
  plan?: string | null;
  /** The day on which the period is over. Rows outside of it do not count. */
  until: string;
  /** The versions of the plan. */
  versions: Array<PlannedVersion>;
};

/** Why sales differ from the plan. */
export type PlanCause =
  /** The macroeconomic environment. Not controllable. */
  | "macro_environment"
  /** Policies: emission stages, subsidies, tolls, limits on purchases. Not controllable. */
  | "policy"
  /** Changes in what users need. Partly controllable. */
  | "user_needs"
  /** Advertising. Controllable. */
  | "advertising"
  /** Sales channels: loss of dealers, coverage. Controllable. */
  | "sales_channel"
  /** The sales plan: a wrong target or allocation. Controllable. */
  | "sales_plan"
  /** Incentives: rebates, dealer bonus. Controllable. */
  | "incentives"
  /** What a competitor did. */
  | "competitor_action"
  /** The product or its quality. */
  | "product_or_quality"
  /** Supply or delivery. */
  | "supply_or_delivery"
  /** The price. */
  | "price"
  /** Credit. */
  | "credit"
  /** The account postponed its purchase. */
  | "procurement_postponed"
  /** Another cause, in words. */
  | {
    other: string;
  };

/** What became of a plan. */
export type PlanReview = {
  /** What a policy can read of each account, by ascending id. */
  facts: Array<AccountFacts>;
  /** The first day of the period. */
  from: string;
  /** The whole, and then each group in the order of its key. */
  groups: Array<GroupReview>;
  /** The version that is the plan. */
  plan: string;
  /** The day on which it is over. */
  until: string;
  /** Every version against what was sold, in the order given. */
  versions: Array<VersionAccuracy>;
};

/** What a plan is for. */
export type PlanScope =
  /** The account itself; what an absent scope means. */
  | "account"
  /** A tier, by id. */
  | {
    tier: string;
  }
  /** A segment. */
  | {
    segment: string;
  }
  /** A region. */
  | {
    region: string;
  }
  /** A sales channel. */
  | {
    channel: string;
  }
  /** A grade of vehicle. */
  | {
    grade: VehicleGrade;
  };

/** One version of a plan. */
export type PlanVersion = {
  /** The day it was set. */
  set_on?: string | null;
  /** Revenue to make in the year, in the account's currency. */
  target_revenue?: number | null;
  /** Vehicles to sell in the year. */
  target_units?: number | null;
  /** Its number; the highest is the newest. */
  version?: number | null;
};

/** One version of a plan. */
export type PlannedVersion = {
  /** The day on which it was approved; null if it was not. */
  approved_on?: string | null;
  /** The sales that it plans. */
  sales: Array<Sales>;
  /** Its name. */
  version: string;
};

/** What activities earn or cost, and how long it counts. */
export type PointsSpec = {
  /** The activities, by id. */
  activities: { [name: string]: ActivitySpec };
  /** The day from which validity and decay count. */
  anchor?: Anchor;
  /** Limits over several activities. */
  caps?: Array<GroupCap>;
  /** How points lose value while they count. */
  decay?: DecaySpec | null;
  /** How long points count, unless an activity says otherwise: for ever. */
  validity?: Validity | null;
};

/** Names the policy that a result comes from (rule S8). */
export type PolicyIdentity = {
  /** SHA-256 of its canonical form. */
  fingerprint: string;
  /** The policy's id. */
  id: string;
  /** Its version. */
  version: string;
};

/** A policy document: how accounts are scored and placed in tiers. */
export type PolicySpec = {
  /** How facts are derived from an account. */
  derivation?: Derivation;
  /** What the policy is for, where its numbers come from. */
  description?: string | null;
  /** Standings beside the ladder. */
  designations?: Array<DesignationSpec>;
  /** What tiers and designations can entitle to. */
  entitlements?: Array<Entitlement>;
  /** Facts beyond the account model. */
  facts?: Array<DeclaredFact>;
  /** A name for people. */
  label?: string | null;
  /** How points become a tier. */
  ladder?: LadderSpec | null;
  /** What becomes of events that are recorded late. */
  late_events?: LateEvents;
  /** What activities earn or cost. */
  points?: PointsSpec | null;
  /** The policy's id: a-z, 0-9, `_`, `-` and `.`. */
  policy: string;
  /** How facts become points. */
  score: ScoreSpec;
  /** The version of the library's rules that the policy is written for: 1. */
  semantics: number;
  /** The policy's version, any text; change it with every change of the document. */
  version: string;
};

/** The values of one fact over many accounts.
 * 
 * While there are at most `exact` different values they are kept as they are. When there are more, all of them are rounded to
 * eleven binary digits, so that each is off by a 2,048th of itself at most, and a population of any size stays small. Which of the
 * two it is depends on the values alone, so that parts merge in any order to what the whole is. */
export type Population = {
  /** At most so many different values are kept as they are. */
  exact: number;
  /** Accounts of which the value is not known. */
  missing: number;
  /** Whether there were more, so that values are rounded. */
  rounded: boolean;
  /** Every value with the number of accounts that have it, ascending. */
  values: Array<[number, number]>;
};

/** The accounts that two policies are compared on. */
export type Portfolio = {
  /** Accounts with the tiers that they have. */
  accounts?: Array<Member>;
  /** Accounts with their histories. */
  histories?: Array<History>;
};

/** Tiers that together are larger than they should be. */
export type PortfolioWarning = {
  /** Their accounts. */
  accounts: number;
  /** Their share of all accounts. */
  accounts_share: number;
  /** The tiers. */
  tiers: Array<string>;
  /** What is too large. */
  warning: TooLarge;
};

/** A place on an axis. */
export type Position = {
  /** The third. */
  level: Level;
  /** Points of the axis. */
  points: number;
  /** Their share of the maximum; below 0 or above 1 where the points are. */
  share: number;
};

/** What drives a vehicle. */
export type Powertrain =
  /** Diesel engine. */
  | "diesel"
  /** Gas engine. */
  | "gas"
  /** Engine and electric motor. */
  | "hybrid"
  /** Battery and electric motor. */
  | "battery"
  /** Hydrogen. */
  | "hydrogen";

/** A business preference of a person. */
export type Preference = {
  /** What it is about. */
  topic?: PreferenceTopic | null;
  /** What is preferred. */
  value?: string | null;
};

/** How much an account likes a brand. */
export type PreferenceStrength =
  /** Avoids it. */
  | "avoids"
  /** Does not care. */
  | "indifferent"
  /** Accepts it. */
  | "accepts"
  /** Prefers it. */
  | "prefers"
  /** Buys nothing else. */
  | "exclusive";

/** What a preference is about: business only, nothing of a person's private life. */
export type PreferenceTopic =
  /** How to visit. */
  | "visit_style"
  /** Which language to speak. */
  | "language"
  /** Which topics to talk of. */
  | "topics"
  /** Which technology is liked. */
  | "technology";

/** One thing that is wrong. */
export type Problem = {
  /** Stable code, one of [`CODES`]: `policy.ladder_order`. */
  code: string;
  /** A sentence without a period that ends with what was found. */
  message: string;
  /** Where: `score.aspects[0].criteria[2].curve`. Empty for the document as a whole. */
  path: string;
};

/** How the account asks for and accepts offers. */
export type ProcurementMethod =
  /** A tender that everyone may answer. */
  | "open_tender"
  /** A tender among invited suppliers. */
  | "invited_tender"
  /** Negotiated with one or few suppliers. */
  | "negotiated"
  /** Called off from a framework contract. */
  | "framework"
  /** Vehicle by vehicle, as a retail customer. */
  | "piecemeal"
  /** Several methods, each with its share of the units bought. */
  | {
    mixed: MethodShares;
  };

/** How the account buys in one vehicle segment. */
export type ProcurementRecord = {
  /** The month in which the budget is made, 1 to 12. */
  budget_month?: number | null;
  /** Who in the company buys. */
  centralisation?: Centralisation | null;
  /** Days from need to contract. */
  cycle_days?: number | null;
  /** Where it learns about vehicles. */
  information_channels?: Array<InformationSource> | null;
  /** How far local protectionism steers it. */
  local_protection?: LocalProtection | null;
  /** What shows the local protection. */
  local_protection_evidence?: string | null;
  /** How it asks for and accepts offers. */
  method?: ProcurementMethod | null;
  /** The day of the next tender. */
  next_tender_on?: string | null;
  /** How it finances. */
  purchase_kind?: PurchaseKind | null;
  /** The vehicle segment. */
  segment?: string | null;
  /** The process, step by step. */
  steps?: Array<ProcurementStep> | null;
};

/** A stage of the procurement process, in its usual order. */
export type ProcurementStage =
  /** The need is seen. */
  | "need"
  /** Money is set aside. */
  | "budget"
  /** What to buy is written down. */
  | "specification"
  /** Suppliers are chosen that may offer. */
  | "supplier_list"
  /** Offers are asked for. */
  | "request_or_tender"
  /** Offers are compared. */
  | "evaluation"
  /** Vehicles are tried. */
  | "trial"
  /** The choice is made. */
  | "decision"
  /** The contract is signed. */
  | "contract"
  /** Vehicles are delivered. */
  | "delivery"
  /** Vehicles are accepted. */
  | "acceptance"
  /** Vehicles are paid. */
  | "payment";

/** One step of the procurement process. */
export type ProcurementStep = {
  /** How long it takes, in days. */
  days?: number | null;
  /** The role in the company that owns it. */
  owner_role?: string | null;
  /** Its stage. */
  stage?: ProcurementStage | null;
};

/** A share of a number of cases, with the interval that says how sure it is. */
export type Proportion = {
  /** The upper end. */
  highest: number;
  /** The lower end of Wilson's interval of 95 %. */
  lowest: number;
  /** The share, 0 to 1. */
  share: number;
};

/** Where something that was learned comes from. */
export type Provenance = {
  /** Accounts of which the value was known. */
  accounts: number;
  /** The day as of which the population was looked at. */
  as_of: string;
  /** SHA-256 of the population as canonical JSON (rule S8). */
  fingerprint: string;
  /** Those of which it was not. */
  missing: number;
  /** Whether values were rounded, because there were too many different ones. */
  rounded: boolean;
};

/** How a purchase is financed. */
export type PurchaseKind =
  /** Paid at once. */
  | "cash"
  /** Paid by a loan. */
  | "loan"
  /** Leased. */
  | "lease"
  /** Rented together with its service. */
  | "rental_with_service";

/** Bands of equal shares of the accounts: quintiles, deciles. */
export type QuantileBands = {
  /** Points of each band, from the least values up; for recency they descend. */
  points: Array<number>;
};

/** How many accounts a share of the value needs. */
export type Reach = {
  /** The fewest accounts that have it together; null if the value is not above zero. */
  accounts: number | null;
  /** Their share of all accounts. */
  accounts_share: number | null;
  /** The share of the value. */
  share: number;
};

/** A fact that a policy reads, with its value for one account. */
export type Reading = {
  /** Dotted name of the fact. */
  fact: string;
  /** What it means. */
  meaning: string;
  /** Type of its value. */
  type: FactType;
  /** Unit of a number, in words; empty if it has none. */
  unit: string;
  /** Its value, given or derived; null if missing. */
  value: number | string | boolean | null;
  /** The words that a category can be; empty if any word will do, and for other types. */
  values: Array<string>;
};

/** Points lost against the baseline, summed over the criteria with this reason code. */
export type Reason = {
  /** The reason code. */
  code: string;
  /** Baseline less contribution, above zero. */
  gap: number;
};

/** What it would take. */
export type Recourse = {
  /** The day of scoring. */
  as_of: string;
  /** The highest composite that the levers reach together; the lowest if the tier is to be lost. */
  at_most: number;
  /** The changes that cost least in sum, of equal ones the fewest; null if no changes suffice, empty if none is needed. */
  cheapest: RecoursePath | null;
  /** The composite as it is. */
  composite: number;
  /** The fewest changes, of equally many those that cost least. */
  fewest: RecoursePath | null;
  /** Where the account is to go. */
  goal: Goal;
  /** The tier's conditions, and blocks, that no lever can move, in words. */
  obstacles: Array<string>;
  /** The policy that was applied. */
  policy: PolicyIdentity;
  /** Whether nothing cheaper exists, and nothing further: false where several levers move one clipped or scaled aspect within many
   * steps, or the search reached its limit. */
  proven: boolean;
  /** For each fact that suffices alone its least change, the cheapest first. */
  single: Array<RecoursePath>;
  /** The tier as it is. */
  tier: string;
};

/** Changes that suffice together. */
export type RecoursePath = {
  /** The changes, in the order of the levers. */
  changes: Array<FactChange>;
  /** The composite after them. */
  composite: number;
  /** Sum of the changes' costs. */
  cost: number;
  /** The tier after them. */
  tier: string;
};

/** States that lead to each other and to no others. */
export type RecurrentClass = {
  /** The states. */
  states: Array<string>;
  /** By state: the share that will be there in the long run. */
  steady_state: Array<number>;
};

/** Names another event. */
export type Reference = {
  /** Id of the event. */
  of: string;
};

/** An account that came to us by this account's word. */
export type Referral = {
  /** Id of the account that came. */
  account_id?: string | null;
  /** The day it placed its first order; absent while it has not. */
  ordered_on?: string | null;
  /** The day it was referred. */
  referred_on?: string | null;
};

/** An account that a policy refuses. */
export type RefusedAccount = {
  /** Its id. */
  account: string;
  /** What is wrong. */
  problems: Array<Problem>;
  /** Version of the policy. */
  version: string;
};

/** Where the account is. */
export type Region = {
  /** Country, as a code of ISO 3166. */
  country?: string | null;
  /** Name of the region. */
  name?: string | null;
  /** How important the region is to us. */
  priority?: RegionPriority | null;
};

/** How important a region is to us. */
export type RegionPriority =
  /** First priority. */
  | "a"
  /** Second priority. */
  | "b"
  /** Third priority. */
  | "c"
  /** No priority. */
  | "none";

/** The relationship between the two companies. */
export type Relationship = {
  /** The day the stage was assessed. */
  assessed_on?: string | null;
  /** How far the account recognises our corporate culture. */
  culture_fit?: CultureFit | null;
  /** The day it became a customer. */
  customer_since?: string | null;
  /** Its stage. */
  stage?: RelationshipStage | null;
  /** How far it takes our business where we want to go. */
  strategic_direction_fit?: DirectionFit | null;
  /** Whether it pays for value or for a low price. */
  value_orientation?: ValueOrientation | null;
};

/** How the two companies work together. */
export type RelationshipStage =
  /** Getting to know each other. */
  | "exploratory"
  /** Buying and selling. */
  | "basic"
  /** Working together. */
  | "cooperative"
  /** Depending on each other. */
  | "interdependent"
  /** Working as one. */
  | "integrated"
  /** Moving apart. */
  | "disengaging";

/** How long a tier is kept. */
export type Renewal =
  /** Every day on which a tier is merited holds it for a span to come. More points never mean a worse tier. */
  | {
    sliding: Sliding;
  }
  /** A tier runs for a term and is judged when the term ends. */
  | {
    term: Term;
  }
  /** A tier is judged at every review. */
  | {
    continuous: Continuous;
  };

/** How vehicles are replaced. */
export type Replacement = {
  /** The account's own replacement cycle per class, in months. */
  cycle_months?: { [name: string]: number } | null;
  /** Cycles seen at disposals and re-orders, per class, in months. */
  observed_cycle_months?: { [name: string]: Array<number> } | null;
  /** Vehicles ordered anywhere and not yet delivered. */
  units_on_order?: number | null;
  /** Vehicles that the account plans to replace in a year. */
  units_per_year?: number | null;
};

/** What it takes to be in a tier. */
export type Required = {
  /** The day on which the account is to be in the tier. */
  by: string;
  /** The day on which the points are credited. */
  credited_on: string;
  /** The fewest points that suffice: a thousandth less does not. Null if no number of points does. */
  points: number | null;
  /** The tier. */
  tier: string;
};

/** Points taken back. */
export type Reverse = {
  /** From which day. */
  dating?: Dating;
  /** Id of the event that earned them. */
  of: string;
  /** How many of the points that the event earned before caps; all that are left if left out. */
  points?: number | null;
};

/** What is known of an account on a day of review. */
export type Review = {
  /** The account; a ladder on points reads the given fact `points.balance`. */
  account?: Account;
  /** Moves that are forbidden on the day. */
  locked?: Locked;
  /** The day. */
  on: string;
};

/** What is to be looked at. */
export type ReviewFlag =
  /** The difference is large. */
  | "review"
  /** The difference is so large that it asks for a cause. */
  | "cause_required"
  /** Too much of a large difference has no cause, or none with a name. */
  | "unexplained"
  /** A cause is said to have acted against the difference. */
  | "against_the_sign";

/** How a plan is reviewed. Everything has a default. */
export type ReviewOptions = {
  /** By what sales are grouped, each a list of `month`, `account` and dimensions; by each of them alone if left out. */
  by?: Array<Array<string>> | null;
  /** A difference above this share of the plan asks for a cause: 20 % by default. */
  cause_required?: number;
  /** A difference of at least this share of the plan is to be looked at: 10 % by default. */
  review?: number;
  /** So much of a difference may be without a named cause: 30 % by default. */
  unexplained?: number;
};

/** A review of an account: what pictures of its history are drawn from. */
export type Reviewed = {
  /** Whether a block holds. */
  blocked: boolean;
  /** The tier that it earned. */
  earned: string;
  /** What it counts as: an active designation, or else the tier. */
  effective: string;
  /** What the ladder stands on. */
  metric: number;
  /** The day. */
  on: string;
  /** The end of the earned tier's hold or term, if one runs. */
  runs_until: string | null;
  /** The tier that counts, grants and blocks included. */
  tier: string;
  /** A fall that is due. */
  watch: Watch | null;
};

/** A grant or a lock withdrawn, from the day of the event on. */
export type Revoke = {
  /** Who. */
  actor: string;
  /** Id of the event that granted or locked. */
  of: string;
  /** Why. */
  reason: string;
};

/** Reasons to stop business. */
export type Risk = {
  /** Whether deliveries are stopped for want of credit. */
  credit_stop?: boolean | null;
  /** Whether there is a fraud case. */
  fraud_case?: boolean | null;
  /** Whether it is insolvent. */
  insolvency?: boolean | null;
  /** Whether it stands on a sanctions list. */
  sanction_hit?: boolean | null;
};

/** One tier of the ladder, as it stands for the account. */
export type Rung = {
  /** Composite to enter. */
  enter: number;
  /** By which bound the rung is held. */
  held: Held;
  /** The conditions that do not hold, in words. */
  open_conditions: Array<string>;
  /** Composite to stay. */
  retain: number;
  /** Points that are lacking to hold it: to `retain` if the account was there before, else to `enter`. */
  shortfall: number;
  /** The tier's id. */
  tier: string;
};

/** Sales to an account in a month, planned or actual. */
export type Sales = {
  /** Id of the account. */
  account: string;
  /** Money, in one currency for all rows; null if nobody knows. */
  amount?: number | null;
  /** What else is known of them: tier, segment, region, channel and the like, by name. */
  dimensions?: { [name: string]: string };
  /** A day of the month. */
  month: string;
  /** Vehicles; null if nobody knows. */
  units?: number | null;
};

/** Accounts as columns, each with a value a row. */
export type Samples = {
  /** Points of the criteria, by their ids. */
  columns: { [name: string]: Array<number> };
  /** What came of each account. */
  outcome: Array<number>;
};

/** How content the account is. */
export type Satisfaction = {
  /** Complaints. */
  complaints?: Array<Complaint> | null;
  /** Claims settled out of goodwill. */
  goodwill_claims?: Array<GoodwillClaim> | null;
  /** Answer to the survey, 1 (worst) to 5 (best). */
  score?: number | null;
  /** The day of the survey. */
  surveyed_on?: string | null;
};

/** How points go from one anchor to the other. */
export type Scale =
  /** By the difference. */
  | "linear"
  /** By the ratio; values that are not above zero are left out of the population. */
  | "logarithmic";

/** The difference of two scores, taken apart. */
export type ScoreChange = {
  /** The composite after. */
  after: number;
  /** The composite before. */
  before: number;
  /** The difference: the sum of the parts. */
  by: number;
  /** What changed it, in the order in which it is taken: ageing, facts, policy. What changes nothing is left out. */
  parts: Array<ChangePart>;
};

/** How facts become points. */
export type ScoreSpec = {
  /** The several aspects of the rating. */
  aspects: Array<AspectSpec>;
  /** Points that every account starts with. */
  base?: number;
  /** What reasons measure the points against, unless a criterion says otherwise: the most points. */
  baseline?: Baseline;
  /** The share of an aspect's points, 0 to 1, whose facts must be known to renormalise it: two thirds. */
  min_coverage?: number | null;
  /** What criteria do about a missing fact, unless they say otherwise: no points. */
  missing?: Missing;
};

/** What an account scores, and why. Aspects, contributions and adjustments sum to the composite exactly. */
export type Scorecard = {
  /** The day of scoring. */
  as_of: string;
  /** The aspects, in the policy's order. */
  aspects: Array<AspectScore>;
  /** Points that every account starts with. */
  base: number;
  /** The lowest and highest composite over every way of filling the gaps. */
  bounds: Bounds;
  /** `base` and the points of all aspects. */
  composite: number;
  /** Share of the reachable points, 0 to 1, whose facts are known. */
  coverage: number;
  /** Names of the missing facts, in the order of the criteria that read them. */
  missing: Array<string>;
  /** The policy that was applied. */
  policy: PolicyIdentity;
  /** What cost points against the baseline, the most first; only gaps above zero. */
  reasons: Array<Reason>;
};

/** An account with the points of its aspects. */
export type ScoredAccount = {
  /** Id of the account. */
  account: string;
  /** Points by aspect, as its scorecard has them. */
  points: { [name: string]: number };
  /** What it is worth; null if nobody knows. */
  value?: number | null;
};

/** What a table comes to: lists of a value per account, null in rows in error. */
export type ScoredLists = {
  /** The composites. */
  composite: Array<number | null>;
  /** What each criterion contributes, by its id. */
  contributions: { [name: string]: Array<number | null> };
  /** Shares of the reachable points whose facts are known. */
  coverage: Array<number | null>;
  /** Why a row has no score: the code that the account has as an error one by one. */
  error: Array<string | null>;
  /** The points of each aspect, by its id. */
  points: { [name: string]: Array<number | null> };
  /** The tiers; null for a policy without a ladder. */
  tier: Array<string | null>;
};

/** What became of a candidate. */
export type Seat = {
  /** Id of the account. */
  account: string;
  /** Its rank, 1 the highest. */
  rank: number;
  /** Why. */
  reason: SeatReason;
  /** Whether it has a seat from now on. */
  seated: boolean;
};

/** Why an account has a seat or has none. */
export type SeatReason =
  /** Its rank is above the buffer. */
  | "above_buffer"
  /** Its rank is below the buffer. */
  | "below_buffer"
  /** Within the buffer, a seat was left for an incumbent. */
  | "incumbent"
  /** Within the buffer, a seat was left after the incumbents. */
  | "challenger"
  /** Within the buffer, no seat was left. */
  | "no_seat_left";

/** What a population is to become. */
export type Shaping =
  /** Bands of equal shares of the accounts. */
  | {
    quantile_bands: QuantileBands;
  }
  /** A curve along the shares of accounts with less. */
  | {
    percentile_curve: PercentileCurve;
  }
  /** A curve between two anchors. */
  | {
    goalposts: Goalposts;
  };

/** What another policy makes of a portfolio. */
export type Simulation = {
  /** The other one. */
  after: PolicyIdentity;
  /** The day. */
  as_of: string;
  /** The policy in force. */
  before: PolicyIdentity;
  /** What the entitlements with a known cost come to in a year. */
  cost_per_year: CostChange;
  /** By tier of the policy in force, by tier of the other: accounts. */
  counts: Array<Array<number>>;
  /** In a lower one. */
  demoted: number;
  /** What accounts are entitled to, in the order of the policy in force, then those that only the other has. */
  entitlements: Array<EntitlementChange>;
  /** How many moves of the histories are soon undone; null without histories. */
  flaps: FlapChange | null;
  /** Tiers of the policy in force, lowest first. */
  from: Array<string>;
  /** Accounts near a bound of the other policy, the nearest first. */
  knife_edge: Array<KnifeEdge>;
  /** Who moves or counts as something else, in the order of the portfolio. */
  movers: Array<Mover>;
  /** In a higher one. */
  promoted: number;
  /** Accounts that one of the policies refuses, in the order of the portfolio: no number counts them. */
  refused: Array<RefusedAccount>;
  /** Accounts in the tier that theirs becomes. */
  stayed: number;
  /** Tiers of the other one, lowest first. */
  to: Array<string>;
};

/** How two policies are compared. */
export type SimulationOptions = {
  /** A move of a history that is undone within so many days is a flap. */
  flap_days?: number;
  /** Accounts so near to a bound are listed. */
  knife_edge?: number;
  /** What tiers of the policy in force become on the other's ladder; where nothing is said, the tier of the same name, or else the next
   * lower one. */
  tiers?: { [name: string]: string };
};

/** A hold that slides. */
export type Sliding = {
  /** Whether an account that loses a tier keeps the tier below for as long again. */
  soft_landing?: boolean;
  /** How long a merited day holds the tier. */
  validity: Span;
};

/** Where an account stood at the end of a day, with all that the days after depend on. */
export type Snapshot = {
  /** Ids of the accounts that were merged. */
  accounts: Array<string>;
  /** The day. */
  as_of: string;
  blocked: boolean;
  /** How many changes of the policy have taken effect; the next may have been put off. */
  changed: number;
  claims: Claims;
  counts_from: string;
  designated: Array<Designated>;
  entitlements: Array<string>;
  /** The events that are in it, each with the fingerprint of its content: one that comes again counts once. */
  events: { [name: string]: string };
  /** Events that later ones look back to: changes of the policy, closed books, facts that no review has seen, and
   * those that closed books put off. */
  kept: Array<Event>;
  lots: Array<Lot>;
  /** What the ladder stood on at the last review, and the ledger's facts that it saw. */
  metric: number;
  observed: Facts;
  /** The policy that was applied. */
  policy: PolicyIdentity;
  put_off?: string | null;
  rank: number;
  seen: Facts;
  /** The greatest `sequence` of the events that are in it. */
  sequence: number;
  /** The day from which the account has been in it. */
  since: string;
  /** The standing on the ladder. */
  standing: Standing;
  /** The tier that counts. */
  tier: string;
};

/** A span of time, at least one month or day. */
export type Span =
  /** Calendar months: the same day of the month, or its last. */
  | {
    months: number;
  }
  /** Days. */
  | {
    days: number;
  };

/** An account in one tier, from a day up to the day before another. */
export type Spell = {
  /** Id of the account. */
  account: string;
  /** How it ended, where no other spell of the account begins on `until`; censored if left out. */
  end?: SpellEnd | null;
  /** Its first day. */
  from: string;
  /** The tier. */
  tier: string;
  /** The day after its last; null if it goes on. */
  until?: string | null;
};

/** How a spell ended that no other follows. */
export type SpellEnd =
  /** The account left on that day. */
  | "left"
  /** What became of it from that day on is not known. */
  | "censored";

/** How a population spreads over parts of a scale; [`drift`](super::drift) compares another one with it. */
export type Spread = {
  /** Accounts of which the value was not known. */
  missing: number;
  /** The parts, ascending. */
  parts: Array<Part>;
};

/** Where an account stands, and until when. */
export type Standing = {
  /** The tiers, lowest first. */
  holds: Array<Hold>;
  /** Whether its tier is to be judged by other rules than it was won by: at the next review, or when the lock ends that
   * forbids a fall (rule T14). */
  judge_anew?: boolean;
  /** At how many reviews in a row the account did not merit its tier. */
  missed: number;
  /** The day of the last step. */
  on: string;
  /** Number of the tier on the ladder, 1 the lowest; 0 on the base rung. */
  rank: number;
  /** Whether there was a review. */
  reviewed: boolean;
  /** The day from which the account has been there. */
  since: string;
  /** The running term, where tiers run for terms. */
  term?: Stretch | null;
  /** A fall that is due. */
  watch?: Watch | null;
};

/** The ledger on one day: lines that sum to the balance less the deficit. */
export type Statement = {
  /** The points that count; never below zero. */
  balance: number;
  /** By how much activities that cost points outweigh the others. */
  deficit: number;
  /** Every lot. */
  lines: Array<StatementLine>;
  /** The day. */
  on: string;
  /** What negative adjustments up to that day asked for and found no points to take from. */
  unmet: Array<Taken>;
};

/** One lot on one day. */
export type StatementLine = {
  /** Id of the activity. */
  activity: string;
  /** What each cap took away. */
  clipped: Array<Clip>;
  /** What counts. */
  counted: number;
  /** Id of the event. */
  event: string;
  /** Why the rest of what was earned does not count, if there is a rest. */
  excluded: Excluded | null;
};

/** `[from, until)`. */
export type Stretch = {
  /** Its first day. */
  from: string;
  /** The day after its last. */
  until: string;
};

/** Points taken from a lot. */
export type Taken = {
  /** Id of the event that took them. */
  event: string;
  /** From which day on. */
  on: string;
  /** How many points, before decay. */
  points: number;
};

/** A term. */
export type Term = {
  /** What becomes of the points that won a tier. */
  after_promotion?: Use;
  /** What becomes of the points that renewed a tier. */
  after_renewal?: Use;
  /** How far an account falls that does not merit its tier when the term ends. */
  demotion?: Demotion;
  /** Days after the term's end in which the account can still recover its tier. */
  grace_days?: number;
  /** The most points that are carried into the next term; all that are left if left out. */
  rollover_cap?: number | null;
  /** How long a term is. */
  validity: Span;
  /** Which points are judged. */
  window?: Window;
};

/** A tier's bound, and the share of accounts that it really has. */
export type Threshold = {
  /** Accounts in it. */
  accounts: number;
  /** The share of accounts that was asked for. */
  asked: number;
  /** The composite from which an account is in. */
  enter: number;
  /** The share that is in the tier, and in none above. */
  share: number;
};

/** How many accounts move if a bound moves. */
export type ThresholdPlan = {
  /** Where it is. */
  at: number;
  /** Which of its bounds. */
  bound: Bound;
  /** Accounts that the policy refuses: no number counts them. */
  refused: Array<RefusedAccount>;
  /** What becomes of each shift, in the order in which they are given. */
  shifts: Array<ThresholdShift>;
  /** The tier. */
  tier: string;
};

/** A bound that is moved. */
export type ThresholdShift = {
  /** By how many points. */
  by: number;
  /** How many fall out of it; null if the policy could not have such a bound. */
  demoted: number | null;
  /** How many accounts get into the tier; null if the policy could not have such a bound. */
  promoted: number | null;
};

/** A lowest and a highest tier. */
export type TierBounds = {
  /** The highest. */
  highest: string;
  /** The lowest. */
  lowest: string;
};

/** Who moved between tiers, from each of some days to the next. */
export type TierMigration = {
  /** Where the shares lead in the long run, by the tiers of the ladder; null if out of a tier that was entered nobody was observed
   * again. */
  chain: Chain | null;
  /** The days. */
  dates: Array<string>;
  /** In a lower one. */
  demoted: number;
  /** What moved them, by criterion or activity, where contributions are given; by name. */
  drivers: Array<MoveDriver>;
  /** By state after: accounts that were not observed before, or had left. */
  entries: Array<number>;
  /** In a higher one. */
  promoted: number;
  /** A row for each state before. */
  rows: Array<MigrationRow>;
  /** The states, lowest tier first, then the designations: those of the rows and those of the cells of each row. */
  states: Array<TierState>;
  /** Of those observed before and after: in the same tier of the ladder. */
  stayed: number;
};

/** Accounts and value of a tier. */
export type TierShare = {
  /** Its accounts. */
  accounts: number;
  /** Their share of all accounts. */
  accounts_share: number;
  /** The tier; null for accounts without one. */
  tier: string | null;
  /** What they have. */
  value: number;
  /** Its share of the whole value. */
  value_share: number | null;
};

/** One tier. */
export type TierSpec = {
  /** The composite from which an account is in; exactly this is in. */
  enter: number;
  /** Ids of what its customers get. */
  entitlements?: Array<string>;
  /** Id, unique among tiers and designations. */
  id: string;
  /** A name for people. */
  label?: string | null;
  /** The composite from which an account that left the tier enters it again within the ladder's `re_entry`; from `retain`
   * to `enter`. */
  re_enter?: number | null;
  /** What must hold to enter. */
  requires?: ConditionSpec | null;
  /** The composite from which an account that was in stays in; `enter` if left out, never above it. */
  retain?: number | null;
  /** What must hold to stay. */
  retain_requires?: ConditionSpec | null;
};

/** A state that accounts are counted in. */
export type TierState = {
  /** What kind of state it is. */
  kind: TierStateKind;
  /** The tier or designation; `left` for accounts that left. */
  name: string;
};

/** What kind of state accounts are counted in. */
export type TierStateKind =
  /** In a tier by its bound to enter. */
  | "tier"
  /** In a tier that it only stays in. */
  | "held"
  /** A designation, whatever the tier beneath. */
  | "designation"
  /** Gone. */
  | "left";

/** Tiers that together should stay small. */
export type TierWatch = {
  /** The greatest share of all accounts that they may have. */
  greatest_share?: number | null;
  /** The most accounts that they may have. */
  most_accounts?: number | null;
  /** The tiers. */
  tiers: Array<string>;
};

/** Where an account stands on a day, and every move that led there. */
export type Timeline = {
  /** The day. */
  as_of: string;
  /** The points of the ledger on that day; null for a policy without points. */
  balance: number | null;
  /** Whether a block holds. */
  blocked: boolean;
  /** The grants that hold on that day. */
  claims: Array<Claim>;
  /** The times in which designations were active. */
  designated: Array<Designated>;
  /** The policy's designations, as they stood at the last review. */
  designations: Array<DesignationStanding>;
  /** The tier that it earned, whatever was granted or blocked. */
  earned: string;
  /** What the account counts as: an active designation, or else the tier. */
  effective: string;
  /** The day from which the earned tier is no longer held, if nothing more happens; null where holds do not slide, and
   * for a tier that is kept for life. */
  held_until: string | null;
  /** What the ladder stands on, at the last review. */
  metric: number;
  /** The policy that was applied. */
  policy: PolicyIdentity;
  /** The day from which the account has been in it. */
  since: string;
  /** The running term, where tiers run for terms. */
  term: Stretch | null;
  /** The tier on that day, grants and blocks included; the shadow tier while a designation is active. */
  tier: string;
  /** What is lacking for the tier above the earned one, at the last review; null on the highest. */
  to_next: Lacking | null;
  /** What is lacking to stay in the earned tier, at the last review; null on the base rung. */
  to_retain: Lacking | null;
  /** Every move, in the order of days. */
  transitions: Array<Transition>;
  /** A fall that is due. */
  watch: Watch | null;
};

/** What is too large of some tiers. */
export type TooLarge =
  /** The number of their accounts. */
  | "too_many_accounts"
  /** Their share of all accounts. */
  | "too_large_share";

/** What the top of the accounts has. */
export type Top = {
  /** So many accounts: the smallest whole number that is at least the part of all. */
  accounts: number;
  /** Which part of the accounts. */
  part: number;
  /** Its share of the whole value. */
  share: number | null;
  /** What they have. */
  value: number;
};

/** A timeline with the reviews behind it. */
export type Trace = {
  /** Every review, in the order of days. Days on which nothing can change have none. */
  reviews: Array<Reviewed>;
  /** The timeline. */
  timeline: Timeline;
};

/** Reads a day as a number (rule S6); negative for days to come. */
export type Transform =
  /** Days since the day. */
  | "days_since"
  /** Complete months since the day. */
  | "months_since"
  /** Complete months since the day, divided by twelve. */
  | "years_since";

/** A move from one tier to another. */
export type Transition = {
  /** Why. */
  cause: TransitionCause;
  /** What each activity brought or cost, where the ladder stands on points; sums to the metric. */
  contributions: Array<Contribution>;
  /** Ids of the entitlements that came with the move. */
  entitlements_gained: Array<string>;
  /** Ids of the entitlements that went with it. */
  entitlements_lost: Array<string>;
  /** The tier before. */
  from: string;
  /** What the ladder stood on at the review that found the move. */
  metric: number;
  /** The day. */
  on: string;
  /** The rules that led there, in words. */
  rules: Array<AppliedRule>;
  /** The contributions behind the metric, where the ladder stands on the score. */
  scorecard: Scorecard | null;
  /** The bound that decided: to enter the tier of a promotion, to stay in the tier of a fall; null for grants and blocks. */
  threshold: number | null;
  /** The tier after. */
  to: string;
};

/** Why a tier changed. */
export type TransitionCause =
  /** It merited a higher tier. */
  | "promotion"
  /** The hold of its tier ended. */
  | "hold_ended"
  /** Its term ended, and it did not merit its tier. */
  | "term_ended"
  /** The days of grace ended, and it had not recovered. */
  | "grace_ended"
  /** It no longer merited its tier. */
  | "demotion"
  /** A block began. */
  | "blocked"
  /** The last block ended. */
  | "released"
  /** A grant began, ended or was revoked. */
  | "granted"
  /** Another account became part of it. */
  | "merged"
  /** Another version of the policy took effect. */
  | "policy_changed"
  /** What was recorded on that day changed the days before, and what had been published no longer holds. */
  | "restated";

/** Which way an outcome goes with a value. */
export type Trend =
  /** It comes more often with greater values. */
  | "rises"
  /** It comes less often with greater values. */
  | "falls";

/** What is not certain, and how often it is drawn. */
export type Uncertainty = {
  /** How often weights are drawn, from 1 to ten million. */
  draws?: number;
  /** Where the generator starts: the same seed, the same draws, in every language. */
  seed?: number;
  /** How far the weights can be off. */
  weights?: WeightUncertainty;
};

/** Why other numbers of vehicles were sold than planned. */
export type UnitsSplit = {
  /** Because the market was larger or smaller, at the planned share of it. */
  market: number;
  /** Because our share of the market was another. */
  share: number;
};

/** How the account uses its vehicles and what that costs, as it says. */
export type Usage = {
  /** Cost of one kilometre, in the account's currency. */
  cost_per_km?: number | null;
  /** What the vehicles are used for. */
  duty?: Array<Duty> | null;
  /** Fuel, in litres per 100 km. */
  fuel_litres_per_100_km?: number | null;
  /** Maintenance of one vehicle in a year, in the account's currency. */
  maintenance_per_year?: number | null;
  /** The day the account said so. */
  stated_on?: string | null;
};

/** What becomes of points that won or renewed a tier (rule T8.2). */
export type Use =
  /** They go on counting. */
  | "keep"
  /** They no longer count. */
  | "reset"
  /** What the bound asked no longer counts, the rest is carried for one term. */
  | "consume";

/** How long points count. */
export type Validity =
  /** So many months from the anchor, at least one. */
  | {
    months: number;
  }
  /** So many days from the anchor, at least one. */
  | {
    days: number;
  }
  /** Until the day that the event states. */
  | "until_stated"
  /** For ever. */
  | "never";

/** Whether the account pays for value or for a low price. */
export type ValueOrientation =
  /** The price alone decides. */
  | "price_only"
  /** The price comes first. */
  | "price_first"
  /** Price and value alike. */
  | "balanced"
  /** Value comes first. */
  | "value_first"
  /** A partner in the total cost of ownership. */
  | "tco_partner";

/** Class of a commercial vehicle. */
export type VehicleClass =
  /** Van. */
  | "light_van"
  /** Light truck. */
  | "light_truck"
  /** Medium truck. */
  | "medium_truck"
  /** Heavy tractor unit. */
  | "heavy_tractor"
  /** Heavy rigid truck. */
  | "heavy_rigid"
  /** Tipper. */
  | "tipper"
  /** City bus. */
  | "city_bus"
  /** Coach. */
  | "coach"
  /** School bus. */
  | "school_bus"
  /** Trailer. */
  | "trailer"
  /** Any other special vehicle. */
  | "special";

/** Grade of a vehicle. */
export type VehicleGrade =
  /** Economy. */
  | "economy"
  /** Standard. */
  | "standard"
  /** Upper: a high grade. */
  | "upper"
  /** Premium: a high grade. */
  | "premium";

/** Vehicles that are alike. */
export type VehicleLine = {
  /** Kilometres that one of them runs in a year. */
  annual_km?: number | null;
  /** Their brand. */
  brand?: string | null;
  /** Their class. */
  class?: VehicleClass | null;
  /** The day they were first registered. */
  first_registered_on?: string | null;
  /** Their grade. */
  grade?: VehicleGrade | null;
  /** Their model. */
  model?: string | null;
  /** Whether that brand is ours. */
  own_brand?: boolean | null;
  /** What drives them. */
  powertrain?: Powertrain | null;
  /** The net price paid for one, in the account's currency. */
  unit_price?: number | null;
  /** How many they are. */
  units?: number | null;
  /** The year they were built; stands for the first registration where that is unknown. */
  year?: number | null;
};

/** What a drift asks for. */
export type Verdict =
  /** Nothing. */
  | "stable"
  /** A look. */
  | "look"
  /** To calibrate again. */
  | "act";

/** How well a version of a plan foresaw what was sold. What is not known, or has nothing sold to compare with, is null. */
export type VersionAccuracy = {
  /** Money. */
  amount: MeasureReview | null;
  /** The day on which it was approved. */
  approved_on: string | null;
  /** Vehicles. */
  units: MeasureReview | null;
  /** Its name. */
  version: string;
};

/** Our part of all that the account buys. */
export type Wallet = {
  /** Vehicles it bought from us. */
  own_units?: number | null;
  /** The day this was recorded. */
  recorded_on?: string | null;
  /** Our share of its purchases, 0 to 1; wins over the two numbers of units. */
  share?: number | null;
  /** Vehicles it bought from anyone. */
  total_units?: number | null;
};

/** A fall that is due unless the account recovers. */
export type Watch = {
  /** The last day on which the account can recover. */
  deadline: string;
  /** Points that are lacking to stay. */
  shortfall: number;
  /** The day from which it has been due. */
  since: string;
};

/** How far the criteria's weights can be off. */
export type WeightUncertainty =
  /** By so much of each weight either way, from 0 to 1: 0.2 is from four fifths to six fifths, evenly. */
  | {
    noise: number;
  }
  /** Nothing is known of them: how the points that can be reached are shared out among the criteria is drawn evenly from all ways to
   * share them out. */
  | "unknown";

/** What a missing fact means for a test. */
export type WhenMissing =
  /** The test is passed. */
  | "pass"
  /** The test is failed. */
  | "fail";

/** Which points a term is judged by (rule T8.2). */
export type Window =
  /** All that count on the day. */
  | "rolling"
  /** Those that began to count within the term. */
  | "term";

/** How outliers were drawn in. */
export type Winsorised = {
  /** So many of the greatest values were brought down to the next one. */
  high: number;
  /** So many of the least values were raised to the next one. */
  low: number;
  /** Whether the spread is no longer wild. */
  tame: boolean;
};
