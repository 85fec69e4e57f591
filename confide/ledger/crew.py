"""Shares work that only reads among as many processes as there are processors.

- They are forked, which Linux does safely where there is one thread; everywhere else the work is done here, in turn.
- Whoever is forked opens a database connection of its own: one that was open cannot be shared with a child.
- A process that dies, for want of memory perhaps, costs time only: what it left is done here.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections

Work = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""Does something to each of many parts and gives the results in their order, like `map`."""


@contextmanager
def crew(*, worth_it: bool) -> Iterator[Work]:
    """Processes for a while, or none where there is too little to do for them: then work is done when it is asked for.

    What is given to them must be the function of a module, and values that can be pickled.
    """
    hands = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if not worth_it or hands < 2 or threading.active_count() > 1 or connection.in_atomic_block:
        yield map
        return
    connections.close_all()
    pool = ProcessPoolExecutor(hands, mp_context=get_context("fork"), initializer=_begin)
    try:
        yield lambda does, parts: _shared(pool, does, list(parts))
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Whoever breaks off speaks to the first process, which sends the others home."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # They live for seconds, and to collect garbage would copy all the memory that they share with the first.
    gc.disable()


def _shared(pool: ProcessPoolExecutor, does: Callable[[Any], Any], parts: Sequence[Any]) -> Iterator[Any]:
    return _or_here(pool.map(does, parts), does, parts)


def _or_here(results: Iterator[Any], does: Callable[[Any], Any], parts: Sequence[Any]) -> Iterator[Any]:
    done = 0
    try:
        for result in results:
            done += 1
            yield result
    except BrokenProcessPool:
        yield from map(does, parts[done:])
