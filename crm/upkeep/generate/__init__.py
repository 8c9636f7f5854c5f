"""`flask crm generate`: a large invented network, to see how the product behaves at that size."""

from __future__ import annotations

from crm.upkeep.generate.operations import generate_network

__all__ = ["generate_network"]
