"""Installations set up by the product itself, each in processes and databases of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from tests import postgres
from tests.repository.tree import ROOT

TARGETS = ("data", "keys", "escrow")
DATABASES = ("CONFIDE_DATABASE_URL", "CONFIDE_KEYS_DATABASE_URL")


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    returncode: int
    stdout: str
    stderr: str


def _ask(process: subprocess.Popen[str], act: dict[str, Any]) -> Any:
    try:
        process.stdin.write(json.dumps(act) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
    except BrokenPipeError:
        line = ""
    assert line, process.stderr.read()[-3_000:]
    return json.loads(line)


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=60)


@dataclass
class Installation:
    """A home, its targets, and the ways to use them."""

    home: Path
    targets: Path
    surroundings: dict[str, str]
    shares: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    def target(self, kind: str) -> Path:
        return self.targets / kind

    def confide(self, *words: str, given: str = "") -> Told:
        """Run one of the product's own commands in the process of this installation."""
        (told,) = self.acts({"act": "command", "words": words, "given": given})
        return Told(**told)

    def acts(self, *acts: dict[str, Any]) -> list[Any]:
        """Do things one after the other, in the process of this installation; what each answered."""
        if self.process is None:
            self.process = self.another()
        return [_ask(self.process, act) for act in acts]

    def another(self, **more: Any) -> subprocess.Popen[str]:
        """A process of this installation."""
        command = [sys.executable, "-m", "tests.keeping.acting"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, env=self.surroundings, text=True, **pipes, **more)

    def deaths(self, act: str, look: str, step: int = 1, **given: Any) -> list[dict[str, Any]]:
        """Do something again and again, killed each time a little later; what stood after each death."""
        self.end()
        line = json.dumps({"act": act, "look": look, "step": step, "with": given}) + "\n"
        command = [sys.executable, "-m", "tests.keeping.dying"]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.surroundings,
            input=line,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-1_500:] + done.stderr[-6_000:]
        return [json.loads(line) for line in done.stdout.splitlines()]

    def end(self) -> None:
        """End the process, as switching the server off would."""
        if self.process is not None:
            _end(self.process)
        self.process = None

    def typed(self, *numbers: int) -> str:
        return "".join(f"{self.shares[number]}\n" for number in numbers)


@pytest.fixture
def somewhere(tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Makes homes that share the three targets: empty ones, or with copies of databases."""
    made: list[str] = []
    homes: list[Installation] = []

    def make(name: str, copied: tuple[str, ...] = ()) -> Installation:
        homes.append(_home(tmp_path, name, made, copied))
        return homes[-1]

    yield make
    for home in homes:
        home.end()
    _sql(*(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)' for database in made))


def _home(folder: Path, name: str, made: list[str], copied: tuple[str, ...] = ()) -> Installation:
    targets = folder / "targets"
    for kind in TARGETS:
        (targets / kind).mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in os.environ.items() if key not in DATABASES}
    kept |= {f"CONFIDE_BACKUP_{kind.upper()}": str(targets / kind) for kind in TARGETS}
    kept |= {"CONFIDE_HOME": str(folder / name), "DJANGO_SETTINGS_MODULE": "confide.config.settings"}
    if postgres.WANTED:
        fresh = [f"keeping_{uuid.uuid4().hex[:12]}" for _ in DATABASES]
        like = [f' TEMPLATE "{database}"' for database in copied] or ["", ""]
        _sql(*(f'CREATE DATABASE "{database}"{of}' for database, of in zip(fresh, like, strict=True)))
        made.extend(fresh)
        kept |= {variable: postgres.url(database) for variable, database in zip(DATABASES, fresh, strict=True)}
    return Installation(folder / name, targets, kept)


def _sql(*statements: str) -> None:
    if statements:
        host = quote(postgres._socket(), safe="")
        with psycopg.connect(f"postgresql://postgres@/postgres?host={host}", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def words_on(page: str) -> str:
    """A share, read off a custodian's page."""
    numbered = {int(place): word for place, word in re.findall(r"(\d+)  ([a-z]+)", page)}
    return " ".join(numbered[place] for place in range(1, 34))


@dataclass(frozen=True)
class Template:
    """An installation that was set up once, to be copied."""

    home: Path
    databases: tuple[str, ...]
    shares: list[str]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """Set up by the product's own command, with the three pages written into a folder."""
    folder = tmp_path_factory.mktemp("template")
    (folder / "kit").mkdir()
    made: list[str] = []
    fresh = _home(folder, "home", made)
    done = fresh.confide("init", "--kit-folder", str(folder / "kit"))
    assert done.returncode == 0, done.stderr
    fresh.end()
    pages = sorted((folder / "kit").iterdir())
    yield Template(fresh.home, tuple(made), [words_on(page.read_text(encoding="utf-8")) for page in pages])
    _sql(*(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)' for database in made))


@pytest.fixture
def live(somewhere: Callable[[str], Installation], template: Template, tmp_path: Path) -> Installation:
    """A real installation with its recovery kit, as it is after being set up."""
    copied = somewhere("home", template.databases)
    shutil.copytree(template.home, copied.home)
    copied.shares = template.shares
    return copied
