"""Passwords: argon2id (RFC 9106), with a length limit before any hashing."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 128
FEWEST_SIGNS = 5
# What is kept for an account whose owner has yet to choose a password; it fits nothing.
UNCHOSEN = "geen"
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str, *, email: str = "") -> str:
    """The hash to keep; ValueError with a sentence for one that is too easy to guess."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"Een wachtwoord heeft {SHORTEST} tot {LONGEST} tekens.")
    if len(set(password.casefold())) < FEWEST_SIGNS:
        raise ValueError("Dit wachtwoord is te makkelijk te raden. Gebruik meer andere tekens.")
    if email and password.casefold() == email.casefold():
        raise ValueError("Kies iets anders dan uw e-mailadres.")
    return _HASHER.hash(password)


def verify(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; an unknown account costs as much time as a known one."""
    if password_hash == UNCHOSEN:
        password_hash = None
    candidate = password if len(password) <= LONGEST else ""
    try:
        fits = _HASHER.verify(password_hash or _nobody(), candidate)
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")
