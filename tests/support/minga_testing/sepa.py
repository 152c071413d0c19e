"""The schema of the file for the bank, as rules: which element stands where, how often, and what a text may be.

ISO 20022 pain.001.001.09 as the European Payments Council's guideline narrows it for SEPA credit transfers (EPC132-08, 2023,
customer to bank; characters: EPC217-08). In our own form, since the schema file itself may not be passed on.
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

NAMESPACE = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
_SEPA = r"[A-Za-z0-9/\-?:().,'+ ]"
# A text begins and ends with no slash and has no two in a row; it is not blank, and has no blank around it.
_TEXT = rf"(?!.*//)(?![/ ])(?=.*\S){_SEPA}{{1,%d}}(?<![/ ])"
NAME, TEXT, REFERENCE = (re.compile(_TEXT % longest) for longest in (70, 140, 35))
AMOUNT = re.compile(r"(0|[1-9][0-9]{0,8})\.[0-9]{2}")
SUM = re.compile(r"(0|[1-9][0-9]{0,15})\.[0-9]{2}")
COUNT = re.compile(r"[1-9][0-9]{0,14}")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})")


def only(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text))


@dataclass(frozen=True)
class Rule:
    """An element of the schema: its text or its children in their order, and how often it stands there."""

    text: re.Pattern[str] | None = None
    children: tuple[tuple[str, "Rule"], ...] = ()
    least: int = 1
    most: int = 1
    attributes: dict[str, str] = field(default_factory=dict)
    is_choice: bool = False


def leaf(pattern: re.Pattern[str], least: int = 1) -> Rule:
    return Rule(pattern, least=least)


def nested(*children: tuple[str, Rule], least: int = 1, most: int = 1, is_choice: bool = False) -> Rule:
    return Rule(children=children, least=least, most=most, is_choice=is_choice)


ACCOUNT = nested(("Id", nested(("IBAN", leaf(IBAN)))))
PARTY = nested(("Nm", leaf(NAME)))
KIND = nested(("InstrPrty", leaf(re.compile("NORM|HIGH"), 0)), ("SvcLvl", nested(("Cd", leaf(only("SEPA"))))), least=0)
TRANSFER = nested(
    ("PmtId", nested(("InstrId", leaf(REFERENCE, 0)), ("EndToEndId", leaf(REFERENCE)))),
    ("PmtTpInf", KIND),
    ("Amt", nested(("InstdAmt", Rule(AMOUNT, attributes={"Ccy": "EUR"})))),
    ("ChrgBr", leaf(only("SLEV"), 0)),
    ("CdtrAgt", nested(("FinInstnId", nested(("BICFI", leaf(re.compile("[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?"))))), least=0)),
    ("Cdtr", PARTY),
    ("CdtrAcct", ACCOUNT),
    ("RmtInf", nested(("Ustrd", leaf(TEXT)), least=0)),
    most=1_000_000,
)  # fmt: skip
PAYMENT = nested(
    ("PmtInfId", leaf(REFERENCE)),
    ("PmtMtd", leaf(only("TRF"))),
    ("BtchBookg", leaf(re.compile("true|false"), 0)),
    ("NbOfTxs", leaf(COUNT)),
    ("CtrlSum", leaf(SUM)),
    ("PmtTpInf", KIND),
    ("ReqdExctnDt", nested(("Dt", leaf(DAY)), ("DtTm", leaf(INSTANT)), is_choice=True)),
    ("Dbtr", PARTY),
    ("DbtrAcct", ACCOUNT),
    ("DbtrAgt", nested(("FinInstnId", nested(("Othr", nested(("Id", leaf(only("NOTPROVIDED"))))))))),
    ("ChrgBr", leaf(only("SLEV"), 0)),
    ("CdtTrfTxInf", TRANSFER),
)
HEAD = nested(
    ("MsgId", leaf(REFERENCE)), ("CreDtTm", leaf(INSTANT)), ("NbOfTxs", leaf(COUNT)), ("CtrlSum", leaf(SUM)),
    ("InitgPty", nested(("Nm", leaf(NAME)))),
)  # fmt: skip
DOCUMENT = nested(("CstmrCdtTrfInitn", nested(("GrpHdr", HEAD), ("PmtInf", PAYMENT))))


def faults(element: Element, rule: Rule, path: str = "") -> list[str]:
    """What of an element the schema does not allow; nothing where it is valid."""
    path = f"{path}/{element.tag.removeprefix(NAMESPACE)}"
    found = [] if element.attrib == rule.attributes else [f"{path}: attributes {element.attrib}"]
    if rule.text is not None:
        text = element.text or ""
        return found + ([] if rule.text.fullmatch(text) and not len(element) else [f"{path}: {text!r}"])
    if (element.text or "").strip():
        found.append(f"{path}: text beside children")
    names = [child.tag.removeprefix(NAMESPACE) for child in element]
    order = [name for name, _ in rule.children]
    found += [f"{path}: {name} is no child" for name in names if name not in order]
    found += [f"{path}: the order is {names}"] * (names != sorted(names, key=lambda one: (*order, one).index(one)))
    if rule.is_choice:
        found += [f"{path}: one of {order}, not {names}"] * (len(names) != 1)
    for name, child in rule.children:
        same = [one for one in element if one.tag == NAMESPACE + name]
        if not rule.is_choice and not child.least <= len(same) <= child.most:
            found.append(f"{path}/{name}: {len(same)} times")
        for one in same:
            found += faults(one, child, path)
    return found
