"""Whatever stands in an address, a query, a header or a body, the answer is a page that explains itself."""

import re
from itertools import cycle

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from confide.people.find import find
from tests.organisation import AT
from tests.security.spoiling import CANARY, SCRIPT
from tests.web.test_addresses import table

SEGMENTS = (
    "9" * 30,
    "9" * 5_000,
    "0",
    "-1",
    "9223372036854775808",
    "%00",
    "%ED%A0%80",
    "..%2F..%2Fetc",
    "1'%20OR%201=1",
    "٣",
    "x" * 3_000,
    "00000000-0000-4000-8000-00000000000",
    "P-00001%0D%0AX:%20y",
)
NAMES = ("page", "sort", "status", "words", "kind", "team", "person", "next", "names", "state")
VALUES = ("\x00", "9" * 5_000, "-1", "--opened", SCRIPT, f"{CANARY}\r\nX-Other: yes", "\u202e", "é" * 2_000)
ALPHABETS = ("unicode_escape", "raw_unicode_escape", "base64", "rot13", "idna", "utf-16", "utf-7", "no-such")
METHODS = ("PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND")
ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "https:elsewhere.example",
    "http:///elsewhere.example",
    " //elsewhere.example",
    "/\t/elsewhere.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@elsewhere.example/",
    "http://testserver\x00.elsewhere.example/",
    "foo",
    "disclosures-detail",
    "people-list",
    "%",
    "[",
    "http://[",
    "x" * 20_000,
)


def routes(patterns, before: str = "") -> list[str]:
    """The addresses as they are declared."""
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            found.append("/" + before + str(pattern.pattern))
    return found


@pytest.fixture
def ama(today, window) -> Client:
    return window(today.ama)


@pytest.fixture
def pages(cases, held) -> list[str]:
    """Every address there is, with what it takes."""
    entry, document = held.entry(), held.document()
    stands_for = {
        "{case}": lambda name: cases[name.split("-")[0]].number,
        "{entry}": lambda _name: entry,
        "{document}": lambda _name: document,
    }
    return [
        reverse(name, args=[str(stands_for[arg](name)) if arg in stands_for else arg for arg in args])
        for name, (args, _) in table().items()
    ]


def test_what_is_no_number_or_name_of_anything_does_not_exist(ama, logged):
    declared = [route for route in routes(get_resolver().url_patterns) if "<" in route]
    assert len(declared) > 20
    for route in declared:
        for segment in SEGMENTS:
            answer = ama.get(re.sub(r"<[^>]+>", segment, route))
            assert answer.status_code in {404, 405}, f"{route} with {segment[:40]}"
            assert segment[:30] not in answer.content.decode() or len(segment) < 3
    assert "99999999" not in logged.getvalue()


def test_a_query_changes_what_is_shown_and_breaks_nothing(ama, pages, logged):
    for url in pages:
        for turn in range(3):
            values = cycle(VALUES[turn * 3 :] + VALUES[: turn * 3])
            answer = ama.get(url, {name: [next(values), "1"] for name in NAMES})
            assert answer.status_code < 500, f"{url} {turn}"
            page = b"".join(answer) if answer.streaming else answer.content
            assert b"<script>alert" not in page
            assert "X-Other" not in answer.headers
    assert CANARY not in logged.getvalue()


def test_another_method_is_answered(ama, pages):
    for url, other in zip(pages, cycle(METHODS), strict=False):
        for method in ("PUT", other):
            assert ama.generic(method, url, b"\xff\x00", content_type="application/json").status_code < 500, url


