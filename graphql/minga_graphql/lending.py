"""What a helper may do for a member who agreed: everything else is refused before its command is looked at.

Written as what is lent rather than what is not, so that a new wish is nobody's to do for another until somebody puts it
here. No vote, no credential, no bank account, no consent and no letter stands in any scope.
"""

from collections.abc import Mapping
from types import MappingProxyType

from minga_platform.kernel.errors import NotAllowed
from minga_platform.kernel.viewer import Viewer

ALWAYS: frozenset[str] = frozenset({"act_for", "sign_out"})
"""A helper can always stop."""

SCOPES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "lists": frozenset(
            {
                "add_product",
                "edit_product",
                "publish_product",
                "unpublish_product",
                "archive_product",
                "add_variant",
                "edit_variant",
                "withdraw_variant",
                "offer_variant",
                "set_stock",
                "adjust_stock",
                "add_picture",
                "edit_picture",
                "remove_picture",
                "order_pictures",
                "forget_picture_problems",
                "plan_import",
                "import_products",
                "set_making_capacity",
                "set_selling_time",
                "write_costing_sheet",
                "open_lot",
                "add_to_lot",
                "take_from_lot",
                "lose_from_lot",
            }
        ),
        "orders": frozenset(
            {
                "add_to_cart",
                "change_cart_line",
                "remove_cart_line",
                "start_checkout",
                "place_order",
                "append_to_order",
                "ask_cancellation",
                "check_payment",
                "resume_order",
                "begin_preparing",
                "mark_ready",
                "unmark_ready",
                "hand_over",
                "weigh_line",
                "ask_weight",
                "answer_weight",
                "put_off_promise",
                "ask_in_group_purchase",
            }
        ),
        "logs": frozenset(
            {
                "give_contribution",
                "correct_contribution",
                "take_contribution_back",
                "sign_up_for_work",
                "withdraw_work_seat",
                "take_offered_seat",
                "check_in_to_work",
                "book_tool",
                "cancel_tool_booking",
                "report_tool_broken",
            }
        ),
    }
)
"""Scope → the mutations in it, by the names of their resolvers."""


def must_be_lent(viewer: Viewer, mutation: str) -> None:
    """Whether a helper may wish for this. Refuses: NotAllowed."""
    if viewer.for_person_id is None or mutation in ALWAYS:
        return
    if not any(mutation in SCOPES[scope] for scope in viewer.help_scopes):
        raise NotAllowed("helper")
