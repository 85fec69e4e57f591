"""What a log line may hold: what happened, where in the code, and never what anybody sent.

- A request is logged by its method, route and status; the path is left out because references can stand in it.
- A traceback is logged by exception class and place; its message is left out because it can quote a value.
"""

import logging
import traceback
from types import TracebackType

_Trace = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutWhatWasSent(logging.Filter):
    """Puts the route in place of whatever Django was about to say of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, rewritten where it belongs to a request."""
        request = record.__dict__.get("request")
        if request is not None:
            match = getattr(request, "resolver_match", None)
            route = match.route if match else "no such page"
            status = record.__dict__.get("status_code", "-")
            record.msg, record.args = "%s %s %s", (getattr(request, "method", "-"), f"<{route}>", status)
        return True


class Line(logging.Formatter):
    """One line a record, and a traceback without the words of the exception."""

    def formatException(self, ei: _Trace) -> str:  # noqa: N802 - the name is logging's
        """Class and places of the exception, for example `ValueError at confide/web/pages.py:31 in answer`."""
        kind, _, trace = ei
        places = [f"  at {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([kind.__name__ if kind else "no exception", *places])
