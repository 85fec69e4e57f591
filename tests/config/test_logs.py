"""Logs say what happened and never what was sent."""

import logging
import sys

from django.test import RequestFactory

from confide.config.logs import Line, WithoutWhatWasSent

SENT = "Ms Okafor has moved"


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, (), None)
    made.__dict__.update(extra)
    return made


def test_a_request_is_logged_without_its_path_query_or_body():
    request = RequestFactory().post(f"/people/{SENT}/?q={SENT}", {"note": SENT})
    made = record(f"Not Found: {request.get_full_path()}", request=request, status_code=404)
    assert WithoutWhatWasSent().filter(made)
    assert Line("%(message)s").format(made) == "POST <no such page> 404"


def test_a_traceback_is_logged_without_the_words_of_the_exception():
    try:
        int(SENT)
    except ValueError:
        made = logging.LogRecord("x", logging.ERROR, __file__, 1, "it failed", (), sys.exc_info())
    line = Line("%(message)s").format(made)
    assert SENT not in line
    assert "ValueError" in line
    assert "test_logs.py" in line


def test_what_is_no_request_is_logged_as_it_is():
    made = record("the ledger was integrated")
    assert WithoutWhatWasSent().filter(made)
    assert Line("%(message)s").format(made) == "the ledger was integrated"
