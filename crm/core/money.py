"""Money as decimals and as Dutch text."""

from __future__ import annotations

from decimal import Decimal

CENT = Decimal("0.01")


def money_text(amount: Decimal | None) -> str:
    """`€ 1.250,00`; empty text for no amount."""
    if amount is None:
        return ""
    whole, cents = f"{amount.quantize(CENT):,.2f}".split(".")
    return f"€ {whole.replace(',', '.')},{cents}"
