"""A crowd that looks at one page, from a process of its own: `python -m tests.benchmarks.crowd URL SECONDS VISITORS`.

Each visitor keeps its connection and asks again as soon as it was answered. It costs a twentieth of a millisecond a
page, so that what is measured is the server. Prints how many pages came, and how many seconds 99 of 100 took at most.
"""

import selectors
import socket
import sys
from time import perf_counter
from urllib.parse import urlsplit

HEAD_ENDS = b"\r\n\r\n"


class Visitor:
    """One connection, and what came on it of the page that it waits for."""

    def __init__(self, host: str, port: int, asks: bytes):
        self.address, self.asks = (host, port), asks
        self.seconds: list[float] = []
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(self.address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fileno(self) -> int:
        return self.socket.fileno()

    def ask(self) -> None:
        self.came, self.wanted, self.began = b"", -1, perf_counter()
        self.socket.sendall(self.asks)

    def read(self) -> bool:
        """Whether the page is all there."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError("the server hung up")
        self.came += piece
        if self.wanted < 0 and HEAD_ENDS in self.came:
            head, _, _ = self.came.partition(HEAD_ENDS)
            if not head.startswith(b"HTTP/1.1 200"):
                raise ConnectionError(f"answered {head[:40]!r}")
            length = head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]
            self.wanted = len(head) + len(HEAD_ENDS) + int(length)
        return 0 < self.wanted <= len(self.came)


def look(url: str, *, seconds: float, visitors: int) -> list[float]:
    """How long each page took that came within so many seconds."""
    parts = urlsplit(url)
    asks = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    took: list[float] = []
    with selectors.DefaultSelector() as doors:
        for _ in range(visitors):
            visitor = Visitor(parts.hostname or "", parts.port or 80, asks)
            visitor.ask()
            doors.register(visitor, selectors.EVENT_READ, visitor)
        until = perf_counter() + seconds
        while perf_counter() < until:
            for key, _ in doors.select(timeout=1):
                visitor = key.data
                if visitor.read():
                    took.append(perf_counter() - visitor.began)
                    visitor.ask()
    return took


if __name__ == "__main__":
    url, seconds, visitors = sys.argv[1:]
    took = sorted(look(url, seconds=float(seconds), visitors=int(visitors)))
    print(len(took), took[len(took) * 99 // 100])
