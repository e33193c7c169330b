"""Key-account scoring and dynamic tiers: every point explained, every tier move justified."""

from tierwise._tierwise import (
    SHIPPED,
    Policy,
    Replayed,
    Stream,
    Table,
    TierwiseError,
    __version__,
    accounts_from_orders,
    chain,
    flaps,
    hazards,
    migration,
    quota,
    read_account,
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
    "chain",
    "flaps",
    "hazards",
    "migration",
    "quota",
    "read_account",
]
