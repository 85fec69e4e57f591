"""The command line: a situation goes in, a decision comes out; what is wrong is one clear line."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import jsonschema
import pytest

from confide.domain.decision import Decision
from confide.jobs.command_line import main
from tests.policy.cases import raw


@pytest.fixture
def ask(capsys, monkeypatch):
    def run(text, *options):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text if isinstance(text, str) else json.dumps(text)))
        status = main(["decide", "-", *options])
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_any_decision_is_a_success(ask):
    for changes, outcome in (
        ({}, "share"),
        ({"subject__consent__state": "withheld"}, "refuse"),
        ({"held": []}, "none_held"),
    ):
        status, out, err = ask(raw(**changes))
        assert (status, json.loads(out)["outcome"], err) == (0, outcome, "")


def test_a_file_is_read(tmp_path, capsys):
    path = tmp_path / "situation.json"
    path.write_text(json.dumps(raw()))
    assert main(["decide", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["release"] == ["identity", "health"]


def test_what_comes_out_can_be_read_back_and_is_the_same_every_time(ask):
    outputs = {
        ask(raw(subject__consent={"state": "not_sought"}, ask=["health", "pay"]), "--explain")[1] for _ in range(3)
    }
    assert len(outputs) == 1
    decision = json.loads(outputs.pop())
    assert Decision.from_json(decision).to_json() == decision


def test_the_clock_is_taken_where_no_moment_is_said(ask):
    status, out, _ = ask(raw(now=None))
    assert status == 0
    assert json.loads(out)["at"].endswith("+00:00")


def test_the_schema_has_every_code_list_and_accepts_what_is_decided(ask):
    status, out, _ = ask("", "--schema")
    schema = json.loads(out)
    assert status == 0
    jsonschema.validate(raw(), schema)
    assert "witness_summons" in schema["$defs"]["instrument"]["enum"]


def test_conditions_are_listed_when_they_are_asked_for(ask):
    plain, explained = (json.loads(ask(raw(), *more)[1]) for more in ((), ("--explain",)))
    assert not any(reason["conditions"] for reason in plain["reasons"])
    assert all(reason["conditions"] for reason in explained["reasons"])


def test_another_pack_can_be_asked(ask):
    _, out, _ = ask("", "--schema", "--pack", "example")
    assert json.loads(out)["$defs"]["action"]["enum"] == ["lend_out", "shelve"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (raw(purpose="fun"), "purpose: “fun” is none of"),
        (raw(subject__kind=None), "subject.kind: this is required"),
        ("", "this is no JSON"),
        ("[]", "a situation is a JSON object"),
        ('{"action": NaN}', "this is no JSON: NaN"),
        ('{"action": "view", "action": "copy"}', "action: this is said twice"),
        ('{"subject": {"consent": {"state": "given", "state": "withheld"}}}', "subject.consent.state: this is said"),
        ('{"risk": {"to": "child"}, "risk": {"to": "none"}}', "risk: this is said twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"action": "' + "x" * 1_000_001, "longer than a million characters"),
    ],
)
def test_a_bad_situation_is_one_line_and_exit_2(ask, text, words):
    status, out, err = ask(text)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert words in err


def test_a_file_or_a_pack_that_is_not_there_is_one_line_and_exit_2(ask, tmp_path, capsys):
    assert main(["decide", str(tmp_path / "nothing.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    assert main(["decide", str(tmp_path / "bytes.json")]) == 2
    assert "UTF-8" in capsys.readouterr().err
    status, _, err = ask(raw(), "--pack", "nowhere")
    assert (status, err.count("\n")) == (2, 1)


def test_it_starts_without_django_and_without_a_schema_library():
    """That it answers at once rests on this."""
    heavy = ("django", "jsonschema", "sqlite3")
    code = f"import sys; import confide.jobs.decide; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
