"""Which addresses may be called: those of registered sources, and nothing they point to elsewhere."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver


class Blocked(OSError):
    """This address may not be called."""


def acceptable(base_url: str, *, loopback: bool) -> bool:
    """Whether a base address can be registered: https, or http on this machine in the sandbox."""
    try:
        parts = urlsplit(base_url)
        port = parts.port
    except ValueError:
        return False
    if parts.username or parts.password or parts.query or parts.fragment or port == 0:
        return False
    if not parts.hostname or not base_url.isascii() or ".." in parts.path or "%" in base_url:
        return False
    if parts.scheme == "https":
        return may_call(parts.hostname, loopback=loopback, unknown=True)
    return (
        loopback and parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    )


def may_call(address: str, *, loopback: bool, unknown: bool = False) -> bool:
    """Whether this IP address may be called. A name counts as `unknown` until it is resolved."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        digits = address.replace(".", "").replace("x", "").replace("X", "")
        return unknown and not digits.isdecimal()
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    if ip.is_loopback:
        return loopback
    return ip.is_global and not ip.is_multicast and not _carries_ipv4(ip)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _carries_ipv4(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it looks public and is a way to some IPv4 address, an inner one perhaps (NAT64, 6to4)."""
    if ip.version == 4:
        return False
    return ip in _NAT64 or ip.sixtofour is not None or ip.teredo is not None


def stays_under(url: str, base_url: str) -> bool:
    """Whether a next page is of the same source: same origin, under its base, nothing odd."""
    if not url.isascii() or len(url) > 4096 or any(ord(mark) <= 32 for mark in url):
        return False
    try:
        here, base = urlsplit(url), urlsplit(base_url)
        same = (here.scheme, here.netloc) == (base.scheme, base.netloc)
    except ValueError:
        return False
    inside = here.path == base.path or here.path.startswith(f"{base.path.rstrip('/')}/")
    odd = ".." in here.path or "%" in here.path or "\\" in url or bool(here.fragment)
    return same and inside and not odd


class Guarded(AbstractResolver):
    """Resolves a name and hands on only addresses that may be called: the ones that are then used."""

    def __init__(self, *, loopback: bool) -> None:
        self._inner, self._loopback = ThreadedResolver(), loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(may_call(one["host"], loopback=self._loopback) for one in found):
            raise Blocked(host)
        return found

    async def close(self) -> None:
        await self._inner.close()
