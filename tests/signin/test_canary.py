"""What proves who somebody is stays where it was typed: in no log, no table, no session, no address and no page."""

import logging

import pytest
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.apps import apps
from django.conf import settings as project
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from confide.door.reading import system
from tests.signin.conftest import PASSWORD
from tests.signin.test_codes import use

WORDS = ("Qheronlamp-wrong-1", "Qheronlamp-wrong-2", "Qheronlamp-wrong-3", "Qheronlamp-right-4", "Qheronlamp-name-5")
WRONG, PROOF, CODE, NEW, NAME = WORDS


@pytest.fixture
def logged(caplog):
    """Everything that any part of the product or of its libraries logs, however little it thinks of it."""
    caplog.set_level(logging.DEBUG)
    for name in ("axes", "django.request", "fido2", "allauth"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.mark.postgres
def test_no_password_code_or_mistyped_name_is_kept_or_logged_anywhere(door, house, logged, later, settings):
    answers = []
    answers.append(door.password(house.ama, typed=WRONG))
    answers.append(Client().post("/sign-in/", {"login": NAME, "password": WRONG}))
    answers.append(use(CODE, new=NEW))
    window = door.enter(house.ama)
    settings.CONFIDE_FRESH *= 0
    answers.append(
        window.post("/account/password/", {"confirm-then": "send", "confirm-password": PROOF, "password_new": NEW})
    )
    settings.CONFIDE_FRESH = project.CONFIDE_IDLE
    answers.append(window.post("/account/password/", {"password_new": NEW, "password_again": NEW}))
    assert answers[-1].url == "/account/"
    kept = logged.text + str(dict(window.cookies)) + str(cache)
    kept += str([each.get_decoded() for each in Session.objects.all()])
    with system("tests"):
        for model in apps.get_models():
            kept += str(list(model._default_manager.values()))
    assert "Ama Boateng" in kept, "so this would find any"
    assert [word for word in (*WORDS, PASSWORD) if word in kept] == []
    shown = "".join(answer.content.decode() for answer in answers)
    assert [word for word in (WRONG, PROOF, NEW, PASSWORD) if word in shown] == []


@pytest.mark.postgres
def test_what_an_app_works_its_codes_out_from_lies_sealed_from_the_moment_that_it_is_shown(door, house):
    window = Client()
    door.password(house.kit, window=window)
    shown = window.get("/account/app/").context["form"].secret
    for answer in (window.post("/account/app/", {"code": "000000"}), window.get("/account/")):
        assert answer.status_code in {200, 422}
        kept = str([each.get_decoded() for each in Session.objects.all()])
        assert SECRET_SESSION_KEY in kept, "so this would find it"
        assert shown not in kept
    assert door.unconfirmed(window) == shown, "and a wrong code does not make another"


@pytest.mark.parametrize("spoilt", ["ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "no seal", ""])
def test_what_does_not_open_is_made_anew_and_shown_again(spoilt, door, house):
    window = Client()
    door.password(house.kit, window=window)
    window.get("/account/app/")
    session = window.session
    session[SECRET_SESSION_KEY] = spoilt
    session.save()
    again = window.post("/account/app/", {"code": "000000"})
    assert again.status_code == 422
    assert again.context["form"].secret == door.unconfirmed(window)
    door.secrets[house.kit.pk] = door.unconfirmed(window)
    assert window.post("/account/app/", {"code": door.code(house.kit)}).status_code == 302
