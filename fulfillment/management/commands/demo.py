"""Build the demo co-op in an empty database, or with --reset in any: everything in it is lost."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from coop.models import User
from fulfillment import demo


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="empty the database first")

        parser.add_argument(
            "--who-collects", action="store_true", help="build nothing: name a customer with their code"
        )

    def handle(self, *args, reset=False, who_collects=False, **options):
        if who_collects:
            return demo.who_collects()
        if reset:
            call_command("flush", interactive=False, verbosity=0)
        elif User.objects.exists():
            raise CommandError("This database is in use. `manage.py demo --reset` deletes everything in it first.")
        demo.build()
        self.stdout.write("The demo co-op is built.")
        for email, who in demo.log_ins():
            self.stdout.write(f"  {email:28} {who}")
        self.stdout.write(f"  password of all: {demo.PASSWORD}")
        return None
