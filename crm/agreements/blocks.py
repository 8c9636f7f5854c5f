"""The text of an agreement as blocks: plain text in, headings, paragraphs and lists out.

Nothing in the text is ever markup: whoever shows the blocks escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `depth` 1 for a part, 2 for what lies in it."""

    text: str
    depth: int
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; each begins on a line of its own."""

    lines: tuple[str, ...]
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    items: tuple[str, ...]
    kind: str = "bullets"


Block = Heading | Paragraph | Bullets


def text_blocks(text: str) -> list[Block]:
    """Read plain text: `# ` and `## ` begin a heading, `- ` a point, an empty line a paragraph.

    A deeper `##` without a `#` before it is a part itself, so that no heading level is skipped.
    """
    blocks: list[Block] = []
    for chunk in _chunks(text):
        first = chunk[0]
        if _is_heading(first):
            blocks.append(_heading(first, blocks))
        elif first.startswith("- "):
            blocks.append(Bullets(tuple(line.removeprefix("- ").strip() for line in chunk)))
        else:
            blocks.append(Paragraph(tuple(chunk)))
    return blocks


def _heading(line: str, before: list[Block]) -> Heading:
    marks, _, words = line.partition(" ")
    under = any(isinstance(block, Heading) and block.depth == 1 for block in before)
    return Heading(words.strip(), 2 if len(marks) > 1 and under else 1)


def _is_heading(line: str) -> bool:
    marks, _, words = line.partition(" ")
    return bool(marks) and not marks.strip("#") and bool(words.strip())


def _chunks(text: str) -> list[list[str]]:
    """Lines that make one block together."""
    chunks: list[list[str]] = []
    before = ""
    for raw in text.splitlines():
        line = raw.strip()
        if line:
            alone = _is_heading(line) or _is_heading(before) or not before
            if alone or line.startswith("- ") != before.startswith("- "):
                chunks.append([])
            chunks[-1].append(line)
        before = line
    return chunks
