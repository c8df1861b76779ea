"""A capsule on other sites: its card in a foreign page, and the data that its own page holds for programs."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote, unquote

import pytest

from coop.raster import drawing
from tests import make
from tests.scheduling.elsewhere.drops import open_drop

from .axe import faults

pytestmark = pytest.mark.django_db(transaction=True)

REMEMBER = """violated = [];
document.addEventListener("securitypolicyviolation", event => violated.push(event.violatedDirective));"""


class Article(BaseHTTPRequestHandler):
    """A page of another site that frames whatever its own address names."""

    def do_GET(self):
        framed = unquote(self.path.partition("?")[2])
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(
            f"""<!doctype html><html lang="en"><title>A blog</title><main><h1>What opens</h1>
            <iframe title="Low Tide" src="{framed}" width="600" height="320"></iframe></main></html>""".encode()
        )

    def log_message(self, *args):
        pass


@pytest.fixture
def blog():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Article)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/?"
    server.shutdown()
    server.server_close()


@pytest.fixture
def drop(settings, live_server, monkeypatch):
    settings.PUBLIC_URL = live_server.url
    monkeypatch.setattr(drawing, "_jpeg_of", lambda svg: b"")  # how pictures look is not seen here
    return open_drop("Low Tide")


@pytest.fixture
def page(chrome):
    with chrome.new_context() as context:
        context.add_init_script(REMEMBER)
        yield context.new_page()


def test_the_card_stands_in_a_foreign_page_and_its_button_leaves_it_with_the_code(page, blog, live_server, drop):
    page.goto(blog + quote(f"{live_server.url}/c/{drop.slug}/card/?via=MIRA"))
    framed = page.frame_locator("iframe")
    framed.get_by_role("heading", name="Low Tide").wait_for()
    assert page.frames[1].evaluate("violated") == []

    framed.get_by_role("link", name="Preorder, €42.00").click()
    page.wait_for_url(f"{live_server.url}/c/{drop.slug}/?via=MIRA")

    assert page.get_by_role("heading", level=1).inner_text() == "Low Tide"


def test_the_card_has_no_accessibility_fault(page, live_server, drop):
    page.goto(f"{live_server.url}/c/{drop.slug}/card/")

    assert faults(page) == []


def test_the_page_itself_stands_in_no_frame(page, blog, live_server, drop):
    page.goto(blog + quote(f"{live_server.url}/c/{drop.slug}/"))

    for _ in range(100):
        if page.frames[1].url:
            break
        page.wait_for_timeout(100)
    assert page.frames[1].url == "chrome-error://chromewebdata/"


def test_data_for_programs_breaks_no_policy_and_is_no_script(page, live_server, drop):
    page.goto(f"{live_server.url}/c/{drop.slug}/")

    data = page.locator('script[type="application/ld+json"]')
    assert json.loads(data.inner_text())["name"] == "Low Tide"
    assert page.evaluate("violated") == []


def test_a_launch_kit_has_no_fault_and_copies_what_it_shows(open_page, live_server, drop):
    page = open_page(make.maker_user(drop.maker), f"/studio/capsules/{drop.slug}/launch/?codes=MIRA")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assert faults(page) == []

    page.locator('copy-text[from="link-1"]').get_by_role("button").click()
    page.get_by_role("button", name="Copied").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == f"{live_server.url}/c/{drop.slug}/?via=MIRA"
