"""Our own PostgreSQL and Redis, for when nobody has named others: on private Unix sockets, in a folder of ours."""

from .command import servers_for_command
from .ground import FOLDER, ServersError
from .postgres import Postgres
from .redis import Redis
from .servers import Servers, is_embedded

__all__ = ["FOLDER", "Postgres", "Redis", "Servers", "ServersError", "is_embedded", "servers_for_command"]
