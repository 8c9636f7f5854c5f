"""Passwords as the product hashes them; in other tests the same is done more cheaply."""

from __future__ import annotations

from importlib import util

from crm.accounts import passwords


def test_a_hash_costs_what_owasp_asks() -> None:
    spec = util.find_spec(passwords.__name__)
    assert spec is not None
    assert spec.loader is not None
    own = util.module_from_spec(spec)
    spec.loader.exec_module(own)
    kept = own.hash_password("welkom in vlietdam")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert own.verify("welkom in vlietdam", kept)
    assert not own.verify("welkom in vlietdan", kept)
