"""What a fact of a situation can be: a code or a text, yes or no, or several codes."""

from __future__ import annotations

from collections.abc import Mapping

Said = str | bool | tuple[str, ...]
# Every fact there is, by its dotted name.
Facts = Mapping[str, Said]
