//! Tierwise for Python: the core's calls under the core's names. No rule is here.
//!
//! A method names its arguments' types, and [`Input`](input::Input) reads them; what it returns, [`Output`](output::Output) turns
//! into Python objects.

mod capsule;
mod columns;
mod failure;
mod input;
mod output;
mod pandas;
mod table;

#[pyo3::pymodule(gil_used = false)]
mod _tierwise {
    use pyo3::prelude::*;
    use pyo3::types::{PyMapping, PyTuple};
    use tierwise::change::ScoreChange;
    use tierwise::columns::Lists;
    use tierwise::error::code;
    use tierwise::history::{Advanced, Difference, Review, Snapshot, Trace};
    use tierwise::ledger::Statement;
    use tierwise::number::Bounds;
    use tierwise::outlook::{AtRisk, Outlook, Required};
    use tierwise::policy::CriterionOverview;
    use tierwise::portfolio::migration::{Chain, Flaps, Hazards, Panel, Spell, TierMigration};
    use tierwise::portfolio::simulation::{self, Member, Portfolio, Simulation, SimulationOptions, ThresholdPlan};
    use tierwise::quota::{Candidate, Seat};
    use tierwise::standing::Standing;
    use tierwise::{Account, Assessment, Date, History, Name, Points, PolicySpec, Scorecard, Timeline};
    use tierwise_arrow::{Options, OrderOptions, ReplayOptions};
    use tierwise_text::{Format, SHIPPED};

    use crate::columns::{Columns, Threads};
    use crate::failure::Failure;
    #[pymodule_export]
    use crate::failure::TierwiseError;
    use crate::input::{Input, Text};
    use crate::output::Output;
    #[pymodule_export]
    use crate::table::{Replayed, Stream, Table};
    use crate::{capsule, columns};