def test_a_script_that_asks_for_a_part_of_a_page_breaks_nothing(ama, pages):
    asks = {f"HTTP_HX_{name}": f"{SCRIPT}\xff" for name in ("REQUEST", "TARGET", "TRIGGER", "CURRENT_URL", "PROMPT")}
    for url in pages:
        answer = ama.get(url, **asks)
        assert answer.status_code < 500
        assert b"<script>alert" not in (b"".join(answer) if answer.streaming else answer.content)


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_a_form_in_another_alphabet_is_not_read(ama, alphabet):
    """Some spell halves of characters that no page can show; some are no alphabets at all."""
    body = b'--X\r\nContent-Disposition: form-data; name="who"\r\n\r\n\\ud800\r\n--X--\r\n'
    for url in ("/disclosures/emergency/", "/people/", "/advice/new/", "/sign-in/"):
        assert ama.generic("POST", url, body, f"multipart/form-data; boundary=X; charset={alphabet}").status_code == 400
    query = "/consents/new/?person=%5C%75%64%38%30%30"
    assert ama.generic("GET", query, content_type=f"text/plain; charset={alphabet}").status_code in {200, 400}


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=" + "b" * 5_000, b"x", 400),
        ("multipart/form-data; boundary=é", b"x", 400),
        ("application/x-www-form-urlencoded", b"%ED%A0%80=%ED%A0%80&&&=&%&%zz", 422),
        ("application/json", b'{"question": 1}', 422),
        ("", b"\xff\xfe", 422),
        ("application/x-www-form-urlencoded", b"question=" + b"x" * 1_100_000, 413),
        (
            "multipart/form-data; boundary=X",
            b'--X\r\nContent-Disposition: form-data; name="q"\r\n\r\n' + b"x" * 1_100_000,
            400,
        ),
    ],
)
def test_a_body_that_is_none(ama, kind, body, status):
    assert ama.generic("POST", "/advice/new/", body, kind).status_code == status


@pytest.mark.parametrize("length", ["9" * 5_000, "9" * 20, "-5", "five"])
def test_a_body_that_lies_about_its_length(ama, length):
    kind = "application/x-www-form-urlencoded"
    assert ama.generic("POST", "/advice/new/", b"a=b", kind, CONTENT_LENGTH=length).status_code == 400


@pytest.mark.postgres
@pytest.mark.parametrize(
    "cookie", ['"aaaaaaaaaaaaaaaa\\000"', '"aaaaaaaaaaaaaaaa\\355\\240\\200"', "'; DROP TABLE x", "x" * 4_000, ""]
)
def test_a_cookie_that_is_none_of_ours_signs_nobody_in(house, cookie):
    window = Client(HTTP_COOKIE="; ".join(f"{name}={cookie}" for name in ("sessionid", "csrftoken", "django_language")))
    assert window.get("/").url == "/sign-in/?next=/"
    assert window.post("/sign-in/", {"who": "ama"}).url == "/"


@pytest.mark.parametrize("where", ELSEWHERE)
def test_signing_in_leads_to_no_other_place(house, where):
    answer = Client().post("/sign-in/", {"who": "ama", "next": where})
    assert answer.status_code == 302
    assert answer.url == "/"


def test_signing_in_puts_nothing_into_the_headers(house):
    answer = Client().post("/sign-in/", {"who": "ama", "next": "/people/\r\nX-Other: yes"})
    assert answer.url == "/people/%0D%0AX-Other:%20yes"
    assert "X-Other" not in answer.headers


@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_ACCEPT_LANGUAGE": "é\x00,en;q=9e999,cy" + "-a" * 900},
        {"HTTP_REFERER": f"https://elsewhere.example/{CANARY}\x00"},
        {"HTTP_X_FORWARDED_FOR": f"{CANARY}, 127.0.0.1"},
        {"HTTP_IF_MODIFIED_SINCE": "31 Feb 0000"},
        {"HTTP_RANGE": "bytes=9-1"},
        {"HTTP_ACCEPT_ENCODING": "\x00"},
    ],
)
def test_a_header_breaks_nothing(ama, header, logged):
    for url in ("/", "/sign-in/", "/disclosures/export.csv", "/policy/"):
        assert ama.get(url, **header).status_code < 500
    assert CANARY not in logged.getvalue()


def test_nobody_is_found_by_characters_that_are_none(house):
    with house.reads(house.ama):
        for words in ("\x00", "\ud800", "%", "_", "' OR ''='", "P-0000\x001"):
            assert find(house.reader(house.ama), words, AT) == []
