"""What axe finds wrong with a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast"]}
OTHER = {"light": "dark", "dark": "light"}
AXE = Axe().axe_script


def faults(page: Page) -> list[str]:
    """By every rule as the page stands, and by that of contrast in the other scheme: only colours differ there."""
    page.evaluate(AXE)
    found = [f"{fault['id']}: {node['html'][:160]}" for fault in looked(page, RULES) for node in fault["nodes"]]
    scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    page.emulate_media(color_scheme=OTHER[scheme], reduced_motion="reduce")  # no colour on its way to another
    other = [f"{OTHER[scheme]}: {node['html'][:160]}" for fault in looked(page, COLOURS) for node in fault["nodes"]]
    page.emulate_media(color_scheme=scheme, reduced_motion="no-preference")
    return found + other


def looked(page: Page, rules: list[str] | dict) -> list[dict]:
    # Without preloading: axe would fetch each style sheet again, for a rule about turned screens.
    options = {"runOnly": rules, "preload": False, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(options)", options)
    assert result["passes"], "axe looked at the page"
    return result["violations"]