    /// The version of the library.
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "the name is Python's")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    type Answer<T> = Result<Output<T>, Failure>;

    /// A checked policy. It never changes, can be shared between threads, and can be pickled.
    ///
    /// Data go in and come out in the shape of the file format. What goes in may be made of dicts,
    /// lists, tuples, texts, numbers, flags, days (``datetime.date``, a ``datetime`` or ``pd.Timestamp``
    /// at midnight without a time zone, or ``"YYYY-MM-DD"``), ``Decimal`` and numpy scalars. ``None``,
    /// NaN, ``pd.NA`` and ``NaT`` are missing: the same as absent. A flag is never taken for a number. What comes out
    /// is made of dicts, lists, texts, numbers, flags and ``None``; days come out as ``"YYYY-MM-DD"``.
    ///
    /// Parameters
    /// ----------
    /// spec : dict
    ///     The policy's document; ``tierwise.types.PolicySpec`` has its keys.
    ///
    /// Raises
    /// ------
    /// TierwiseError
    ///     With every problem of the document, each with code and path.
    ///
    /// See Also
    /// --------
    /// Policy.load : From a file.
    /// Policy.shipped : One that comes with the library.
    ///
    /// Examples
    /// --------
    /// >>> import tierwise
    /// >>> policy = tierwise.Policy({
    /// ...     "policy": "fleets", "version": "1", "semantics": 1,
    /// ...     "score": {"aspects": [{"id": "size", "criteria": [
    /// ...         {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [200, 120]]}]}]},
    /// ... })
    /// >>> policy.score({"facts": {"fleet.units": 50}}, "2026-06-30")["composite"]
    /// 30
    #[pyclass(frozen, from_py_object, module = "tierwise")]
    #[derive(Clone)]
    struct Policy(tierwise::Policy);

    impl Policy {
        fn read(text: &[u8], format: Format, file: Option<&str>) -> Result<Self, Failure> {
            let policy = tierwise_text::read_policy(text, format).map_err(|error| match file {
                Some(file) => error.in_file(file),
                None => error,
            });
            Ok(Self(policy?.0))
        }
    }

    #[pymethods]
    impl Policy {
        #[new]
        fn new(spec: Input<PolicySpec>) -> Result<Self, Failure> {
            Ok(Self(tierwise::Policy::new(spec.0)?))
        }

        /// Reads and checks a policy's file.
        ///
        /// Parameters
        /// ----------
        /// path : str or os.PathLike
        ///     A ``.yaml``, ``.yml``, ``.toml`` or ``.json`` file.
        ///
        /// Returns
        /// -------
        /// Policy
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     With every problem, each with line and column; ``input.file`` for another kind of file.
        /// OSError
        ///     The file cannot be read.
        #[staticmethod]
        fn load(py: Python<'_>, path: &Bound<'_, PyAny>) -> Result<Self, Failure> {
            // Python's own file, for its own exceptions.
            let path = py.import("pathlib")?.getattr("Path")?.call1((path,))?;
            let name = path.str()?.to_string();
            let refused = || tierwise::Error::new(code::INPUT_FILE, "", format!("expected a policy as .yaml, .yml, .toml or .json, found `{name}`"));
            let format = Format::of_path(name.as_ref()).ok_or_else(refused)?;
            Self::read(&path.call_method0("read_bytes")?.extract::<Text>()?, format, Some(&name))
        }

        /// Reads and checks a policy's YAML text.
        ///
        /// Parameters
        /// ----------
        /// text : str or bytes
        ///     The text, or its bytes in UTF-8.
        ///
        /// Returns
        /// -------
        /// Policy
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     With every problem, each with line and column.
        #[staticmethod]
        fn from_yaml(text: Text) -> Result<Self, Failure> {
            Self::read(&text, Format::Yaml, None)
        }

        /// Reads and checks a policy's TOML text.
        ///
        /// Parameters
        /// ----------
        /// text : str or bytes
        ///     The text, or its bytes in UTF-8.
        ///
        /// Returns
        /// -------
        /// Policy
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     With every problem, each with line and column.
        #[staticmethod]
        fn from_toml(text: Text) -> Result<Self, Failure> {
            Self::read(&text, Format::Toml, None)
        }

        /// Reads and checks a policy's JSON text.
        ///
        /// Parameters
        /// ----------
        /// text : str or bytes
        ///     The text, or its bytes in UTF-8.
        ///
        /// Returns
        /// -------
        /// Policy
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     With every problem, each with line and column.
        #[staticmethod]
        fn from_json(text: Text) -> Result<Self, Failure> {
            Self::read(&text, Format::Json, None)
        }

        /// A policy that comes with the library.
        ///
        /// Parameters
        /// ----------
        /// name : str
        ///     One of ``tierwise.SHIPPED``: ``"cv-key-account"``, for makers of commercial vehicles, or
        ///     ``"transactions"``, for plain order data.
        ///
        /// Returns
        /// -------
        /// Policy
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     ``input.unknown_value`` for another name.
        ///
        /// Examples
        /// --------
        /// >>> import tierwise
        /// >>> tierwise.Policy.shipped("cv-key-account")
        /// <tierwise.Policy `cv-key-account` version `1`, 21 criteria>
        #[staticmethod]
        fn shipped(name: &str) -> Result<Self, Failure> {
            let names = || SHIPPED.iter().map(|(id, _)| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            let unknown = || tierwise::Error::new(code::INPUT_UNKNOWN_VALUE, "", format!("expected one of {}, found `{name}`", names()));
            let (_, text) = SHIPPED.iter().find(|(id, _)| *id == name).ok_or_else(unknown)?;
            Self::read(text.as_bytes(), Format::Yaml, None)
        }

        /// The policy with other versions of it that histories can name in ``change_policy`` events.
        ///
        /// Parameters
        /// ----------
        /// earlier : list of Policy
        ///     The other versions.
        ///
        /// Returns
        /// -------
        /// Policy
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     ``policy.duplicate_id`` if two of them have one version.
        fn with_earlier(&self, earlier: Vec<Self>) -> Result<Self, Failure> {
            Ok(Self(self.0.clone().with_earlier(earlier.into_iter().map(|policy| policy.0))?))
        }

        /// What the linter says, a list of dicts with ``code``, ``path`` and ``message``: the policy can
        /// be used, but may not do what its author meant.
        #[getter]
        fn warnings(&self) -> Output<&[tierwise::Problem]> {
            Output(self.0.warnings())
        }

        /// SHA-256 of the policy's canonical form: equal for equal documents in every format and language.
        #[getter]
        fn fingerprint(&self) -> &str {
            self.0.fingerprint()
        }

        /// A dict with ``id``, ``version`` and ``fingerprint``, as every result carries it.
        #[getter]
        fn identity(&self) -> Output<&tierwise::PolicyIdentity> {
            Output(self.0.identity())
        }

        /// What each criterion can move, a list of dicts with ``aspect``, ``id``, ``fact``,
        /// ``nominal_weight``, ``least`` and ``most`` (points), and ``effective_weight`` (0 to 1). One line
        /// makes it a table: ``pandas.DataFrame(policy.criteria)``.
        #[getter]
        fn criteria(&self) -> Output<Vec<CriterionOverview>> {
            Output(self.0.criteria())
        }

        /// Names of the facts that the policy reads, in ascending order.
        #[getter]
        fn facts(&self) -> Vec<&str> {
            self.0.facts().collect()
        }

        /// The fewest and the most points that the composite can have: ``lowest`` and ``highest``.
        #[getter]
        fn range(&self) -> Output<Bounds> {
            Output(self.0.range())
        }

        /// The document that was checked, without what is left at its default.
        ///
        /// Returns
        /// -------
        /// dict
        ///     ``Policy(policy.to_dict())`` has the same fingerprint.
        fn to_dict(&self) -> Output<&PolicySpec> {
            Output(self.0.spec())
        }

        /// Scores one account as of a day.
        ///
        /// Parameters
        /// ----------
        /// account : dict
        ///     The account's document, all keys optional; ``tierwise.types.Account`` has them. Facts that
        ///     are known already stand in ``facts``, by dotted name.
        /// as_of : str or datetime.date
        ///     The day of scoring.
        ///
        /// Returns
        /// -------
        /// dict
        ///     The scorecard: ``composite`` (points), ``aspects`` with their ``criteria``, each with
        ///     ``value``, ``points``, ``contribution`` and what it ``matched``; ``reasons`` with the points
        ///     lost against the best, the most first; ``coverage`` (0 to 1), ``bounds`` and ``missing``.
        ///     Contributions and adjustments sum to the composite exactly.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     For keys, facts and values that do not exist or have another type, a value that no band or
        ///     category covers (``score.no_match``), and a missing fact that the policy refuses to do
        ///     without (``score.missing_fact``). Never a partial total.
        ///
        /// Examples
        /// --------
        /// >>> import tierwise
        /// >>> policy = tierwise.Policy.shipped("cv-key-account")
        /// >>> card = policy.score({"facts": {"fleet.units": 120, "payment.delay_days": 30}}, "2026-06-30")
        /// >>> card["composite"], card["bounds"]
        /// (24.8, {'lowest': 7, 'highest': 96})
        /// >>> card["reasons"][0]
        /// {'code': 'recent revenue is below that of the largest accounts', 'gap': 16}
        fn score(&self, account: Input<Account>, as_of: Input<Date>) -> Answer<Scorecard> {
            Ok(Output(self.0.score(&account.0, as_of.0)?))
        }

        /// Scores one account and places it in a tier, given the tier it had before.
        ///
        /// Parameters
        /// ----------
        /// account : dict
        ///     As for ``score``.
        /// as_of : str or datetime.date
        ///     The day.
        /// previous : str, optional
        ///     Id of the tier before, which is kept down to its ``retain`` bound.
        ///
        /// Returns
        /// -------
        /// dict
        ///     ``scorecard``, as from ``score``, and ``placement`` (``None`` for a policy without a ladder):
        ///     the ``effective`` tier or designation, the ladder's ``tier``, the ``movement``, what speaks
        ///     for and against each of the ``rungs``, ``entitlements``, and what the ``next`` tier asks for.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``score``; ``tier.unknown`` for a previous tier that the ladder does not have.
        ///
        /// Examples
        /// --------
        /// >>> import tierwise
        /// >>> policy = tierwise.Policy({
        /// ...     "policy": "fleets", "version": "1", "semantics": 1,
        /// ...     "score": {"aspects": [{"id": "size", "criteria": [
        /// ...         {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]},
        /// ...     "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40, "retain": 35}]},
        /// ... })
        /// >>> account = {"facts": {"fleet.units": 37}}
        /// >>> policy.assess(account, "2026-06-30")["placement"]["tier"]
        /// 'standard'
        /// >>> policy.assess(account, "2026-06-30", previous="silver")["placement"]["tier"]
        /// 'silver'
        #[pyo3(signature = (account, as_of, previous=None))]
        fn assess(&self, account: Input<Account>, as_of: Input<Date>, previous: Option<Input<Option<String>>>) -> Answer<Assessment> {
            Ok(Output(self.0.assess(&account.0, as_of.0, previous.and_then(|previous| previous.0).as_deref())?))
        }

        /// Replays an account's history up to a day. Other threads run meanwhile.
        ///
        /// Parameters
        /// ----------
        /// history : dict
        ///     ``account`` (a document as for ``score``) and ``events``, in any order;
        ///     ``tierwise.types.History`` has the keys. Every event has ``id``, ``on`` and ``event``.
        /// as_of : str or datetime.date
        ///     The day.
        ///
        /// Returns
        /// -------
        /// dict
        ///     The timeline: the ``tier`` on that day, ``since`` when, ``held_until`` when if nothing more
        ///     happens, the ``balance`` of points, and every move with its cause in ``transitions``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``score``, for events that contradict each other or the policy (``event.*``), and for a
        ///     policy without a ladder or an account that is not enrolled on the day.
        ///
        /// Examples
        /// --------
        /// >>> import tierwise
        /// >>> policy = tierwise.Policy({
        /// ...     "policy": "club", "version": "1", "semantics": 1,
        /// ...     "score": {"aspects": [{"id": "a", "criteria": [
        /// ...         {"id": "points", "fact": "points.balance", "curve": [[0, 0], [1000, 100]]}]}]},
        /// ...     "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10, "per_unit": True}}},
        /// ...     "ladder": {"basis": "points", "base": "standard", "tiers": [{"id": "silver", "enter": 100, "retain": 80}]},
        /// ... })
        /// >>> history = {"events": [
        /// ...     {"id": "1", "on": "2026-01-15", "event": {"enrol": {}}},
        /// ...     {"id": "2", "on": "2026-02-01", "event": {"earn": {"activity": "order", "quantity": 12}}},
        /// ... ]}
        /// >>> timeline = policy.replay(history, "2026-06-30")
        /// >>> timeline["tier"], timeline["since"], timeline["balance"]
        /// ('silver', '2026-02-01', 120)
        /// >>> policy.at_risk(history, "2026-06-30", until="2028-01-01")["transition"]["on"]
        /// '2027-02-01'
        /// >>> policy.required(history, "2026-06-30", "silver", credited_on="2027-01-31", by="2027-06-30")["points"]
        /// 80
        fn replay(&self, py: Python<'_>, history: Input<History>, as_of: Input<Date>) -> Answer<Timeline> {
            Ok(Output(py.detach(|| self.0.replay(&history.0, as_of.0))?))
        }

        /// The timeline up to a later day, if nothing happens after ``as_of``.
        ///
        /// Parameters
        /// ----------
        /// history : dict
        ///     ``account`` (a document as for ``score``) and ``events``, in any order;
        ///     ``tierwise.types.History`` has the keys. Every event has ``id``, ``on`` and ``event``.
        /// as_of : str or datetime.date
        ///     The day up to which events are known.
        /// until : str or datetime.date
        ///     The later day.
        ///
        /// Returns
        /// -------
        /// dict
        ///     The timeline, as from ``replay``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay``.
        ///
        /// Examples
        /// --------
        /// See ``replay``.
        fn project(&self, py: Python<'_>, history: Input<History>, as_of: Input<Date>, until: Input<Date>) -> Answer<Timeline> {
            Ok(Output(py.detach(|| self.0.project(&history.0, as_of.0, until.0))?))
        }

        /// The first fall up to a later day, if nothing happens after ``as_of``.
        ///
        /// Parameters
        /// ----------
        /// history : dict
        ///     ``account`` (a document as for ``score``) and ``events``, in any order;
        ///     ``tierwise.types.History`` has the keys. Every event has ``id``, ``on`` and ``event``.
        /// as_of : str or datetime.date
        ///     The day up to which events are known.
        /// until : str or datetime.date
        ///     The last day that is looked at.
        ///
        /// Returns
        /// -------
        /// dict or None
        ///     The ``transition``, and ``prevented_by``: the fewest points that prevent it if they are
        ///     credited on the day before, ``None`` if no points do. ``None`` if there is no fall.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay``.
        ///
        /// Examples
        /// --------
        /// See ``replay``.
        fn at_risk(&self, py: Python<'_>, history: Input<History>, as_of: Input<Date>, until: Input<Date>) -> Answer<Option<AtRisk>> {
            Ok(Output(py.detach(|| self.0.at_risk(&history.0, as_of.0, until.0))?))
        }

        /// The fewest points, credited by hand on a day, with which the account is in a tier or above on a
        /// later day.
        ///
        /// Parameters
        /// ----------
        /// history : dict
        ///     ``account`` (a document as for ``score``) and ``events``, in any order;
        ///     ``tierwise.types.History`` has the keys. Every event has ``id``, ``on`` and ``event``.
        /// as_of : str or datetime.date
        ///     The day up to which events are known.
        /// tier : str
        ///     Id of the tier.
        /// credited_on : str or datetime.date
        ///     The day on which the points are credited.
        /// by : str or datetime.date
        ///     The day on which the account is to be in the tier.
        ///
        /// Returns
        /// -------
        /// dict
        ///     ``tier``, ``credited_on``, ``by`` and ``points``, which is ``None`` if no number of points
        ///     suffices. A thousandth less does not.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay``; ``tier.unknown`` for a tier that the ladder does not have, and for a ladder
        ///     that does not stand on points.
        ///
        /// Examples
        /// --------
        /// See ``replay``.
        fn required(
            &self,
            py: Python<'_>,
            history: Input<History>,
            as_of: Input<Date>,
            tier: Input<String>,
            credited_on: Input<Date>,
            by: Input<Date>,
        ) -> Answer<Required> {
            Ok(Output(py.detach(|| self.0.required(&history.0, as_of.0, &tier.0, credited_on.0, by.0))?))
        }

        /// Which way an account's tier goes up to a later day, if nothing happens after ``as_of``.
        ///
        /// Parameters
        /// ----------
        /// history : dict
        ///     As for ``replay``.
        /// as_of : str or datetime.date
        ///     The day up to which events are known.
        /// until : str or datetime.date
        ///     The later day.
        ///
        /// Returns
        /// -------
        /// dict
        ///     The direction, and the next transition; ``tierwise.types.Outlook`` has the keys.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay``.
        fn outlook(&self, py: Python<'_>, history: Input<History>, as_of: Input<Date>, until: Input<Date>) -> Answer<Outlook> {
            Ok(Output(py.detach(|| self.0.outlook(&history.0, as_of.0, until.0))?))
        }

        /// The timeline, as from ``replay``, with every review on the way: what a picture of it is drawn from.
        ///
        /// Parameters
        /// ----------
        /// history : dict
        ///     As for ``replay``.
        /// as_of : str or datetime.date
        ///     The day.
        ///
        /// Returns
        /// -------
        /// dict
        ///     ``timeline`` and ``reviews``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay``.
        fn trace(&self, py: Python<'_>, history: Input<History>, as_of: Input<Date>) -> Answer<Trace> {
            Ok(Output(py.detach(|| self.0.trace(&history.0, as_of.0))?))
        }

        /// The timeline up to a day as it was known on another: what was recorded later is left out.
        ///
        /// Parameters
        /// ----------
        /// history : dict
        ///     As for ``replay``.
        /// day : str or datetime.date
        ///     The day.
        /// known_on : str or datetime.date
        ///     The day up to which events were recorded.
        ///
        /// Returns
        /// -------
        /// dict
        ///     The timeline, as from ``replay``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay``.
        fn tier_on(&self, py: Python<'_>, history: Input<History>, day: Input<Date>, known_on: Input<Date>) -> Answer<Timeline> {
            Ok(Output(py.detach(|| self.0.tier_on(&history.0, day.0, known_on.0))?))
        }

        /// What the transitions up to a day are by one log and not by the other, each with the event that made
        /// the difference.
        ///
        /// Parameters
        /// ----------
        /// before, after : dict
        ///     Two histories of one account, as for ``replay``.
        /// as_of : str or datetime.date
        ///     The day.
        ///
        /// Returns
        /// -------
        /// dict
        ///     ``tierwise.types.Difference`` has the keys.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay`` of either.
        fn diff(&self, py: Python<'_>, before: Input<History>, after: Input<History>, as_of: Input<Date>) -> Answer<Difference> {
            Ok(Output(py.detach(|| self.0.diff(&before.0, &after.0, as_of.0))?))
        }

        /// Scores and places many accounts at once: the same numbers as one by one. Other threads run meanwhile.
        ///
        /// Parameters
        /// ----------
        /// table : table or dict
        ///     Accounts, one a row. What hands out Arrow data: a DataFrame of pandas or polars, a Table,
        ///     RecordBatch or RecordBatchReader of pyarrow, a relation of DuckDB, and others. A column is the
        ///     fact of its name; facts without a column, nulls and NaN are missing. Or lists in a dict,
        ///     ``tierwise.types.Lists``, which takes no options.
        /// as_of : str or datetime.date
        ///     The day of scoring.
        /// columns : dict of str to str, optional
        ///     Columns that have other names than their facts: the fact, and the column's name.
        /// previous : str, optional
        ///     The column with the tiers before, which are kept down to their ``retain`` bounds.
        /// keep : list of str, optional
        ///     Columns that stand first in the result as they are: ids, names. Every other column must be a fact.
        ///     An index of pandas is kept always.
        /// zone : str, optional
        ///     ``"UTC"`` or a distance from it such as ``"+02:00"``: where the days of timestamps begin. Without it
        ///     columns of timestamps are refused; columns of days need none.
        /// points : {"numbers", "decimals", "thousandths"}
        ///     Points as ``float64``, as decimals with three places, or as whole thousandths; all are exact.
        /// contributions : bool
        ///     Whether to say what each criterion contributes.
        /// aspects : bool
        ///     Whether to say the points of each aspect.
        /// messages : bool
        ///     Whether to say errors in words, beside their codes.
        /// threads : int, optional
        ///     The most threads to work on; as many as the machine has if left out. It changes no result.
        ///
        /// Returns
        /// -------
        /// Table or dict
        ///     As many rows as came in, in their order, and the columns of ``keep``; ``composite``; ``tier`` (for a
        ///     policy with a ladder); ``coverage`` (0 to 1); ``contribution.<criterion>``; ``aspect.<aspect>``;
        ///     ``error_code`` and ``error_message``. A row in error has nothing else, and hides none of the others.
        ///     For lists lists, ``tierwise.types.ScoredLists``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     For every column that is no fact (``fact.unknown``, with the nearest name), that has another type
        ///     (``fact.type``) or is not there (``input.missing_field``); for lists also ``input.length``.
        ///
        /// See Also
        /// --------
        /// Policy.score_stream : The same without holding the whole table.
        ///
        /// Examples
        /// --------
        /// >>> import pandas, tierwise
        /// >>> policy = tierwise.Policy({
        /// ...     "policy": "fleets", "version": "1", "semantics": 1,
        /// ...     "score": {"aspects": [{"id": "size", "criteria": [
        /// ...         {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]},
        /// ...     "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40, "retain": 35}]},
        /// ... })
        /// >>> accounts = pandas.DataFrame({"account": ["K-1", "K-2"], "vehicles": [37, 62], "before": ["silver", None]})
        /// >>> scored = policy.score_columns(
        /// ...     accounts, "2026-06-30", columns={"fleet.units": "vehicles"}, previous="before", keep=["account"])
        /// >>> scored.to_pandas()[["account", "composite", "tier"]]
        ///   account  composite    tier
        /// 0     K-1       37.0  silver
        /// 1     K-2       62.0  silver
        #[pyo3(signature = (table, as_of, *, columns=None, previous=None, keep=Vec::new(), zone=None, points="numbers", contributions=true, aspects=false, messages=true, threads=None))]
        #[expect(clippy::too_many_arguments, reason = "they are keywords")]
        fn score_columns<'py>(
            &self,
            py: Python<'py>,
            table: &Bound<'py, PyAny>,
            as_of: Input<Date>,
            columns: Columns,
            previous: Option<String>,
            keep: Vec<String>,
            zone: Option<&str>,
            points: &str,
            contributions: bool,
            aspects: bool,
            messages: bool,
            threads: Threads,
        ) -> Result<Bound<'py, PyAny>, Failure> {
            if !capsule::is_table(table)? && table.cast::<PyMapping>().is_ok() {
                if columns.is_some() || previous.is_some() || !keep.is_empty() || zone.is_some() {
                    let message = "expected a table that hands out Arrow data beside `columns`, `previous`, `keep` or `zone`, found lists";
                    return Err(tierwise::Error::new(code::INPUT_TYPE, "", message).into());
                }
                let lists: Input<Lists> = table.extract()?;
                return Ok(Output(py.detach(|| self.0.score_columns(&lists.0, as_of.0))?).into_pyobject(py)?);
            }
            let (facts, zone, points) = (columns::by_name(columns)?, columns::zone(zone)?, columns::points(points)?);
            let options =
                Options { facts, previous, keep, zone, points, contributions, aspects, messages, threads: columns::threads(threads), ..Options::default() };
            let rows = capsule::read(table)?;
            let scored = py.detach(|| Table::collect(columns::scores(&self.0, rows, as_of.0, options)?))?;
            Ok(Bound::new(py, scored)?.into_any())
        }

        /// Scores and places accounts as they are read: however many there are, one batch of them is in memory.
        ///
        /// Parameters
        /// ----------
        /// table : table
        ///     As for ``score_columns``; a RecordBatchReader of pyarrow is read batch by batch.
        /// as_of, columns, previous, keep, zone, points, contributions, aspects, messages, threads
        ///     As for ``score_columns``.
        ///
        /// Returns
        /// -------
        /// Stream
        ///     A batch of results for each batch that is read, with the columns of ``score_columns``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``score_columns``, before anything is read.
        ///
        /// Examples
        /// --------
        /// >>> import pyarrow, tierwise
        /// >>> policy = tierwise.Policy.shipped("cv-key-account")
        /// >>> def batches():
        /// ...     for units in ([120, 300], [50]):
        /// ...         yield pyarrow.record_batch({"fleet.units": units})
        /// >>> schema = pyarrow.schema({"fleet.units": pyarrow.int64()})
        /// >>> reader = pyarrow.RecordBatchReader.from_batches(schema, batches())
        /// >>> [len(scored) for scored in policy.score_stream(reader, "2026-06-30")]
        /// [2, 1]
        #[pyo3(signature = (table, as_of, *, columns=None, previous=None, keep=Vec::new(), zone=None, points="numbers", contributions=true, aspects=false, messages=true, threads=None))]
        #[expect(clippy::too_many_arguments, reason = "they are keywords")]
        fn score_stream(
            &self,
            table: &Bound<'_, PyAny>,
            as_of: Input<Date>,
            columns: Columns,
            previous: Option<String>,
            keep: Vec<String>,
            zone: Option<&str>,
            points: &str,
            contributions: bool,
            aspects: bool,
            messages: bool,
            threads: Threads,
        ) -> Result<Stream, Failure> {
            let (facts, zone, points) = (columns::by_name(columns)?, columns::zone(zone)?, columns::points(points)?);
            let options =
                Options { facts, previous, keep, zone, points, contributions, aspects, messages, threads: columns::threads(threads), ..Options::default() };
            Ok(Stream::from(columns::scores(&self.0, capsule::read(table)?, as_of.0, options)?))
        }

        /// Replays the histories of many accounts up to a day, each as ``replay`` does. Other threads run meanwhile.
        ///
        /// Parameters
        /// ----------
        /// events : table
        ///     Events, one a row, in any order; what hands out Arrow data, as for ``score_columns``. Columns are
        ///     ``account``, ``id`` and ``on``; ``recorded_on`` and ``sequence`` if there are such columns; and what
        ///     happened: ``kind`` (``"enrol"``, ``"earn"``, ``"observe"``, ...) with a column for each key of such an
        ///     event (``activity``, ``quantity``, ...; for ``observe`` columns named by facts), or ``event``, a JSON
        ///     text as in a history's document. What does not belong to an event is null.
        /// as_of : str or datetime.date
        ///     The day.
        /// columns : dict of str to str, optional
        ///     Columns by other names: what a column is, and its name.
        /// zone : str, optional
        ///     As for ``score_columns``.
        /// threads : int, optional
        ///     As for ``score_columns``.
        ///
        /// Returns
        /// -------
        /// Replayed
        ///     ``transitions``, every move, and ``standings``, where each account stands. An account whose events
        ///     cannot be read or replayed has a standing with ``error_code`` and ``error_message``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     For every column that must be there and is not (``input.missing_field``), that means nothing
        ///     (``input.unknown_value``, ``fact.unknown``), or cannot be read.
        ///
        /// Examples
        /// --------
        /// >>> import pandas, tierwise
        /// >>> policy = tierwise.Policy({
        /// ...     "policy": "club", "version": "1", "semantics": 1,
        /// ...     "score": {"aspects": [{"id": "a", "criteria": [
        /// ...         {"id": "points", "fact": "points.balance", "curve": [[0, 0], [1000, 100]]}]}]},
        /// ...     "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10, "per_unit": True}}},
        /// ...     "ladder": {"basis": "points", "base": "standard", "tiers": [{"id": "silver", "enter": 100, "retain": 80}]},
        /// ... })
        /// >>> events = pandas.DataFrame({
        /// ...     "customer": ["K-1", "K-1"], "id": [1, 2], "on": ["2026-01-15", "2026-02-01"],
        /// ...     "kind": ["enrol", "earn"], "activity": [None, "order"], "quantity": [None, 12],
        /// ... })
        /// >>> replayed = policy.replay_columns(events, "2026-06-30", columns={"account": "customer"})
        /// >>> replayed
        /// <tierwise.Replayed: 1 accounts, 1 transitions>
        /// >>> replayed.standings.to_pandas()[["account", "tier", "balance"]]
        ///   account    tier  balance
        /// 0     K-1  silver    120.0
        #[pyo3(signature = (events, as_of, *, columns=None, zone=None, threads=None))]
        fn replay_columns(
            &self,
            py: Python<'_>,
            events: &Bound<'_, PyAny>,
            as_of: Input<Date>,
            columns: Columns,
            zone: Option<&str>,
            threads: Threads,
        ) -> Result<Replayed, Failure> {
            let options = ReplayOptions { names: columns::by_name(columns)?, zone: columns::zone(zone)?, threads: columns::threads(threads) };
            columns::replayed(py, &self.0, events, as_of.0, &options)
        }

        /// Every lot of an account's ledger on a day: what counts of it, and why the rest does not.
        ///
        /// Parameters
        /// ----------
        /// history : dict
        ///     As for ``replay``.
        /// on : str or datetime.date
        ///     The day.
        ///
        /// Returns
        /// -------
        /// dict
        ///     ``tierwise.types.Statement`` has the keys.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay``; ``event.activity`` for a policy without points.
        fn statement(&self, py: Python<'_>, history: Input<History>, on: Input<Date>) -> Answer<Statement> {
            Ok(Output(py.detach(|| self.0.statement(&history.0, on.0))?))
        }

        /// The state of an account at the end of a day, from which ``resume`` goes on.
        ///
        /// Parameters
        /// ----------
        /// history : dict
        ///     As for ``replay``.
        /// as_of : str or datetime.date
        ///     The day.
        ///
        /// Returns
        /// -------
        /// dict
        ///     The snapshot, to be kept as JSON or otherwise and handed back as it is.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay``.
        fn snapshot(&self, py: Python<'_>, history: Input<History>, as_of: Input<Date>) -> Answer<Snapshot> {
            Ok(Output(py.detach(|| self.0.snapshot(&history.0, as_of.0))?))
        }

        /// The state of an account at the end of a later day, from a snapshot and what was recorded since.
        ///
        /// Parameters
        /// ----------
        /// snapshot : dict
        ///     From ``snapshot`` or ``advance_snapshot``.
        /// tail : dict
        ///     The account's document, which a snapshot does not hold, and the events since.
        /// as_of : str or datetime.date
        ///     The later day.
        ///
        /// Returns
        /// -------
        /// dict
        ///     The snapshot.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``resume``.
        fn advance_snapshot(&self, py: Python<'_>, snapshot: Input<Snapshot>, tail: Input<History>, as_of: Input<Date>) -> Answer<Snapshot> {
            Ok(Output(py.detach(|| self.0.advance_snapshot(&snapshot.0, &tail.0, as_of.0))?))
        }

        /// The timeline from a snapshot on: that of the whole log, with the transitions after the snapshot.
        ///
        /// Parameters
        /// ----------
        /// snapshot : dict
        ///     From ``snapshot`` or ``advance_snapshot``.
        /// tail : dict
        ///     The account's document, which a snapshot does not hold, and the events since.
        /// as_of : str or datetime.date
        ///     The day.
        ///
        /// Returns
        /// -------
        /// dict
        ///     The timeline, as from ``replay``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay``; ``snapshot.policy`` if another policy made the snapshot, and ``snapshot.past``
        ///     for each event that would change what it has settled: replay the whole log then.
        fn resume(&self, py: Python<'_>, snapshot: Input<Snapshot>, tail: Input<History>, as_of: Input<Date>) -> Answer<Timeline> {
            Ok(Output(py.detach(|| self.0.resume(&snapshot.0, &tail.0, as_of.0))?))
        }

        /// The standing of an account that enters the programme on a day, for ``advance``.
        ///
        /// Parameters
        /// ----------
        /// enrolled_on : str or datetime.date
        ///     The day.
        ///
        /// Returns
        /// -------
        /// dict
        ///     The standing.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     ``tier.unknown`` for a policy without a ladder.
        fn standing(&self, enrolled_on: Input<Date>) -> Answer<Standing> {
            Ok(Output(self.0.standing(enrolled_on.0)?))
        }

        /// The standing after one review, and the moves since the last one: the one step of which a replay
        /// is made.
        ///
        /// Parameters
        /// ----------
        /// standing : dict
        ///     From ``standing`` or an earlier ``advance``.
        /// review : dict
        ///     ``on``, the day; ``account``, whose fact ``points.balance`` a ladder on points reads; and
        ///     ``locked``, the moves that are forbidden.
        ///
        /// Returns
        /// -------
        /// dict
        ///     ``standing`` and ``transitions``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``score``; ``tier.unknown`` for a policy without a ladder or a standing on another one.
        fn advance(&self, standing: Input<Standing>, review: Input<Review>) -> Answer<Advanced> {
            Ok(Output(self.0.advance(&standing.0, &review.0)?))
        }

        /// The tiers of an account from its day of enrolment on, as spells; the last one goes on.
        ///
        /// Parameters
        /// ----------
        /// history : dict
        ///     As for ``replay``.
        /// as_of : str or datetime.date
        ///     The day up to which events count.
        ///
        /// Returns
        /// -------
        /// list of dict
        ///     Each with ``account``, ``from``, ``until`` (left out of the one that goes on) and ``tier``: the ``spells`` of a panel.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``replay``.
        ///
        /// Examples
        /// --------
        /// >>> import tierwise
        /// >>> policy = tierwise.Policy.shipped("cv-key-account")
        /// >>> history = {"account": {"id": "north"}, "events": [{"id": "1", "on": "2026-01-01", "event": {"enrol": {}}}]}
        /// >>> policy.spells(history, "2026-06-30")
        /// [{'account': 'north', 'from': '2026-01-01', 'tier': 'standard'}]
        fn spells(&self, history: Input<History>, as_of: Input<Date>) -> Answer<Vec<Spell>> {
            Ok(Output(self.0.spells(&history.0, as_of.0)?))
        }

        /// What another policy would make of a portfolio on a day: who moves and why, what it costs, who is near a bound, and, of
        /// histories, how many moves are soon undone.
        ///
        /// Parameters
        /// ----------
        /// other : Policy
        ///     The other policy; this one is in force.
        /// portfolio : dict
        ///     ``accounts``, a list of dicts with ``account`` and ``previous`` (the tier that it has), and ``histories``.
        /// as_of : str or datetime.date
        ///     The day.
        /// options : dict, optional
        ///     ``tiers`` (what tiers become on the other ladder), ``knife_edge`` (points, 1 if left out) and ``flap_days`` (90).
        ///
        /// Returns
        /// -------
        /// dict
        ///     ``counts`` by tiers ``from`` and ``to``, ``movers`` with the lines and bounds that moved them, ``entitlements`` and
        ///     ``cost_per_year``, ``knife_edge``, ``flaps``, and the accounts that are ``refused``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     ``tier.unknown`` for a policy without ladder, and for names of ``tiers`` that a ladder does not have.
        ///
        /// Examples
        /// --------
        /// >>> import tierwise
        /// >>> policy = tierwise.Policy.shipped("cv-key-account")
        /// >>> stricter = policy.to_dict()
        /// >>> stricter["ladder"]["tiers"][0]["enter"] += 2
        /// >>> accounts = [{"account": {"id": "north", "facts": {"fleet.units": 120}}, "previous": "silver"}]
        /// >>> found = policy.simulate(tierwise.Policy(stricter), {"accounts": accounts}, "2026-06-30")
        /// >>> found["stayed"], found["movers"]
        /// (1, [])
        #[pyo3(signature = (other, portfolio, as_of, options=None))]
        fn simulate(&self, other: Self, portfolio: Input<Portfolio>, as_of: Input<Date>, options: Option<Input<SimulationOptions>>) -> Answer<Simulation> {
            let options = options.map(|options| options.0).unwrap_or_default();
            Ok(Output(self.0.simulate(&other.0, &portfolio.0, as_of.0, &options)?))
        }

        /// How many accounts get into a tier or fall out of it, if one of its bounds moves by each of some shifts. Every account is
        /// scored once, however many shifts there are.
        ///
        /// Parameters
        /// ----------
        /// accounts : list of dict
        ///     Each with ``account`` and ``previous``, the tier that it has.
        /// as_of : str or datetime.date
        ///     The day of scoring.
        /// tier : str
        ///     The tier.
        /// bound : str
        ///     ``"enter"`` or ``"retain"``. A tier without a ``retain`` of its own has one bound: ``"enter"`` moves both.
        /// shifts : list of float
        ///     By how many points.
        ///
        /// Returns
        /// -------
        /// dict
        ///     ``at``, where the bound is, and ``shifts``, each with ``by``, ``promoted`` and ``demoted``; ``None`` where the policy could not
        ///     have such a bound.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     ``tier.unknown`` for a tier that the ladder does not have, or that has no bound.
        ///
        /// Examples
        /// --------
        /// >>> import tierwise
        /// >>> policy = tierwise.Policy({
        /// ...     "policy": "fleets", "version": "1", "semantics": 1,
        /// ...     "score": {"aspects": [{"id": "size", "criteria": [
        /// ...         {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]},
        /// ...     "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40}]},
        /// ... })
        /// >>> accounts = [{"account": {"facts": {"fleet.units": units}}} for units in (38, 39, 40)]
        /// >>> policy.threshold_plan(accounts, "2026-06-30", "silver", "enter", [-1, 1])["shifts"]
        /// [{'by': -1, 'promoted': 1, 'demoted': 0}, {'by': 1, 'promoted': 0, 'demoted': 1}]
        fn threshold_plan(
            &self,
            accounts: Input<Vec<Member>>,
            as_of: Input<Date>,
            tier: &str,
            bound: Input<simulation::Bound>,
            shifts: Input<Vec<Points>>,
        ) -> Answer<ThresholdPlan> {
            Ok(Output(self.0.threshold_plan(&accounts.0, as_of.0, tier, bound.0, &shifts.0)?))
        }

        /// Takes the difference of two scores apart: what came of the time that passed, of what is known of the account, and of the
        /// policy, each by lines of the scorecard. Everything sums exactly.
        ///
        /// Parameters
        /// ----------
        /// before : dict
        ///     The account as it was known then.
        /// before_on : str or datetime.date
        ///     The day then.
        /// after : dict
        ///     The account as it is known now.
        /// after_on : str or datetime.date
        ///     The day now.
        /// later : Policy, optional
        ///     The policy that scores ``after``; this one if left out.
        ///
        /// Returns
        /// -------
        /// dict
        ///     ``before``, ``after``, ``by``, and ``parts``: each with ``cause`` (``"ageing"``, ``"facts"``, ``"policy"``), ``by`` and ``lines``.
        ///
        /// Raises
        /// ------
        /// TierwiseError
        ///     As ``score``.
        ///
        /// Examples
        /// --------
        /// >>> import tierwise
        /// >>> policy = tierwise.Policy.shipped("cv-key-account")
        /// >>> before, after = ({"facts": {"fleet.units": units}} for units in (20, 120))
        /// >>> change = policy.explain_change(before, "2026-06-30", after, "2026-06-30")
        /// >>> [part["cause"] for part in change["parts"]]
        /// ['facts']
        /// >>> change["after"] - change["before"] == change["by"] == sum(line["by"] for line in change["parts"][0]["lines"])
        /// True
        #[pyo3(signature = (before, before_on, after, after_on, later=None))]
        fn explain_change(
            &self,
            before: Input<Account>,
            before_on: Input<Date>,
            after: Input<Account>,
            after_on: Input<Date>,
            later: Option<Self>,
        ) -> Answer<ScoreChange> {
            let later = later.as_ref().unwrap_or(self);
            Ok(Output(self.0.explain_change(&before.0, before_on.0, &after.0, after_on.0, &later.0)?))
        }

        fn __repr__(&self) -> String {
            let identity = self.0.identity();
            format!("<tierwise.Policy `{}` version `{}`, {} criteria>", identity.id, identity.version, self.0.criteria().len())
        }

        fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import("tierwise._html")?.call_method1("policy", (slf,))
        }

        fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
            let (policy, class, py) = (&slf.get().0, slf.get_type(), slf.py());
            if policy.earlier().is_empty() {
                return Ok((class.into_any(), (Output(policy.spec()),).into_pyobject(py)?));
            }
            let earlier: Vec<Self> = policy.earlier().iter().cloned().map(Self).collect();
            let alone = Self::with_earlier(slf.get(), Vec::new())?;
            Ok((class.getattr("with_earlier")?, (alone, earlier).into_pyobject(py)?))
        }
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("SHIPPED", PyTuple::new(module.py(), SHIPPED.iter().map(|(name, _)| *name))?)
    }

    /// Reads an account's text; the same as what a library for the format reads, but with line and column in
    /// errors, and by the same rules as a policy's text.
    ///
    /// Parameters
    /// ----------
    /// text : str or bytes
    ///     The text, or its bytes in UTF-8.
    /// format : {"yaml", "toml", "json"}
    ///     Its format.
    ///
    /// Returns
    /// -------
    /// dict
    ///     The account.
    ///
    /// Raises
    /// ------
    /// TierwiseError
    ///     With every problem, each with line and column.
    ///
    /// Examples
    /// --------
    /// >>> import tierwise
    /// >>> tierwise.read_account('{"id": "north", "facts": {"fleet.units": 120}}', "json")
    /// {'id': 'north', 'facts': {'fleet.units': 120}}
    #[pyfunction]
    #[pyo3(signature = (text, format="yaml"))]
    fn read_account(text: Text, format: &str) -> Answer<Account> {
        let unknown = || tierwise::Error::new(code::INPUT_UNKNOWN_VALUE, "format", format!("expected one of `yaml`, `toml`, `json`, found `{format}`"));
        let format = Format::of_path(format!("account.{format}").as_ref()).ok_or_else(unknown)?;
        Ok(Output(tierwise_text::read_as(&text, format)?.0))
    }

    /// Seats accounts by rank: those above the buffer for certain, those below for certain not, and
    /// between them incumbents before challengers, so that a seat does not change hands for a hair's breadth.
    ///
    /// Parameters
    /// ----------
    /// candidates : list of dict
    ///     Each with ``account`` (its id), ``score`` and ``incumbent`` (whether it has a seat now).
    /// seats : int
    ///     How many there are.
    /// buffer : int
    ///     How many ranks above and below the last seat are not certain.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     In the order of ranks: ``account``, ``rank``, ``seated`` and ``reason``.
    ///
    /// Raises
    /// ------
    /// TierwiseError
    ///     ``policy.duplicate_id`` for each account that is there twice.
    ///
    /// Examples
    /// --------
    /// >>> import tierwise
    /// >>> candidates = [{"account": "a", "score": 90}, {"account": "b", "score": 71}, {"account": "c", "score": 70, "incumbent": True}]
    /// >>> [seat["account"] for seat in tierwise.quota(candidates, seats=2, buffer=1) if seat["seated"]]
    /// ['a', 'c']
    #[pyfunction]
    fn quota(candidates: Input<Vec<Candidate>>, seats: Input<usize>, buffer: Input<usize>) -> Answer<Vec<Seat>> {
        Ok(Output(tierwise::quota::quota(&candidates.0, seats.0, buffer.0)?))
    }
    /// Counts the moves from each of some days to the next, all together, with the share of each move (the cohort estimator).
    ///
    /// Parameters
    /// ----------
    /// panel : dict
    ///     ``ladder`` (tiers, lowest first), ``designations``, ``observations`` and ``spells``; ``tierwise.types.Panel`` has the keys.
    /// dates : list of str or datetime.date
    ///     Two days or more, ascending.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``rows`` by state before, each with ``cells`` by state after (``count`` and ``proportion``), ``left`` and ``unobserved``; ``entries``;
    ///     ``stayed``, ``promoted``, ``demoted``; ``drivers``; and ``chain``.
    ///
    /// Raises
    /// ------
    /// TierwiseError
    ///     ``migration.panel`` for days and spells that contradict each other, ``tier.unknown`` for tiers that the ladder does not have.
    ///
    /// Examples
    /// --------
    /// >>> import tierwise
    /// >>> tiers = {"a": ("silver", "gold"), "b": ("silver", "silver"), "c": ("gold", None)}
    /// >>> observations = [{"account": account, "on": on, "tier": tier} for account, pair in tiers.items() for on, tier in zip(["2025-01-01", "2026-01-01"], pair)]
    /// >>> moves = tierwise.migration({"ladder": ["silver", "gold"], "observations": observations}, ["2025-01-01", "2026-01-01"])
    /// >>> [[cell["count"] for cell in row["cells"]] for row in moves["rows"]], moves["rows"][1]["left"]["count"]
    /// ([[1, 1], [0, 0]], 1)
    #[pyfunction]
    fn migration(panel: Input<Panel>, dates: Input<Vec<Date>>) -> Answer<TierMigration> {
        Ok(Output(tierwise::portfolio::migration::migration(&panel.0, &dates.0)?))
    }

    /// Reads spells day by day: moves, the probabilities of Aalen and Johansen with their errors, and constant rates.
    ///
    /// Parameters
    /// ----------
    /// panel : dict
    ///     ``ladder`` (tiers, lowest first) and ``spells``.
    /// after : str or datetime.date
    ///     Moves after this day count,
    /// until : str or datetime.date
    ///     up to and including this one.
    ///
    /// Returns
    /// -------
    /// dict
    ///     By ``states``: ``moves``, ``exposure_days``, ``probabilities``, ``standard_errors``, ``covariances``, and the ``generator``.
    ///
    /// Raises
    /// ------
    /// TierwiseError
    ///     As ``migration``.
    ///
    /// Examples
    /// --------
    /// >>> import tierwise
    /// >>> spells = [
    /// ...     {"account": "a", "from": "2025-01-01", "until": "2025-03-01", "tier": "standard"},
    /// ...     {"account": "a", "from": "2025-03-01", "tier": "silver"},
    /// ...     {"account": "b", "from": "2025-01-01", "tier": "standard"},
    /// ... ]
    /// >>> tierwise.hazards({"ladder": ["standard", "silver"], "spells": spells}, "2025-01-01", "2026-01-01")["probabilities"][0]
    /// [0.5, 0.5, 0]
    #[pyfunction]
    fn hazards(panel: Input<Panel>, after: Input<Date>, until: Input<Date>) -> Answer<Hazards> {
        Ok(Output(tierwise::portfolio::migration::hazards(&panel.0, after.0, until.0)?))
    }

    /// How many of the moves after a day, up to and including another, are undone within so many days.
    ///
    /// Parameters
    /// ----------
    /// panel : dict
    ///     ``ladder`` (tiers, lowest first) and ``spells``.
    /// after : str or datetime.date
    ///     Moves after this day count,
    /// until : str or datetime.date
    ///     up to and including this one.
    /// within_days : int
    ///     How many days.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``moves``, ``followed``, ``undone``, and ``rate`` with its interval.
    ///
    /// Raises
    /// ------
    /// TierwiseError
    ///     As ``migration``.
    ///
    /// Examples
    /// --------
    /// >>> import tierwise
    /// >>> days = ["2025-01-01", "2025-03-01", "2025-03-20", "2026-01-01"]
    /// >>> spells = [{"account": "a", "from": days[at], "until": days[at + 1], "tier": tier} for at, tier in enumerate(["silver", "gold", "silver"])]
    /// >>> found = tierwise.flaps({"ladder": ["silver", "gold"], "spells": spells}, "2025-01-01", "2025-12-31", 30)
    /// >>> found["moves"], found["undone"]
    /// (2, 1)
    #[pyfunction]
    fn flaps(panel: Input<Panel>, after: Input<Date>, until: Input<Date>, within_days: Input<u32>) -> Answer<Flaps> {
        Ok(Output(tierwise::portfolio::migration::flaps(&panel.0, after.0, until.0, within_days.0)?))
    }

    /// Where a matrix of shares leads in the long run: mobility, steady states, times of first passage and of stay.
    ///
    /// Parameters
    /// ----------
    /// states : list of str
    ///     Names of the states, lowest first.
    /// shares : list of list of float
    ///     By state before, by state after: the share that goes there. Rows sum to one.
    /// initial : list of float, optional
    ///     By state: the share that begins there; all equal if left out.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``mobility``, ``recurrent`` classes with their ``steady_state``, ``transient`` states, ``mean_first_passage`` and ``sojourn``, in periods.
    ///
    /// Raises
    /// ------
    /// TierwiseError
    ///     ``migration.chain`` for rows that are not shares that sum to one.
    ///
    /// Examples
    /// --------
    /// >>> import tierwise
    /// >>> found = tierwise.chain(["silver", "gold"], [[0.75, 0.25], [0.5, 0.5]])
    /// >>> found["sojourn"], found["mobility"]["prais"]
    /// ([4, 2], 0.75)
    #[pyfunction]
    #[pyo3(signature = (states, shares, initial=None))]
    fn chain(states: Input<Vec<String>>, shares: Input<Vec<Vec<f64>>>, initial: Option<Input<Vec<f64>>>) -> Answer<Chain> {
        let states: Vec<Name> = states.0.iter().map(|state| state.as_str().into()).collect();
        let initial = initial.map(|initial| initial.0);
        Ok(Output(tierwise::portfolio::migration::chain(&states, &shares.0, initial.as_deref())?))
    }

    /// Gathers a table of orders into a table of accounts, one a row, with every fact that orders give, as the
    /// core derives it from the account's orders. Other threads run meanwhile.
    ///
    /// Parameters
    /// ----------
    /// orders : table
    ///     Orders, one a row, in any order; what hands out Arrow data, as for ``Policy.score_columns``. Columns are
    ///     ``account``, ``ordered_on`` and ``net_amount`` (in the account's currency, negative for a return), and if
    ///     there are such columns ``order`` (its id), ``units``, ``kind``, ``grade`` and ``class``, as in an account's
    ///     document. Other columns are passed over.
    /// as_of : str or datetime.date
    ///     The day as of which facts are derived.
    /// columns : dict of str to str, optional
    ///     Columns by other names: what a column is, and its name.
    /// policy : Policy, optional
    ///     The policy that will read the facts, for the constants with which it derives them.
    /// zone : str, optional
    ///     As for ``Policy.score_columns``.
    /// threads : int, optional
    ///     As for ``Policy.score_columns``.
    ///
    /// Returns
    /// -------
    /// Table
    ///     A row for each account, by ascending ``account``; a column for each fact; and ``orders_error``, which says
    ///     what is wrong with an account's orders: its facts are null then, for there is no part of a sum.
    ///
    /// Raises
    /// ------
    /// TierwiseError
    ///     For columns that must be there and are not (``input.missing_field``), names that mean nothing
    ///     (``input.unknown_value``), and columns that cannot be read.
    ///
    /// Examples
    /// --------
    /// >>> import datetime, pandas, tierwise
    /// >>> orders = pandas.DataFrame({
    /// ...     "customer": [17850, 13047, 17850],
    /// ...     "ordered_on": [datetime.date(2026, 2, 17), datetime.date(2025, 11, 9), datetime.date(2026, 4, 8)],
    /// ...     "net_amount": [120.5, 80.0, -20.0],
    /// ... })
    /// >>> accounts = tierwise.accounts_from_orders(orders, "2026-06-30", columns={"account": "customer"})
    /// >>> accounts.to_pandas()[["account", "orders.revenue_12_months"]]
    ///   account  orders.revenue_12_months
    /// 0   13047                      80.0
    /// 1   17850                     100.5
    /// >>> policy = tierwise.Policy.shipped("transactions")
    /// >>> scored = policy.score_columns(accounts, "2026-06-30", keep=["account", "orders_error"])
    /// >>> scored.num_rows
    /// 2
    #[pyfunction]
    #[pyo3(signature = (orders, as_of, *, columns=None, policy=None, zone=None, threads=None))]
    fn accounts_from_orders(
        py: Python<'_>,
        orders: &Bound<'_, PyAny>,
        as_of: Input<Date>,
        columns: Columns,
        policy: Option<Policy>,
        zone: Option<&str>,
        threads: Threads,
    ) -> Result<Table, Failure> {
        let derivation = policy.map(|policy| policy.0.spec().derivation.clone()).unwrap_or_default();
        let options = OrderOptions { names: columns::by_name(columns)?, zone: columns::zone(zone)?, derivation, threads: columns::threads(threads) };
        let orders = capsule::read(orders)?;
        Ok(Table::from(py.detach(|| tierwise_arrow::accounts_from_orders(orders, as_of.0, &options))?))
    }
}
