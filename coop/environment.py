"""The file .env, read into the environment before anything of ours looks there: every process begins with `coop`."""

from pathlib import Path

import environ

environ.Env.read_env(Path(__file__).resolve().parent.parent / ".env")
