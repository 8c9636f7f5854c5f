"""A wall around the tests: nothing in this process reaches further than this machine."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

LOCAL_NAMES = {"localhost", "", None}


class ReachedOut(AssertionError):
    """A test tried to reach the world."""


def build() -> None:
    """From now on a connection or a name look-up outside this machine fails the test."""
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        # A path is a socket of this machine.
        if isinstance(address, tuple) and not _is_local(address[0]):
            raise ReachedOut(f"a test reached out to {address[0]}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not _is_local(arguments[0]):
        raise ReachedOut(f"a test looked up {arguments[0]}")


def _is_local(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
