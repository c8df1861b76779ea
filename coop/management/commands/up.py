from django.conf import settings
from django.core.management.base import BaseCommand

from coop.up.launch import up


class Command(BaseCommand):
    help = "Run Coop on this machine: its own servers, web, worker and beat, until Ctrl-C."
    requires_system_checks = []

    def handle(self, *args, **options):
        up(settings.HOST, settings.PORT, demo=settings.DEMO)
