"""Somebody asks, somebody decides, somebody records: disclosures in a real browser."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.disclosures.conftest import lado_asks, today, window
from tests.organisation import house

__all__ = ["house", "today", "window"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at_the_screen(browse, live_server, today):
    """A browser window in which somebody is signed in: `at_the_screen(today.ama, width=390)`."""

    def opened(staff, **options):
        client = Client()
        client.force_login(staff)
        page = browse(**options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return page

    return opened


def fill(page, answers):
    """Fill in the question on the page as a person would, and continue."""
    slug = page.url.rstrip("/").rpartition("/")[2]
    for name, value in answers[slug].items():
        if name == "look_for":
            page.fill("[name=look_for]", value)
            page.click("button[name=find]")
            continue
        put(page, name, value)
    page.click("button:has-text('Continue')")
    return slug


def put(page, name, value):
    """Type, tick or choose one answer, whatever kind of field it is."""
    field = page.locator(f"[name={name}]").first
    kind = field.get_attribute("type")
    if kind in {"radio", "checkbox"}:
        for code in value if isinstance(value, list) else [value]:
            page.check(f"[name={name}][value='{code}']" if code != "on" else f"[name={name}]")
    elif field.evaluate("node => node.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def test_ama_shares_with_a_lado(at_the_screen, today, axe, screens):
    # Given a designated officer who was rung back and asks about Dee
    answers = lado_asks(today)
    page = at_the_screen(today.ama)
    page.goto("/disclosures/new/")
    axe(page)
    screens(page, "01-new")
    page.check("[name=what][value=asked]")
    page.click("button:has-text('Continue')")
    # When Ama answers one question a page
    while not page.url.endswith("/check/"):
        slug = page.url.rstrip("/").rpartition("/")[2]
        screens(page, f"02-ask-{slug}")
        axe(page)
        fill(page, answers)
    axe(page)
    screens(page, "03-check")
    page.click("button:has-text('Get a decision')")
    axe(page)
    screens(page, "04-refer")
    page.set_viewport_size({"width": 390, "height": 800})
    screens(page, "04-refer-phone")
