"""Which of the library's rules a document can break at all: the others need not walk it.

Validating costs more than all else that a new document costs, and most of that goes to rules about things which the document
does not have: fragments, variables, directives. A rule is left out only where its subject is absent, so what is found is the
same (`tests/graphql/test_rules_chosen.py` compares); a rule that stands in no list here, a new one say, is always asked.
"""

from typing import Any, Final

from graphql import ASTValidationRule, DocumentNode, FieldNode, Node, SelectionSetNode, specified_rules
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

RULES: Final[tuple[type[ASTValidationRule], ...]] = (
    *specified_rules,
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)

_FRAGMENTS: Final = frozenset({"fragment_definition", "fragment_spread", "inline_fragment"})
_VARIABLES: Final = frozenset({"variable_definition", "variable"})
_VALUES: Final = frozenset({"argument", "directive", "variable_definition", "object_value"})
_REPEATED: Final = "a name twice in one selection"
_SUBJECTS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        ("FragmentsOnCompositeTypesRule", "UniqueFragmentNamesRule", "KnownFragmentNamesRule", "NoUnusedFragmentsRule",
         "PossibleFragmentSpreadsRule", "NoFragmentCyclesRule"),
        _FRAGMENTS,
    ),
    **dict.fromkeys(
        ("VariablesAreInputTypesRule", "UniqueVariableNamesRule", "NoUndefinedVariablesRule", "NoUnusedVariablesRule",
         "VariablesInAllowedPositionRule"),
        _VARIABLES,
    ),
    **dict.fromkeys(
        ("KnownDirectivesRule", "UniqueDirectivesPerLocationRule", "DeferStreamDirectiveOnRootField",
         "DeferStreamDirectiveOnValidOperationsRule", "DeferStreamDirectiveLabel", "StreamDirectiveOnListField"),
        frozenset({"directive"}),
    ),
    **dict.fromkeys(
        ("UniqueArgumentNamesRule", "ValuesOfCorrectTypeRule", "UniqueInputFieldNamesRule", "MaybeNullValidationRule",
         "OneOfInputValidationRule"),
        _VALUES,
    ),
    "KnownTypeNamesRule": frozenset({"named_type"}),
    # Two fields can only quarrel where they answer under one name; without fragments that is within one selection.
    "OverlappingFieldsCanBeMergedRule": _FRAGMENTS | {_REPEATED},
}  # fmt: skip
"""Rule → what a document must have one of to break it."""


def rules_for(document: DocumentNode) -> tuple[type[ASTValidationRule], ...]:
    """The rules that this document could break, in the library's order. Lightens the document on the way (`_look`)."""
    there = _look(document)
    return tuple(
        rule for rule in RULES if (subject := _SUBJECTS.get(rule.__name__)) is None or not there.isdisjoint(subject)
    )


def _look(document: DocumentNode) -> set[str]:
    """The kinds of node in a document. Lets go of its tokens as well, which weigh as much as the rest; where a node stands in
    the text is kept for errors."""
    kinds: set[str] = set()
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        kinds.add(node.kind)
        location = node.loc
        if location is not None:
            del location.start_token, location.end_token
        if type(node) is SelectionSetNode:
            named = [(one.alias or one.name).value for one in node.selections if isinstance(one, FieldNode)]
            if len(named) != len(set(named)):
                kinds.add(_REPEATED)
        for key in node.keys:
            part = getattr(node, key, None)
            if part is None:
                continue
            if isinstance(part, Node):
                waiting.append(part)
            elif isinstance(part, tuple | list):
                waiting.extend(one for one in part if isinstance(one, Node))
    return kinds
