"""Draw docs/states.md from the tables of moves, or say that it lags."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coop.lifecycle import Lifecycle

OUR_APPS = ["coop", "capsules", "scheduling", "fulfillment"]
HEAD = """# States

Drawn from the `MOVES` tables by `manage.py states`; `make lint` fails when it lags. Only `become()` writes a status.
"""


def diagrams() -> str:
    drawn = [draw(model) for app in OUR_APPS for model in apps.get_app_config(app).get_models() if is_alive(model)]
    return "\n".join([HEAD, *drawn])


def is_alive(model) -> bool:
    return issubclass(model, Lifecycle)


def draw(model: type[Lifecycle]) -> str:
    name = model._meta.label.replace(".", ": ")
    lines = [f"## {name}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {word(first)}" for first in beginnings(model)]
    for before, afters in model.MOVES.items():
        lines += [f"    {word(before)} --> {word(after)}" for after in sorted(afters)]
    ends = [status for status in model._meta.get_field("status").choices if not model.MOVES.get(status[0])]
    lines += [f"    {word(value)} --> [*]" for value, label in ends]
    return "\n".join([*lines, "```", ""])


def beginnings(model: type[Lifecycle]) -> list[str]:
    """The status of a new row, and those that a row has from the start or never: no move leads to them."""
    status = model._meta.get_field("status")
    reached = {after for afters in model.MOVES.values() for after in afters}
    return [status.default, *(value for value, label in status.choices if value not in reached | {status.default})]


def word(status) -> str:
    return str(getattr(status, "value", status)).replace(" ", "_")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="fail when docs/states.md lags")

    def handle(self, *args, check=False, **options):
        file = Path(settings.BASE_DIR) / "docs" / "states.md"
        now = diagrams()
        if not check:
            file.write_text(now)
        elif not file.exists() or file.read_text() != now:
            raise CommandError("docs/states.md lags behind the MOVES tables: run `manage.py states` and commit it.")
