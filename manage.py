#!/usr/bin/env python3
"""Run one command of Coop: `python manage.py help` lists them all."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from coop.embedded import ServersError, servers_for_command


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coop.settings")
    try:
        with servers_for_command(sys.argv):
            execute_from_command_line(sys.argv)
    except (ServersError, ImproperlyConfigured) as problem:
        sys.exit(f"Coop cannot start: {problem}")


if __name__ == "__main__":
    main()
