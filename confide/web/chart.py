"""Stacked bars as plain numbers, for a template that draws them as SVG and shows the numbers in a table."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, BASE = 560, 190, 34, 12, 166
SHARE_OF_SLOT = 0.6


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a bar."""

    part: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `title` is its whole name for the table, `label` a short one for the drawing."""

    title: str
    label: str
    values: tuple[int, ...]
    x: float
    width: float
    blocks: tuple[Block, ...]

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line behind the bars, with its value."""

    value: int
    y: float
    text_x: int = LEFT - 6

    @property
    def text_y(self) -> float:
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template needs."""

    parts: tuple[str, ...]
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    text_y: int = BASE + 16


def stacked(parts: Sequence[str], rows: Sequence[tuple[str, str, Sequence[int]]]) -> Chart:
    """A chart of `rows` (title, label, a number for each part)."""
    top = ceiling(max((sum(values) for _title, _label, values in rows), default=0))
    scale, slot = (BASE - TOP) / top, (WIDTH - LEFT) / max(len(rows), 1)
    bars = [_bar(row, LEFT + slot * place, slot, scale) for place, row in enumerate(rows)]
    marks = sorted({round(top * quarter / 4) for quarter in range(5)})
    return Chart(tuple(parts), tuple(bars), tuple(Line(mark, round(BASE - mark * scale, 1)) for mark in marks))


def _bar(row: tuple[str, str, Sequence[int]], start: float, slot: float, scale: float) -> Bar:
    title, label, values = row
    blocks, y = [], float(BASE)
    for part, value in enumerate(values):
        y -= value * scale
        blocks.append(Block(part, round(y, 1), round(value * scale, 1)))
    width = slot * SHARE_OF_SLOT
    return Bar(title, label, tuple(values), round(start + (slot - width) / 2, 1), round(width, 1), tuple(blocks))


def ceiling(most: int) -> int:
    """A round number at or above `most`, which can be cut into four."""
    ten = 1
    while True:
        for step in (4, 8, 20):
            if step * ten >= most:
                return step * ten
        ten *= 10
