"""Plain text becomes headings, paragraphs and lists; nothing becomes markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crm.agreements.blocks import Bullets, Heading, Paragraph, text_blocks

TEXT = """\
# Waarom wij samenwerken
Wij willen een groene wijk.
Dat doen we samen.

## Wat wij inzetten
- de gemeente: grond
- de tuin: handen

Tot slot een zin.
"""


def test_headings_paragraphs_and_points() -> None:
    assert text_blocks(TEXT) == [
        Heading("Waarom wij samenwerken", 1),
        Paragraph(("Wij willen een groene wijk.", "Dat doen we samen.")),
        Heading("Wat wij inzetten", 2),
        Bullets(("de gemeente: grond", "de tuin: handen")),
        Paragraph(("Tot slot een zin.",)),
    ]


def test_a_list_right_under_a_sentence_is_a_list() -> None:
    assert text_blocks("Wij brengen in:\n- grond\nen verder niets") == [
        Paragraph(("Wij brengen in:",)),
        Bullets(("grond",)),
        Paragraph(("en verder niets",)),
    ]


def test_no_heading_level_is_skipped() -> None:
    assert text_blocks("## Artikel 1\n# Deel") == [Heading("Artikel 1", 1), Heading("Deel", 1)]


def test_a_number_sign_without_words_is_text() -> None:
    assert text_blocks("#1 in de wijk\n\n#") == [Paragraph(("#1 in de wijk",)), Paragraph(("#",))]


@given(st.text(max_size=200))
def test_no_word_is_lost(text: str) -> None:
    shown: list[str] = []
    for block in text_blocks(text):
        if isinstance(block, Heading):
            shown.append(block.text)
        else:
            shown.extend(block.lines if isinstance(block, Paragraph) else block.items)
    marks = str.maketrans("", "", "#- \t\x1f")
    assert "".join("".join(shown).split()).translate(marks) == (
        "".join(text.split()).translate(marks)
    )
