"""A batch of payouts as a SEPA credit transfer order: ISO 20022 pain.001.001.09, as the EPC's guidelines for banks have it
(EPC132-08, 2023): SEPA characters only, amounts in euros, at most 35 characters for what we call each transfer.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from minga_platform.kernel.money import Money

_NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_ALLOWED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ")
_LIKE: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "&": "+"}
)
_SLASHES: Final = re.compile("/{2,}")
_LONGEST_NAME, _LONGEST_TEXT = 70, 140
_LARGEST: Final = 99_999_999_999
"""Cents of one transfer; the guideline takes no more digits."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer: to whom, how much, and what we call it (`EndToEndId`, at most 35 characters)."""

    name: str
    iban: str
    amount: Money
    end_to_end: str
    text: str


def latin(text: str, longest: int) -> str:
    """In the characters that every bank of SEPA takes: accents off, what has no likeness as a dot; never empty."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIKE))
    signs = (sign if sign in _ALLOWED else "." for sign in plain if not unicodedata.combining(sign))
    # A slash at either end, or two in a row, has a meaning of its own to some banks (EPC217-08): also where the cutting made it the last.
    found = _SLASHES.sub("/", " ".join("".join(signs).split())).strip(" /")[:longest].strip(" /")
    return found or "."


def order(*, message: str, made_at: datetime, on: date, holder: str, iban: str, transfers: Sequence[Transfer]) -> bytes:
    """The file. The same values make the same bytes. Every transfer is in euros; there is at least one.

    `on`: the civil day where the co-op is, since a bank takes no order for yesterday.
    """
    assert transfers, "an order without transfers is none"
    assert {one.amount.currency for one in transfers} == {"EUR"}, "SEPA carries euros alone"
    assert all(1 <= one.amount.minor <= _LARGEST for one in transfers), (
        "from a cent to what the guideline has digits for"
    )
    assert all(len(one.end_to_end) <= 35 for one in transfers)
    total = Money(sum(one.amount.minor for one in transfers), "EUR").decimal
    root = Element("Document", {"xmlns": _NAMESPACE})
    whole = SubElement(root, "CstmrCdtTrfInitn")
    head = SubElement(whole, "GrpHdr")
    _leaf(head, "MsgId", message)
    _leaf(head, "CreDtTm", made_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    _leaf(head, "NbOfTxs", str(len(transfers)))
    _leaf(head, "CtrlSum", total)
    _leaf(SubElement(head, "InitgPty"), "Nm", latin(holder, _LONGEST_NAME))
    info = SubElement(whole, "PmtInf")
    _leaf(info, "PmtInfId", message)
    _leaf(info, "PmtMtd", "TRF")
    _leaf(info, "BtchBookg", "false")
    _leaf(info, "NbOfTxs", str(len(transfers)))
    _leaf(info, "CtrlSum", total)
    _leaf(SubElement(SubElement(info, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    _leaf(SubElement(info, "ReqdExctnDt"), "Dt", on.isoformat())
    _leaf(SubElement(info, "Dbtr"), "Nm", latin(holder, _LONGEST_NAME))
    _leaf(SubElement(SubElement(info, "DbtrAcct"), "Id"), "IBAN", iban)
    # Within SEPA a bank finds itself by its customer's IBAN; the schema wants an agent all the same.
    _leaf(SubElement(SubElement(SubElement(info, "DbtrAgt"), "FinInstnId"), "Othr"), "Id", "NOTPROVIDED")
    _leaf(info, "ChrgBr", "SLEV")
    for one in transfers:
        each = SubElement(info, "CdtTrfTxInf")
        _leaf(SubElement(each, "PmtId"), "EndToEndId", one.end_to_end)
        amount = SubElement(SubElement(each, "Amt"), "InstdAmt", {"Ccy": "EUR"})
        amount.text = one.amount.decimal
        _leaf(SubElement(each, "Cdtr"), "Nm", latin(one.name, _LONGEST_NAME))
        _leaf(SubElement(SubElement(each, "CdtrAcct"), "Id"), "IBAN", one.iban)
        _leaf(SubElement(each, "RmtInf"), "Ustrd", latin(one.text, _LONGEST_TEXT))
    indent(root)
    document: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + document + b"\n"


def _leaf(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
