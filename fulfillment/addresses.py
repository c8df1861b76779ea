"""Where a signed message may go: to public addresses only, checked on the very address that is then connected to."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit


class NotAllowed(Exception):
    """An address to which we send nothing; its words say why."""


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str
    address: str
    """The IP address that was checked, and so the only one to connect to."""


def target_of(url: str, *, allow_private: bool) -> Target:
    """Where this URL leads at this moment. Raises NotAllowed, or OSError where its name leads nowhere.

    A name that has one private address among public ones is refused as a whole.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise NotAllowed("This is no address, or its port is no number that exists.") from None
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise NotAllowed("The address must begin with https://.")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("The address must not contain a user or a password.")
    if not parts.hostname:
        raise NotAllowed("The address names no host.")

    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise NotAllowed("The address names no host that could exist.") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private:
        for address in addresses:
            if not is_public(address):
                raise NotAllowed(f"{parts.hostname} leads to {address}, which is not a public address.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path, addresses[0])


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # An IPv4 address in IPv6 dress is judged by what it wears underneath.
        ip = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)
    return ip.is_global and not ip.is_multicast
