"""The pathway as a picture: what decides what, and who then acts. SVG, in text. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from ..document import condition_words, readable, within_words
from ..model import Agreement
from ..words import Labels

WIDTH, GAP, ROW, PAD, LINE = 250, 70, 26, 14, 20


@dataclass(frozen=True, slots=True)
class Box:
    """One box: a title and lines under it, in a column from the left and a place from the top."""

    id: str
    column: int
    top: int
    title: str
    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return 2 * PAD + ROW + LINE * len(self.lines)


def picture(agreement: Agreement, labels: Labels) -> str:
    """An SVG with a text alternative; sizes in pixels."""
    boxes = list(_boxes(agreement, labels))
    width = max(box.column for box in boxes) * (WIDTH + GAP) + WIDTH + 4
    height = max(box.top + box.height for box in boxes) + 4
    title = escape(agreement.title.get("nl", agreement.id))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="De weg door de afspraak {title}" '
        'font-family="sans-serif" font-size="14">',
        *(_line(*pair) for pair in _links(agreement, {box.id: box for box in boxes})),
        *(_drawn(box) for box in boxes),
        "</svg>",
    ]
    return "".join(parts)


def _boxes(agreement: Agreement, labels: Labels) -> Iterator[Box]:
    applies = condition_words(agreement, agreement.applies, labels) or "iedereen met deze vraag"
    yield _box("applies", 0, 2, "Voor wie", applies)
    top = 2
    for name, decision in agreement.decisions.items():
        box = _box(f"d-{name}", 1, top, readable(name), f"{len(decision.rules)} regels")
        top += box.height + 18
        yield box
    top = 2
    for step in agreement.steps:
        who = labels.roles.get(step.role, step.role)
        told = f"{step.does.get('nl', '')} {'; '.join(within_words(step.within))}"
        box = _box(f"s-{step.id}", 2, top, who[:1].upper() + who[1:], told)
        top += box.height + 18
        yield box


def _box(identity: str, column: int, top: int, title: str, words: str) -> Box:
    return Box(identity, column, top, _cut(title, 30), tuple(_wrapped(words, 34))[:6])


def _wrapped(words: str, width: int) -> Iterator[str]:
    line = ""
    for word in words.split():
        if line and len(line) + len(word) + 1 > width:
            yield line
            line = ""
        line = _cut(f"{line} {word}".strip(), width)
    if line:
        yield line


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _links(agreement: Agreement, boxes: dict[str, Box]) -> Iterator[tuple[Box, Box]]:
    for name, decision in agreement.decisions.items():
        if not decision.uses:
            yield boxes["applies"], boxes[f"d-{name}"]
        for used in decision.uses:
            if used in agreement.decisions:
                yield boxes[f"d-{used}"], boxes[f"d-{name}"]
    for step in agreement.steps:
        for used in step.when.decisions or (next(iter(agreement.decisions)),):
            yield boxes[f"d-{used}"], boxes[f"s-{step.id}"]


def _line(start: Box, end: Box) -> str:
    x1, y1 = _left(start) + WIDTH, start.top + start.height / 2
    x2, y2 = _left(end), end.top + end.height / 2
    if start.column == end.column:
        x1, y1 = _left(start) + 24, start.top + start.height
        x2, y2 = _left(end) + 24, end.top
    middle = (x1 + x2) / 2
    path = f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}"
    return f'<path d="{path}" fill="none" stroke="#5d5348" stroke-width="1.5"/>'


def _left(box: Box) -> int:
    return 2 + box.column * (WIDTH + GAP)


def _drawn(box: Box) -> str:
    left = _left(box)
    lines = "".join(
        f'<text x="{left + PAD}" y="{box.top + PAD + ROW + LINE * (number + 1) - 6}" '
        f'fill="#3d362e" font-size="13">{escape(line)}</text>'
        for number, line in enumerate(box.lines)
    )
    return (
        f'<g><rect x="{left}" y="{box.top}" width="{WIDTH}" height="{box.height}" rx="8" fill="#fff" '
        f'stroke="#5d5348"/><text x="{left + PAD}" y="{box.top + PAD + 15}" font-weight="700" '
        f'fill="#231f1a">{escape(box.title)}</text>{lines}</g>'
    )
