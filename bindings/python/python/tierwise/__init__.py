"""Key-account scoring and dynamic tiers: every point explained, every tier move justified."""

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

__all__ = [
    "SHIPPED",
    "Policy",
    "Replayed",
    "Shown",
    "Stream",
    "Table",
    "TierwiseError",
    "__version__",
    "accounts_from_orders",
    "quota",
    "read_account",
    "show",
]
