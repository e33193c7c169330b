from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias, final, overload

if TYPE_CHECKING:
    # Whoever does without one of them, or without its types, does without its type here.
    import pandas  # type: ignore[import-untyped,import-not-found,unused-ignore]
    import polars  # type: ignore[import-not-found,unused-ignore]
    import pyarrow  # type: ignore[import-untyped,import-not-found,unused-ignore]

from tierwise.types import (
    Account,
    AccountValue,
    Advanced,
    Assessment,
    AtRisk,
    Backtest,
    Bounds,
    Candidate,
    Certainty,
    Chain,
    Concentration,
    ConcentrationOptions,
    CriterionOverview,
    Day,
    Difference,
    Drift,
    Evidence,
    FittedWeights,
    Flaps,
    Foretold,
    Goal,
    Hazards,
    History,
    Learned,
    Levels,
    Lever,
    Lists,
    Matrix,
    MatrixOptions,
    Member,
    Observed,
    Outlook,
    Panel,
    PlanBook,
    PlanReview,
    PolicyIdentity,
    PolicySpec,
    Population,
    Portfolio,
    Problem,
    Reading,
    Recourse,
    Required,
    Review,
    ReviewOptions,
    Samples,
    ScoreChange,
    Scorecard,
    ScoredAccount,
    ScoredLists,
    Seat,
    Shaping,
    Simulation,
    SimulationOptions,
    Snapshot,
    Spell,
    Spread,
    Standing,
    Statement,
    Threshold,
    ThresholdPlan,
    TierMigration,
    Timeline,
    Trace,
    Uncertainty,
)

__all__ = [
    "SHIPPED",
    "Policy",
    "Replayed",
    "Stream",
    "Table",
    "TierwiseError",
    "__version__",
    "accounts_from_orders",
    "backtest",
    "calibrate",
    "chain",
    "concentration",
    "drift",
    "fit_weights",
    "flaps",
    "hazards",
    "merge_populations",
    "migration",
    "plan_review",
    "population",
    "quota",
    "read_account",
    "tier_thresholds",
    "weigh_evidence",
]

__version__: Final[str]
SHIPPED: Final[tuple[str, ...]]

# Objects that hand out Arrow data, of whatever library.
class _HandsOutStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

