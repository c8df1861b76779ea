"""What takes tens of megabytes and is seldom asked for is loaded by the process that asks first."""

from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string


def at_first_call(path: str) -> Callable[..., Any]:
    """The function at this dotted path, whose module is imported when it is called."""

    def call(*args, **kwargs):
        return import_string(path)(*args, **kwargs)

    call.__doc__ = f"`{path}`, with its own arguments."
    return call
