"""Key-account scoring and dynamic tiers: every point explained, every tier move justified."""

from tierwise._tierwise import SHIPPED, Policy, TierwiseError, __version__, quota, read_account

__all__ = ["SHIPPED", "Policy", "TierwiseError", "__version__", "quota", "read_account"]
