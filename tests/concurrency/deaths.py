"""Has something done by a process of its own that is killed at every point on the way; tells what stood each time."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from tests.concurrency.dying import DATABASES

ROOT = Path(__file__).resolve().parents[2]


def deaths_of(acts: str) -> list[dict[str, Any]]:
    """Every death there was in the acts of a module: what stood before the act, and what stood after."""
    names = {name: str(connections[name].settings_dict["NAME"]) for name in ("default", "keys")}
    connections.close_all()
    surroundings = {
        **os.environ,
        "CONFIDE_HOME": str(settings.CONFIDE_HOME),
        "DJANGO_SETTINGS_MODULE": "confide.config.demo",
        DATABASES: json.dumps(names),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.dying", acts],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
