"""The command finds its subcommands, starts fast, and says clearly what was wrong."""

import subprocess
import sys

import pytest

from confide.jobs import command_line
from tests.repository.tree import ROOT


def confide(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "confide", *words]
    return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, check=False)


def test_the_help_lists_what_can_be_asked_and_hides_what_is_for_developers(capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main(["--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name, command in command_line.COMMANDS.items() if not command.hidden)
    assert "  manage " not in told


@pytest.mark.parametrize("words", [[], ["dance"]])
def test_a_wrong_question_is_status_2_with_the_reason_on_standard_error(words, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main(words)
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "confide: error:" in told.err


@pytest.mark.parametrize("name", sorted(command_line.COMMANDS))
def test_every_subcommand_exists_and_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as ended:
        sys.exit(command_line.main([name, "--help"]))
    assert not ended.value.code
    assert f"usage: confide {name}" in capsys.readouterr().out or name == "manage"


@pytest.mark.parametrize("name", ["decide", "clauses"])
def test_deciding_and_listing_clauses_never_load_django(name):
    program = (
        "import sys; from confide.jobs.command_line import main\n"
        f"try: main([{name!r}, '--help'])\n"
        "except SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


def test_output_that_nobody_reads_to_the_end_is_no_fault():
    reader = "import sys; sys.stdin.readline()"
    command = f"{sys.executable} -m confide clauses | {sys.executable} -c '{reader}'"
    told = subprocess.run(command, cwd=ROOT, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in told.stderr
