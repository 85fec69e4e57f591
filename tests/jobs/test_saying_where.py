"""`confide serve` says where it listens and what to open, and `--check` that it would."""

import pytest

from confide.jobs import serve as serving_command
from tests.jobs.test_serving_for_real import confide, live

__all__ = ["live"]


@pytest.fixture
def ready(live, monkeypatch):
    """A folder of which nothing is missing, and that is said to listen as soon as it is asked to."""

    def serve(_port, *, host, tls, ready):
        ready()
        return 0

    monkeypatch.setattr(serving_command, "missing", lambda _at: [])
    monkeypatch.setattr(serving_command, "is_taken", lambda _port: False)
    monkeypatch.setattr(serving_command, "serve", serve)


CERTIFIED = ("--certificate", "c.pem", "--key", "k.pem")


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("words", "hosts", "said"),
    [
        ((), [], ["listens at http://127.0.0.1:8000/", "Open http://127.0.0.1:8000/ on this computer"]),
        (("--host", "::1", "--port", "9"), [], ["listens at http://[::1]:9/", "Open http://[::1]:9/"]),
        ((*CERTIFIED, "--host", "0.0.0.0"), [], ["listens at https://0.0.0.0:8000/", "set CONFIDE_HOSTS"]),
        ((*CERTIFIED, "--host", "0.0.0.0"), ["confide.example"], ["Open https://confide.example:8000/"]),
        ((*CERTIFIED, "--port", "443"), ["confide.example"], ["Open https://confide.example/"]),
    ],
)
def test_it_says_where_it_listens_and_what_to_open(words, hosts, said, capsys, settings):
    settings.ALLOWED_HOSTS = [*settings.LOOPBACK, *hosts]
    status, out, _err = confide(capsys, "serve", *words)
    assert status == 0
    for sentence in said:
        assert sentence in out


def test_behind_a_proxy_one_opens_the_address_of_the_proxy(ready, capsys, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert "address of the proxy" in confide(capsys, "serve")[1]


def test_a_check_says_that_it_would_be_served_and_serves_nothing(ready, capsys, monkeypatch):
    monkeypatch.setattr(serving_command, "serve", None)
    status, out, _err = confide(capsys, "serve", "--check", "--port", "8123")
    assert (status, out.count("\n")) == (0, 1)
    assert "may be served" in out
    assert "http://127.0.0.1:8123/" in out
