import time

from django.core.management.base import BaseCommand, CommandError

from fulfillment.listening import Receiver
from fulfillment.models import Endpoint


class Command(BaseCommand):
    help = "Take signed messages as a node's system or a maker's shop would: verify each, print each once."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=9090)
        parser.add_argument("--secret", help="The endpoint's, whsec_…; by default those of all endpoints here.")

    def handle(self, *args, port, secret, **options):
        secrets = [secret] if secret else list(Endpoint.objects.values_list("secret", flat=True))
        if not secrets:
            raise CommandError(
                "Nobody has an endpoint yet. In the office, under Nodes, Signed messages, or in the studio, under "
                f"Capsules, My own shop, connect one to http://127.0.0.1:{port}/ and call this again; or say --secret."
            )
        with Receiver(*secrets, port=port, tell=self.say) as receiver:
            self.say(f"Listening on {receiver.url}, Ctrl-C ends.")
            try:
                while True:
                    time.sleep(3600)
            except KeyboardInterrupt:
                self.say(f"{len(receiver.ids)} messages, {receiver.repeats} came again, {receiver.refused} refused.")

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
