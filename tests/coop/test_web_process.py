"""What a web process holds in memory."""

import subprocess
import sys

LOADED = """
import sys
from coop.wsgi import application
from django.urls import get_resolver

get_resolver().url_patterns
print([name for name in ("ortools", "numpy", "pandas") if name in sys.modules])
"""


def test_a_web_process_loads_every_page_and_neither_the_solver_nor_what_it_brings():
    said = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)

    assert said.stdout.strip().splitlines()[-1] == "[]"
