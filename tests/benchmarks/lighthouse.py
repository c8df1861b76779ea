"""What Lighthouse says of a page on a slow telephone. It comes from npm: `npm install`."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.chromium import FLAGS, chromium
from tests.stack import ROOT

PROGRAM = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 5


def installed() -> bool:
    return PROGRAM.exists() and shutil.which("node") is not None


def judged(url: str) -> dict[str, float]:
    """The median of some runs: a score from 0 to 100 for each category, and when it paints first and largest."""
    runs = [judged_once(url) for _ in range(RUNS)]
    return {name: median(run[name] for run in runs) for name in runs[0]}


def judged_once(url: str) -> dict[str, float]:
    command = ["node", str(PROGRAM), url, "--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}"]
    flags = " ".join(["--headless=new", *FLAGS])
    environment = os.environ | {"CHROME_PATH": str(Path(chromium() or ""))}
    done = subprocess.run(
        [*command, f"--chrome-flags={flags}"], capture_output=True, text=True, env=environment, timeout=180, check=True
    )
    report = json.loads(done.stdout)
    for audit in faults(report):
        print("lighthouse:", audit, file=sys.stderr)
    scores = {name: report["categories"][name]["score"] * 100 for name in CATEGORIES}
    paints = {"fcp_ms": "first-contentful-paint", "lcp_ms": "largest-contentful-paint"}
    return scores | {name: report["audits"][audit]["numericValue"] for name, audit in paints.items()}


def faults(report: dict) -> list[str]:
    """What costs a page points outside of performance."""
    wanted = [
        each["id"] for name in CATEGORIES[1:] for each in report["categories"][name]["auditRefs"] if each["weight"]
    ]
    return [report["audits"][name]["title"] for name in wanted if report["audits"][name]["score"] == 0]
