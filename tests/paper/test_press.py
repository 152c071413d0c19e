"""Paper: what is written on a sheet stands in the file, in every language, whatever signs people typed."""

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest

from minga_infra.paper.press import Press
from minga_platform.kernel.paper import (
    Blank,
    Box,
    Code,
    Heading,
    Marked,
    NewPage,
    Paragraph,
    Points,
    Sheet,
    Table,
)
from minga_testing import printed

EMPTY = Sheet(title="Sheet", language="en", issuer="Tejido Común", at=datetime(2026, 11, 22, tzinfo=UTC), blocks=())


async def test_every_block_is_on_paper_and_pages_are_numbered() -> None:
    rows = tuple((f"Row {number}", f"{number},00 €") for number in range(60))
    sheet = replace(
        EMPTY,
        title="Assembly of spring",
        subtitle="12 March",
        blocks=(
            Heading("Agenda"),
            Paragraph("One line\nand another, with œ, ñ and €."),
            Points(("First point", "Second point")),
            Table(("What", "How much"), rows, widths=(3, 1), numbers=frozenset({1})),
            Code("https://example.org/act/abc", caption="Scan to reply"),
            NewPage(),
            Heading("Form", 2),
            Blank("Your name", lines=2),
            Box("I need care for children"),
        ),
    )
    file = await Press().print(sheet)
    pages = printed.pages(file)
    lacking = printed.lacking(
        file,
        "Assembly of spring", "12 March", "Agenda", "and another, with œ, ñ and €.", "Second point", "Row 59", "59,00 €",
        "Scan to reply", "Your name", "I need care for children",
    )  # fmt: skip
    assert not lacking
    assert len(pages) == 3
    assert all("TejidoComún" in page and f"Page{at}of3" in page for at, page in enumerate(pages, 1))
    assert "What" in pages[1], "the head of a table is repeated"
    assert "Ineedcare" in pages[2], "a form begins on its own page"
    with pypdfium2.PdfDocument(file) as document:
        assert [one.get_title() for one in document.get_toc()] == ["Agenda"]
    assert await Press().print(sheet) == file, "the same sheet, the same bytes"


async def test_what_people_typed_is_no_command() -> None:
    typed = r"**not bold** __nor__ ~~this~~ --or-- [a](https://evil.example) \** {nb} <b> *_*"
    sheet = replace(
        EMPTY,
        blocks=(
            Paragraph(typed),
            Marked((("kept", f"From {typed} "), ("removed", "**eight"), ("kept", " "), ("added", "six*"), ("kept", "* end"))),
            Points((typed,)),
            Table((typed,), ((typed,),)),
        ),
    )  # fmt: skip
    file = await Press().print(sheet)
    whole = printed.text(file)
    for said in ("**notbold**", "__nor__", "~~this~~", "--or--", "[a](https://evil.example)", "<b>", "*_*"):
        assert whole.count(said) == 5, (said, whole)
    assert "**eightsix**end" in whole
    assert b"/URI" not in file, "no link was made of it"


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
async def test_arabic_is_joined_and_runs_from_the_right(language: str) -> None:
    sheet = replace(
        EMPTY,
        language=language,
        title="ميزانية التعاونية",
        blocks=(
            Paragraph("Minga: يُدعى الأعضاء إلى الجمعية يوم 28 نوفمبر"),
            Table(("الفئة", "Votes"), (("عمال", "3"),)),
        ),
    )
    file = await Press().print(sheet)
    assert not printed.lacking(file, "ميزانية التعاونية", "28", "Minga")
    with pypdfium2.PdfDocument(file) as document:
        [page] = document
        width, texts = page.get_width(), page.get_textpage()
        whole = texts.get_text_range()
        title, name = (sum(texts.get_charbox(at)[::2]) / 2 for at in (0, whole.index("Minga")))
        texts.close()
        page.close()
    if language == "ar":
        assert title > width / 2, "the title begins at the right edge"
    assert name > (width / 2 if language == "ar" else 100), "what is mostly Arabic begins at its right"


async def test_a_sign_that_the_font_lacks_does_not_stop_the_press() -> None:
    file = await Press().print(
        replace(EMPTY, blocks=(Paragraph("Bonjour 你好"), Table((), ()), Marked(()), Points(())))
    )
    assert "Bonjour" in printed.text(file)
