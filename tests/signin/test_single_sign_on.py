"""Signing in through the organisation's own provider: a real one, on the loopback address, as far as we need it."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.utils import timezone

from confide.config.single_sign_on import NotSetUp, SingleSignOn, read
from confide.ledger.models import Entry

SECRET = "a-secret-that-nobody-else-knows-here"
FILE = 'name = "Example Care"\nissuer = "https://login.example.org/tenant"\nclient_id = "confide"\nsecret = "s"\n'


class Provider(ThreadingHTTPServer):
    """Answers for one person, `who`, and remembers what it was asked."""

    who = "ama"
    issuer = ""


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        base = self.server.issuer
        claims = {"sub": f"id-of-{self.server.who}", "preferred_username": self.server.who, "email": "a@example.org"}
        found = {
            "/.well-known/openid-configuration": {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorise",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/keys",
            },
            "/userinfo": claims,
        }
        self.say(found.get(urlsplit(self.path).path, {}))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        about = {"iss": self.server.issuer, "aud": "confide", "sub": f"id-of-{self.server.who}", "iat": now}
        token = jwt.encode({**about, "exp": now + 60}, SECRET, algorithm="HS256")
        self.say({"access_token": "t", "token_type": "Bearer", "id_token": token})

    def say(self, what: object) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider(door, settings) -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), Answers)
    server.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    found = SingleSignOn("Example Care", server.issuer, "confide", SECRET, "preferred_username", (server.issuer,))
    settings.CONFIDE_SINGLE_SIGN_ON, settings.SOCIALACCOUNT_PROVIDERS = found, found.for_allauth()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def go(window: Client, onward: str = "") -> str:
    """There, and back with what the provider would send; where that leads."""
    there = window.post("/sign-in/organisation/there/", {"next": onward})
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there.url).query).items()}
    assert asked["redirect_uri"].endswith("/sign-in/organisation/back/")
    assert asked["code_challenge"]
    assert "email" not in asked["scope"]
    return window.get("/sign-in/organisation/back/", {"code": "c", "state": asked["state"]}).url


@pytest.mark.postgres
def test_the_provider_says_who_it_is_and_the_second_step_is_still_ours(provider, door, house):
    window = Client()
    assert "Sign in with Example Care" in window.get("/sign-in/").content.decode()
    assert go(window) == "/sign-in/second-step/"
    assert window.get("/").status_code == 302
    assert window.post("/sign-in/second-step/", {"code": door.code(house.ama)}).url == "/"
    assert window.get("/").status_code == 200
    assert Entry.objects.filter(event="sign_in:join_single_sign_on").count() == 1


def test_nothing_else_that_the_provider_tells_is_kept(provider, house):
    go(Client())
    kept = SocialAccount.objects.get()
    assert (kept.user_id, kept.uid, kept.extra_data) == (house.ama.pk, "id-of-ama", {})
    assert not SocialToken.objects.exists()


def test_somebody_without_a_second_step_sets_one_up_first(provider, house):
    provider.who, window = "kit", Client()
    go(window)
    assert window.get("/people/").url == "/account/"


@pytest.mark.parametrize("who", ["nobody-here", "AMA", ""])
def test_whoever_does_not_work_here_does_not_come_in(who, provider, house):
    provider.who, window = who, Client()
    assert go(window) == "/sign-in/"
    assert "did not work" in window.get("/sign-in/").content.decode()
    assert not SocialAccount.objects.exists()


def test_whoever_has_left_does_not_come_in(provider, house):
    go(Client())
    house.ama.leaves_at = timezone.now()
    house.ama.save()
    window = Client()
    assert go(window) == "/sign-in/"
    assert window.get("/").status_code == 302


def test_a_way_back_that_nobody_asked_for_lets_nobody_in(provider, house):
    window = Client()
    answer = window.get("/sign-in/organisation/back/", {"code": "c", "state": "made-up"})
    assert answer.url == "/sign-in/"
    assert window.get("/sign-in/organisation/back/", {"error": "access_denied"}).url == "/sign-in/"


def test_nobody_ties_another_account_to_their_own(provider, door, house):
    window = door.enter(house.ben)
    there = window.post("/sign-in/organisation/there/?process=connect")
    state = parse_qs(urlsplit(there.url).query)["state"][0]
    window.get("/sign-in/organisation/back/", {"code": "c", "state": state})
    assert not SocialAccount.objects.exists()


def test_going_there_takes_a_button_and_leads_to_no_other_place(provider, door, house):
    assert Client().get("/sign-in/organisation/there/").status_code == 405
    assert Client().post("/sign-in/another/there/").status_code == 404
    window = Client()
    go(window, "https://elsewhere.example/")
    assert window.post("/sign-in/second-step/", {"code": door.code(house.ama)}).url == "/"


def test_the_file_says_all_that_is_needed(tmp_path):
    path = tmp_path / "single-sign-on.toml"
    assert read(path) is None
    path.write_text(FILE)
    found = read(path)
    assert found is not None
    assert (found.user_name, found.origins) == ("preferred_username", ("https://login.example.org",))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = ", "cannot be read"),
        (FILE.replace('secret = "s"', ""), "does not say: secret"),
        (FILE.replace("https", "http"), "over https"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text, sentence, tmp_path):
    path = tmp_path / "single-sign-on.toml"
    path.write_text(text)
    with pytest.raises(NotSetUp, match=sentence):
        read(path)
