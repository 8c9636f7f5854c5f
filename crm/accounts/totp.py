"""The second factor: codes of thirty seconds (RFC 6238), and recovery codes. Pure."""

from __future__ import annotations

import secrets
from datetime import datetime
from hmac import compare_digest

import pyotp

SECONDS = 30
DIGITS = 6
# A clock may be one step behind or before ours.
STEPS_OFF = (0, -1, 1)
ISSUER = "Bruggenbouwer"
RECOVERY_CODES = 10
# Without letters and numbers that look alike.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4


def new_secret() -> str:
    """A secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def setup_address(secret: str, *, email: str) -> str:
    """What the QR code says: the address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def spoken(secret: str) -> str:
    """A secret in groups of four, to be typed over."""
    return " ".join(secret[at : at + GROUP] for at in range(0, len(secret), GROUP))


def matching_step(secret: str, code: str, *, at: datetime) -> int | None:
    """The step of thirty seconds that a code belongs to, None when it does not fit around `at`."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
        return None
    now = int(at.timestamp()) // SECONDS
    codes = pyotp.TOTP(secret)
    fitting = [
        now + off for off in STEPS_OFF if compare_digest(codes.generate_otp(now + off), digits)
    ]
    return fitting[0] if fitting else None


def new_recovery_codes() -> list[str]:
    """Ten codes of 79 bits, such as `k7vd-x2mn-8qrt-wa3f`."""
    return ["-".join(_group() for _ in range(GROUPS)) for _ in range(RECOVERY_CODES)]


def plain_code(code: str) -> str:
    """A recovery code as it is compared: small, without dashes and blanks."""
    return "".join(sign for sign in code.casefold() if sign in SIGNS)


def _group() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(GROUP))
