"""Codes of thirty seconds and recovery codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm.accounts.devices import UNKNOWN, device_name
from crm.accounts.totp import (
    matching_step,
    new_recovery_codes,
    new_secret,
    plain_code,
    setup_address,
    spoken,
)

# The example of RFC 6238, appendix B: "12345678901234567890" in base 32.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
AT = datetime(2005, 3, 18, 1, 58, 29, tzinfo=UTC)


class TestCode:
    def test_the_example_of_the_standard(self) -> None:
        assert matching_step(SECRET, "081 804", at=AT) == 1111111109 // 30

    def test_a_clock_may_be_one_step_off_and_no_more(self) -> None:
        step = 1111111109 // 30
        for off, fits in ((-60, False), (-30, True), (30, True), (60, False)):
            found = matching_step(SECRET, "081804", at=AT + timedelta(seconds=off))
            assert (found == step) is fits, off

    @pytest.mark.parametrize(
        "code", ["", "081805", "81804", "0818045", "abcdef", "٠٨١٨٠٤", "081804x"]
    )
    def test_anything_else_does_not_fit(self, code: str) -> None:
        assert matching_step(SECRET, code, at=AT) is None

    def test_the_address_names_the_account_and_the_site(self) -> None:
        address = setup_address(SECRET, email="a@b.example")
        assert address.startswith("otpauth://totp/Bruggenbouwer:a%40b.example?secret=GEZ")
        assert spoken("ABCDEFGH") == "ABCD EFGH"
        assert len({new_secret() for _ in range(9)}) == 9


def test_recovery_codes_are_ten_and_read_as_people_type_them() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    for code in codes:
        assert plain_code(f" {code.upper().replace('-', ' ')} ") == code.replace("-", "")
        assert len(plain_code(code)) == 16


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox op Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge op Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18 Safari/604", "Safari op iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Safari/537", "Chrome op Android"),
        ("curl/8.1", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_browser_is_told_in_words(said: str, name: str) -> None:
    assert device_name(said) == name
