"""Who is reading now; without an answer there is nothing to read.

- With nobody reading, reading a scoped model is an error, not an empty list: when a query is built and when it runs.
- A query that was built for one reader does not run for another, however late it is evaluated.
- The product itself reads as `system("purpose")`, in a listed set of modules only; a test checks the list.
- Scope is a subquery, never a join, so counts, aggregates and pages are of what one may see.
- Rows are never made from raw SQL, and a scoped query neither changes nor removes rows in bulk.
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol, TypeVar, cast

from django.db import models
from django.db.models.sql import Query
from django.db.models.sql.where import WhereNode

from confide.domain.reading import Reader


class NobodyReading(RuntimeError):
    """Something was read without saying who reads it, or by somebody else than it was meant for."""


class WayBarred(RuntimeError):
    """A way round the scope or round the seal, which nobody may go."""


@dataclass(frozen=True, slots=True)
class System:
    """The product itself, reading for a purpose that can be searched for."""

    purpose: str


class Scoped(Protocol):
    """A model that says which of its rows a reader may see."""

    @classmethod
    def visible_to(cls, reader: Reader) -> models.Q:
        """The condition, made of columns and subqueries only."""


_reader: ContextVar[Reader | System | None] = ContextVar("reader", default=None)
M = TypeVar("M", bound=models.Model)


@contextmanager
def reading(who: Reader | None) -> Iterator[None]:
    """Let `who` read inside the block; None means that nobody does, whoever read outside."""
    token = _reader.set(who)
    try:
        yield
    finally:
        _reader.reset(token)


@contextmanager
def system(purpose: str) -> Iterator[None]:
    """Let the product itself read everything inside the block."""
    token = _reader.set(System(purpose))
    try:
        yield
    finally:
        _reader.reset(token)


def current() -> Reader | System:
    """Who is reading. Raises NobodyReading."""
    who = _reader.get()
    if who is None:
        raise NobodyReading("Nobody is reading. Wrap this in `with reading(...)`.")
    return who


class ScopedQuery(Query):
    """A query that runs only for the reader that it was built for."""

    scope: Reader | System | None = None

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        """Every way of running a query comes by here, as do subqueries of other queries."""
        if self.scope is None or current() != self.scope:
            raise NobodyReading("This was asked for somebody who is not reading any more.")
        return super().get_compiler(*args, **kwargs)


class _Settled:
    """The condition of a scope as part of a query, whose SQL is worked out once.

    It stands in every query of a reader, and to work it out anew was most of the time of a small one. Under another
    name of its table, as in a subquery, it is another condition.
    """

    contains_aggregate = False
    contains_over_clause = False
    is_summary = False

    def __init__(self, condition: WhereNode) -> None:
        self.condition = condition
        self._sql: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Its SQL. What can match nothing, or matches everything, is said by an exception, every time."""
        if connection.vendor not in self._sql:
            sql, values = self.condition.as_sql(compiler, connection)
            self._sql[connection.vendor] = sql, tuple(values)
        return self._sql[connection.vendor]

    def relabeled_clone(self, names: dict[str | None, str]) -> "_Settled":
        """The same under other names of tables."""
        return _Settled(self.condition.relabeled_clone(names))

    def replace_expressions(self, _replacements: Any) -> "_Settled":
        """Nothing in it stands for anything else."""
        return self

    def get_refs(self) -> set[str]:
        """It refers to no annotation."""
        return set()


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that the current reader may see."""

    def raw(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: raw SQL knows no scope."""
        raise WayBarred("Rows are not made from raw SQL, which knows no scope.")

    def update(self, **kwargs: Any) -> int:
        """Change clear columns; refused for versions and for what is sealed, which only `save` writes."""
        if any(name == "version" or name.startswith("sealed_") for name in kwargs):
            raise WayBarred("What is sealed is written row by row, by saving the row.")
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined] # templates must not call it; Django reads it from here

    def bulk_create(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: a row seals itself when it is saved."""
        raise WayBarred("Rows are created one by one, because each seals itself.")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused, for the same reason."""
        raise WayBarred("Rows are changed one by one, because each seals itself.")


@functools.lru_cache(maxsize=512)
def _scoped(model: type[models.Model], who: Reader | System) -> ScopedQuery:
    """The query for what somebody may see of a model; made once, since every read and write starts from it."""
    query = ScopedQuery(model)
    query.scope = who
    if isinstance(who, System):
        return query
    rows: models.QuerySet[models.Model] = models.QuerySet(model, query=query).filter(
        cast("type[Scoped]", model).visible_to(who)
    )
    query = cast("ScopedQuery", rows.query)
    if query.where:
        query.where = WhereNode(cast("Any", [_Settled(query.where)]))
    return query


class ScopedManager(models.Manager[M]):
    """The default and the base manager of every model whose rows are not for everybody."""

    use_in_migrations = False

    def get_queryset(self) -> ScopedQuerySet[M]:
        """The rows that the current reader may see. Raises NobodyReading."""
        query = _scoped(self.model, current()).clone()
        hints: dict[str, Any] = vars(self)["_hints"]
        return ScopedQuerySet(self.model, query=query, using=self._db, hints=hints)

    def raw(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refused: raw SQL knows no scope."""
        raise WayBarred("Rows are not made from raw SQL, which knows no scope.")


def through(path: str, model: type[models.Model], reader: Reader) -> models.Q:
    """The condition that `path`, which is never empty, leads to what `reader` may see of `model`.

    It is none at all for whoever sees every one: a database that is asked for a few rows whose person is one of all
    people may begin with all people.
    """
    seen = cast("type[Scoped]", model).visible_to(reader)
    return models.Q(**{f"{path}__in": within(model, reader).values("pk")}) if seen else seen


def within(model: type[M], reader: Reader) -> models.QuerySet[M]:
    """What `reader` may see of `model`, for use as a subquery of another model's scope."""
    return models.QuerySet(model).filter(cast("type[Scoped]", model).visible_to(reader))
