"""What the processes hold in memory."""

import subprocess
import sys

WEB = """
import sys
from coop.wsgi import application
from django.urls import get_resolver

get_resolver().url_patterns
print([name for name in ("ortools", "numpy", "pandas", "stripe", "fpdf", "resvg_py") if name in sys.modules])
"""

BEAT = """
import sys
from celery.apps.beat import Beat
from coop.beat import app

Beat(app=app).init_loader()
print(len(app.conf.beat_schedule) > 0, [name for name in ("capsules", "scheduling", "ortools") if name in sys.modules])
"""


def said_by(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )


def test_a_web_process_loads_every_page_and_neither_the_solver_nor_what_is_seldom_asked_for():
    assert said_by(WEB)[-2] == "[]"


def test_beat_knows_what_to_ring_and_loads_no_app():
    assert said_by(BEAT)[-2] == "True []"
