"""Key-account scoring and dynamic tiers: every point explained, every tier move justified."""

import importlib as _importlib
import typing as _typing

from tierwise._tierwise import (
    SHIPPED,
    Policy,
    Replayed,
    Stream,
    Table,
    TierwiseError,
    __version__,
    accounts_from_orders,
    backtest,
    calibrate,
    chain,
    concentration,
    drift,
    fit_weights,
    flaps,
    hazards,
    merge_populations,
    migration,
    plan_review,
    population,
    quota,
    read_account,
    tier_thresholds,
    weigh_evidence,
)

if _typing.TYPE_CHECKING:
    from tierwise import plot as plot
    from tierwise._progress import Progress, progress
    from tierwise._shown import Shown, show

__all__ = [
    "SHIPPED",
    "Policy",
    "Progress",
    "Replayed",
    "Shown",
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
    "progress",
    "quota",
    "read_account",
    "show",
    "tier_thresholds",
    "weigh_evidence",
]

#: What people look at is loaded when they look: programs that only score do without it.
_LATER = {"Progress": "tierwise._progress", "Shown": "tierwise._shown", "progress": "tierwise._progress", "show": "tierwise._shown"}


def __getattr__(name: str) -> _typing.Any:
    if name == "plot":
        return _importlib.import_module("tierwise.plot")
    if name not in _LATER:
        raise AttributeError(f"module `tierwise` has no attribute `{name}`")
    return getattr(_importlib.import_module(_LATER[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
