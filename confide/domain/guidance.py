"""What stands beside a policy: the principles it follows, where it is behind the law, and how the law has changed.

- All of it is dated, marked data of a pack; nothing here knows a principle or an Act.
- `mark` says how sure we are: `sourced` was read at a source, `known` was not checked against one, `believed`
  must be checked before anybody relies on it, `raised` is a question to the owner of the policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

MARKS = frozenset({"sourced", "known", "believed", "raised"})


class GuidanceError(ValueError):
    """A table of the pack cannot be read; the message names it and what is wrong."""


@dataclass(frozen=True, slots=True)
class Principle:
    """A principle, what it asks, and the control by which the product keeps to it with the obligations behind that."""

    code: str
    title: str
    text: str
    control: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyGap:
    """Where the policy's words are behind the law or unclear: what it says, how the law stands, what we do."""

    clauses: tuple[str, ...]
    says: str
    law: str
    we_do: str
    mark: str
    source: str
    reviewed_on: date


@dataclass(frozen=True, slots=True)
class LawChange:
    """A change in the law and what it means here.

    `effective_from` is None while no day is fixed or known, and `when` then says what is known of it. `flag` is the
    setting that turns on what the change asks for, where there is one.
    """

    code: str
    title: str
    effective_from: date | None
    when: str
    effect: str
    flag: str
    mark: str
    source: str
    reviewed_on: date


def principles(tables: Iterable[Mapping[str, Any]]) -> tuple[Principle, ...]:
    """The principles in their order. Raises GuidanceError."""
    rows = (_checked(table, ("code", "title", "text", "control"), ("clauses",)) for table in tables)
    return tuple(
        Principle(row["code"], row["title"], row["text"], row["control"], tuple(row["clauses"])) for row in rows
    )


def policy_gaps(tables: Iterable[Mapping[str, Any]]) -> tuple[PolicyGap, ...]:
    """Where the policy is behind the law, in the order of its clauses. Raises GuidanceError."""
    rows = (_checked(table, ("says", "law", "we_do", "mark", "source"), ("clauses", "reviewed_on")) for table in tables)
    return tuple(_policy_gap(row) for row in rows)


def law_changes(tables: Iterable[Mapping[str, Any]]) -> tuple[LawChange, ...]:
    """The changes in the law, in the order of the file. Raises GuidanceError."""
    texts, optional = ("code", "title", "effect", "mark", "source"), ("effective_from", "when", "flag")
    return tuple(_law_change(_checked(table, texts, ("reviewed_on",), optional)) for table in tables)


def _policy_gap(row: Mapping[str, Any]) -> PolicyGap:
    return PolicyGap(
        clauses=tuple(row["clauses"]),
        says=row["says"],
        law=row["law"],
        we_do=row["we_do"],
        mark=row["mark"],
        source=row["source"],
        reviewed_on=_day(row["reviewed_on"], row),
    )


def _law_change(row: Mapping[str, Any]) -> LawChange:
    starts, when = row.get("effective_from"), row.get("when", "")
    if starts is None and not when:
        raise GuidanceError(f"{row['code']}: say from which day, or what is known about when")
    return LawChange(
        code=row["code"],
        title=row["title"],
        effective_from=None if starts is None else _day(starts, row),
        when=when,
        effect=row["effect"],
        flag=row.get("flag", ""),
        mark=row["mark"],
        source=row["source"],
        reviewed_on=_day(row["reviewed_on"], row),
    )


def _checked(
    table: Mapping[str, Any], texts: Iterable[str], also: Iterable[str] = (), optional: Iterable[str] = ()
) -> Mapping[str, Any]:
    """The table itself, once its keys are the ones there should be and every text is one."""
    texts, needed = tuple(texts), {*texts, *also}
    if wrong := sorted((needed - set(table)) | (set(table) - needed - set(optional))):
        raise GuidanceError(f"{_name(table)}: missing or unknown: {', '.join(wrong)}")
    if empty := [key for key in texts if not (isinstance(table[key], str) and table[key].strip())]:
        raise GuidanceError(f"{_name(table)}: no words in {', '.join(empty)}")
    if table.get("mark", "known") not in MARKS:
        raise GuidanceError(f"{_name(table)}: the mark is none of {', '.join(sorted(MARKS))}")
    return table


def _day(value: object, row: Mapping[str, Any]) -> date:
    if type(value) is not date:
        raise GuidanceError(f"{_name(row)}: a day is needed, such as 2026-06-19")
    return value


def _name(table: Mapping[str, Any]) -> str:
    return str(table.get("code") or table.get("clauses") or "a table without a name")
