"""What every installation has, whatever its environment says."""

import os
import subprocess
import sys

import pytest

from tests.repository.tree import ROOT


@pytest.fixture
def told(tmp_path):
    """Ask a fresh process for a setting of the given module."""

    def asked(module: str, name: str) -> str:
        environment = {**os.environ, "CONFIDE_HOME": str(tmp_path), "CONFIDE_HOSTS": "confide.example"}
        program = f"from importlib import import_module; print(getattr(import_module({module!r}), {name!r}))"
        command = [sys.executable, "-c", program]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()

    return asked


@pytest.mark.parametrize("cookie", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"])
def test_cookies_need_https_but_for_the_demo_on_this_computer(told, cookie):
    assert told("confide.config.settings", cookie) == "True"
    assert told("confide.config.demo", cookie) == "False"


def test_the_demo_answers_on_this_computer_only(told):
    assert "confide.example" in told("confide.config.settings", "ALLOWED_HOSTS")
    assert "confide.example" not in told("confide.config.demo", "ALLOWED_HOSTS")


def test_choosing_who_to_be_exists_in_the_demo_only(told):
    assert told("confide.config.settings", "CONFIDE_DEMO") == "False"
    assert told("confide.config.demo", "CONFIDE_DEMO") == "True"


def test_nothing_but_our_own_origin_may_be_loaded(settings):
    allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert allowed.pop("default-src") == allowed.pop("base-uri") == allowed.pop("frame-ancestors") == ["'none'"]
    assert {source for sources in allowed.values() for source in sources} == {"'self'"}


def test_a_failing_page_takes_no_trace_back_and_shows_no_detail(settings):
    assert not settings.ATOMIC_REQUESTS
    assert not settings.DEBUG
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
