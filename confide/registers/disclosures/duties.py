"""Which of the proposed duties a decision brings, and which of them its own record proves done.

- The engine says what has to be done for its own answer; a person may decide otherwise, and then other duties count.
"""

from __future__ import annotations

from typing import Any

from confide.registers.disclosures.rules import PROVED_BY

NOT_SHARING = frozenset(
    {"record_refusal", "answer_asker", "neither_confirm_nor_deny", "explain_withholding", "call_back"}
)
ALWAYS = frozenset(
    {"not_yet_review", "never_promise", "training_warning", "ring_999", "ring_on_call_manager", "anonymise_first"}
)
REFERRING = frozenset({"name_no_names", "not_yet_review", "never_promise", "ring_999", "ring_on_call_manager"})


def when_shared(code: str) -> bool:
    """Whether a duty counts once sharing is decided."""
    return code not in NOT_SHARING | {"name_no_names"}


def when_not_shared(code: str) -> bool:
    """Whether a duty counts once it is decided not to share."""
    return code in NOT_SHARING | ALWAYS


def when_referred(code: str) -> bool:
    """Whether a duty counts while an office decides."""
    return code in REFERRING


def proved(facts: Any) -> frozenset[str]:
    """The duties that the facts of a case prove done."""
    return frozenset(code for code, fact in PROVED_BY.items() if getattr(facts, fact))