class _HandsOutArray(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...

_Table: TypeAlias = _HandsOutStream | _HandsOutArray

class TierwiseError(ValueError):
    code: str
    path: str
    problems: list[Problem]

@final
class Policy:
    def __new__(cls, spec: PolicySpec | Mapping[str, Any]) -> Policy: ...
    @staticmethod
    def load(path: str | PathLike[str]) -> Policy: ...
    @staticmethod
    def from_yaml(text: str | bytes) -> Policy: ...
    @staticmethod
    def from_toml(text: str | bytes) -> Policy: ...
    @staticmethod
    def from_json(text: str | bytes) -> Policy: ...
    @staticmethod
    def shipped(name: str) -> Policy: ...
    def with_earlier(self, earlier: Sequence[Policy]) -> Policy: ...
    @property
    def warnings(self) -> list[Problem]: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def identity(self) -> PolicyIdentity: ...
    @property
    def criteria(self) -> list[CriterionOverview]: ...
    @property
    def facts(self) -> list[str]: ...
    @property
    def range(self) -> Bounds: ...
    def to_dict(self) -> PolicySpec: ...
    def score(self, account: Account | Mapping[str, Any], as_of: Day) -> Scorecard: ...
    def assess(self, account: Account | Mapping[str, Any], as_of: Day, previous: str | None = None) -> Assessment: ...
    def readings(self, account: Account | Mapping[str, Any], as_of: Day) -> list[Reading]: ...
    @overload
    def score_columns(
        self,
        table: _Table,
        as_of: Day,
        *,
        columns: Mapping[str, str] | None = None,
        previous: str | None = None,
        keep: Sequence[str] = ...,
        zone: str | None = None,
        points: Literal["numbers", "decimals", "thousandths"] = "numbers",
        contributions: bool = True,
        aspects: bool = False,
        messages: bool = True,
        threads: int | None = None,
    ) -> Table: ...
    @overload
    def score_columns(
        self,
        table: Lists | Mapping[str, Any],
        as_of: Day,
        *,
        columns: None = None,
        previous: None = None,
        keep: Sequence[str] = ...,
        zone: None = None,
        points: Literal["numbers", "decimals", "thousandths"] = "numbers",
        contributions: bool = True,
        aspects: bool = False,
        messages: bool = True,
        threads: int | None = None,
    ) -> ScoredLists: ...
    def score_stream(
        self,
        table: _Table,
        as_of: Day,
        *,
        columns: Mapping[str, str] | None = None,
        previous: str | None = None,
        keep: Sequence[str] = ...,
        zone: str | None = None,
        points: Literal["numbers", "decimals", "thousandths"] = "numbers",
        contributions: bool = True,
        aspects: bool = False,
        messages: bool = True,
        threads: int | None = None,
    ) -> Stream: ...
    def explain(
        self,
        table: _Table,
        row: int,
        as_of: Day,
        *,
        columns: Mapping[str, str] | None = None,
        previous: str | None = None,
        keep: Sequence[str] = ...,
        zone: str | None = None,
    ) -> Assessment: ...
    def replay_columns(
        self, events: _Table, as_of: Day, *, columns: Mapping[str, str] | None = None, zone: str | None = None, threads: int | None = None
    ) -> Replayed: ...
    def spells(self, history: History | Mapping[str, Any], as_of: Day) -> list[Spell]: ...
    def simulate(
        self, other: Policy, portfolio: Portfolio | Mapping[str, Any], as_of: Day, options: SimulationOptions | Mapping[str, Any] | None = None
    ) -> Simulation: ...
    def threshold_plan(
        self, accounts: Sequence[Member | Mapping[str, Any]], as_of: Day, tier: str, bound: Literal["enter", "retain"], shifts: Sequence[float]
    ) -> ThresholdPlan: ...
    def explain_change(
        self, before: Account | Mapping[str, Any], before_on: Day, after: Account | Mapping[str, Any], after_on: Day, later: Policy | None = None
    ) -> ScoreChange: ...
    def replay(self, history: History | Mapping[str, Any], as_of: Day) -> Timeline: ...
    def project(self, history: History | Mapping[str, Any], as_of: Day, until: Day) -> Timeline: ...
    def at_risk(self, history: History | Mapping[str, Any], as_of: Day, until: Day) -> AtRisk | None: ...
    def recourse(
        self, account: Account | Mapping[str, Any], as_of: Day, goal: Goal | Mapping[str, Any], levers: Sequence[Lever | Mapping[str, Any]] | None = None
    ) -> Recourse: ...
    def certainty(
        self, account: Account | Mapping[str, Any], as_of: Day, previous: str | None = None, uncertainty: Uncertainty | Mapping[str, Any] | None = None
    ) -> Certainty: ...
    def required(self, history: History | Mapping[str, Any], as_of: Day, tier: str, credited_on: Day, by: Day) -> Required: ...
    def matrix(self, accounts: Sequence[ScoredAccount | Mapping[str, Any]], options: MatrixOptions | Mapping[str, Any] | None = None) -> Matrix: ...
    def outlook(self, history: History | Mapping[str, Any], as_of: Day, until: Day) -> Outlook: ...
    def trace(self, history: History | Mapping[str, Any], as_of: Day) -> Trace: ...
    def tier_on(self, history: History | Mapping[str, Any], day: Day, known_on: Day) -> Timeline: ...
    def diff(self, before: History | Mapping[str, Any], after: History | Mapping[str, Any], as_of: Day) -> Difference: ...
    def statement(self, history: History | Mapping[str, Any], on: Day) -> Statement: ...
    def snapshot(self, history: History | Mapping[str, Any], as_of: Day) -> Snapshot: ...
    def advance_snapshot(self, snapshot: Snapshot | Mapping[str, Any], tail: History | Mapping[str, Any], as_of: Day) -> Snapshot: ...
    def resume(self, snapshot: Snapshot | Mapping[str, Any], tail: History | Mapping[str, Any], as_of: Day) -> Timeline: ...
    def standing(self, enrolled_on: Day) -> Standing: ...
    def advance(self, standing: Standing | Mapping[str, Any], review: Review | Mapping[str, Any]) -> Advanced: ...
    def review_days(self, start: Day, until: Day) -> list[str]: ...
    def _repr_html_(self) -> str: ...
    def __reduce__(self) -> tuple[Callable[..., Policy], tuple[object, ...]]: ...

@final
class Table:
    @property
    def num_rows(self) -> int: ...
    @property
    def column_names(self) -> list[str]: ...
    @property
    def metadata(self) -> dict[str, str]: ...
    def to_pandas(self) -> pandas.DataFrame: ...
    def to_polars(self) -> polars.DataFrame: ...
    def to_pyarrow(self) -> pyarrow.Table: ...
    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...
    def _repr_html_(self) -> str: ...

@final
class Stream:
    @property
    def column_names(self) -> list[str]: ...
    @property
    def metadata(self) -> dict[str, str]: ...
    def read_all(self) -> Table: ...
    def __iter__(self) -> Iterator[Table]: ...
    def __next__(self) -> Table: ...
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...

@final
class Replayed:
    @property
    def transitions(self) -> Table: ...
    @property
    def standings(self) -> Table: ...

def accounts_from_orders(
    orders: _Table,
    as_of: Day,
    *,
    columns: Mapping[str, str] | None = None,
    policy: Policy | None = None,
    zone: str | None = None,
    threads: int | None = None,
) -> Table: ...
def read_account(text: str | bytes, format: Literal["yaml", "toml", "json"] = "yaml") -> Account: ...
def quota(candidates: Sequence[Candidate | Mapping[str, Any]], seats: int, buffer: int) -> list[Seat]: ...
def backtest(rows: Sequence[Foretold | Mapping[str, Any]], shares: Sequence[float]) -> Backtest: ...
def calibrate(population: Population | Mapping[str, Any], shaping: Shaping | Mapping[str, Any], as_of: Day) -> Learned: ...
def drift(spread: Spread | Mapping[str, Any], population: Population | Mapping[str, Any], levels: Levels | Mapping[str, Any] | None = None) -> Drift: ...
def fit_weights(samples: Samples | Mapping[str, Any], folds: int) -> FittedWeights: ...
def merge_populations(parts: Sequence[Population | Mapping[str, Any]]) -> Population: ...
def population(values: Sequence[float | None], exact: int | None = None) -> Population: ...
def tier_thresholds(composites: Population | Mapping[str, Any], shares: Sequence[float]) -> list[Threshold]: ...
def weigh_evidence(rows: Sequence[Observed | Mapping[str, Any]], bins: int, points: float, as_of: Day) -> Evidence: ...
def concentration(
    accounts: Sequence[AccountValue | Mapping[str, Any]], options: ConcentrationOptions | Mapping[str, Any] | None = None
) -> Concentration: ...
def plan_review(book: PlanBook | Mapping[str, Any], options: ReviewOptions | Mapping[str, Any] | None = None) -> PlanReview: ...
def migration(panel: Panel | Mapping[str, Any], dates: Sequence[Day]) -> TierMigration: ...
def hazards(panel: Panel | Mapping[str, Any], after: Day, until: Day) -> Hazards: ...
def flaps(panel: Panel | Mapping[str, Any], after: Day, until: Day, within_days: int) -> Flaps: ...
def chain(states: Sequence[str], shares: Sequence[Sequence[float]], initial: Sequence[float] | None = None) -> Chain: ...
