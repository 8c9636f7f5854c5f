"""Passwords: argon2id (RFC 9106), with a length limit before any hashing."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 128
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """The hash to keep; ValueError outside the allowed lengths."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"Een wachtwoord heeft {SHORTEST} tot {LONGEST} tekens.")
    return _HASHER.hash(password)


def verify(password: str, password_hash: str | None) -> bool:
    """Whether the password fits; an unknown account costs as much time as a known one."""
    candidate = password if len(password) <= LONGEST else ""
    try:
        fits = _HASHER.verify(password_hash or _nobody(), candidate)
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")
