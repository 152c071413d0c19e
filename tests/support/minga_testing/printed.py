"""What stands on a printed page, as a reader's program finds it."""

import unicodedata

import pypdfium2


def pages(file: bytes) -> list[str]:
    """The text of each page, see `letters`."""
    read: list[str] = []
    with pypdfium2.PdfDocument(file) as document:
        for number in range(len(document)):
            page = document[number]
            texts = page.get_textpage()
            read.append(letters(texts.get_text_bounded()))
            texts.close()
            page.close()
    return read


def letters(text: str) -> str:
    """Without blanks, which the reader guesses from distances, and without invisible marks; joined Arabic letters as plain ones."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if unicodedata.category(sign) not in {"Cf", "Cc", "Zs"} and sign != "\ufffe")


def text(file: bytes) -> str:
    """All pages, see `letters`."""
    return "".join(pages(file))


def lacking(file: bytes, *said: str) -> list[str]:
    """What of it is not on paper."""
    whole = text(file)
    return [one for one in said if letters(one) not in whole]
