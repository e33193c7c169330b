"""Key-account scoring and dynamic tiers: every point explained, every tier move justified."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tierwise._progress import Progress, progress
from tierwise._shown import Shown, show
from tierwise._tierwise import (
    SHIPPED,
    Policy,
    Replayed,
    Stream,
    Table,
    TierwiseError,
    __version__,
    accounts_from_orders,
    quota,
    read_account,
)

if TYPE_CHECKING:
    from tierwise import plot as plot

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
    "progress",
    "quota",
    "read_account",
    "show",
]


def __getattr__(name: str) -> Any:
    # Charts need a package that nothing else needs: it is looked for when it is used.
    if name == "plot":
        return import_module("tierwise.plot")
    raise AttributeError(f"module `tierwise` has no attribute `{name}`")
