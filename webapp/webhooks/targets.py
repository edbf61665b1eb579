"""
Where a webhook may go: to addresses of the public internet, unless an installation allows others.

Whoever may name an address for us to call could otherwise reach what only this computer can reach: databases, metadata
of the cloud, routers (server-side request forgery). The name is looked up once and the connection goes to the very
address that was looked at, so that a name cannot mean something else a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: IPv4 in disguise

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class TargetRefused(ValueError):
    """The address cannot be called, or must not be."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart, and the one address that its host was found to mean."""

    encrypted: bool
    host: str
    port: int
    path: str
    address: str

    @property
    def host_header(self) -> str:
        """RFC 9110, section 7.2."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS["https" if self.encrypted else "http"] else f"{name}:{self.port}"


def find(url: str, *, allow_private: bool) -> Target:
    """Look up where a URL leads.  Raises TargetRefused."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise TargetRefused(f"Expected an address such as https://example.org/hook, but {error}.") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise TargetRefused("Expected an address such as https://example.org/hook, without user and password.")
    host, port = parts.hostname, port or PORTS[parts.scheme]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", host, port, path, _address(host, port, allow_private))


def _address(host: str, port: int, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise TargetRefused(f"Expected to find {host}, but: {error}.") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(ipaddress.ip_address(address)) for address in addresses):
        raise TargetRefused(
            f"Expected {host} to be a public address, but it is a private one. Allow it by MARSHRUT_INTERNAL_HOOKS=1."
        )
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in TRANSLATED or address.sixtofour is not None or address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
