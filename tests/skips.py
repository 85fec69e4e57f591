"""Counts what was skipped by its reason; where the run is strict, a reason that is not on the list fails it.

- The list is `tests/skips_allowed.txt`: one reason a line, a line starting with # is a remark.
- `CONFIDE_SKIPS=strict` makes a run strict; continuous integration sets it.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

ALLOWED = Path(__file__).with_name("skips_allowed.txt")
STRICT = os.environ.get("CONFIDE_SKIPS") == "strict"


def allowed() -> set[str]:
    """The reasons that a strict run accepts."""
    lines = ALLOWED.read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def reason(report: pytest.TestReport) -> str:
    """Why a test was skipped, in the words of whoever skipped it."""
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ").strip()


def counted(config: pytest.Config) -> Counter[str]:
    """How often each reason was given in this run."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return Counter(reason(report) for report in reporter.stats.get("skipped", [])) if reporter else Counter()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a strict run that skipped for a reason nobody agreed to."""
    if STRICT and set(counted(session.config)) - allowed() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was skipped and why."""
    found = counted(config)
    if found:
        terminalreporter.section("skipped, by reason")
    for words, times in found.most_common():
        verdict = "  NOT ALLOWED" if STRICT and words not in allowed() else ""
        terminalreporter.line(f"{times:5}  {words}{verdict}")
