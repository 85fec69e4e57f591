"""The policy again, in plain Python: the oracle that the Cedar rules are compared with.

- One entry a rule, in the order of the specification; a rule says only when it speaks.
- Grounds permit; gates forbid, and say whether they are a bar, a question, a matter for an office, or a call to anonymise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.policy.facts import BY_ORDER, Facts

type_of_test = Callable[[Facts], bool]
