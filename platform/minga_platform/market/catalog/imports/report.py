"""A plan and its changes as plain JSON values, for `minga import … --format json` and for programs of members."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from minga_platform.market.catalog.imports.types import Changes, FieldChange, ImportPlan, Problem


def import_report(plan: ImportPlan, changes: Changes | None = None) -> Mapping[str, Any]:
    """`products`, `variants`, `pictures` are counts; `problems` and `repairs` name rows as a spreadsheet shows them."""
    problems = sorted([*plan.problems, *(changes.problems if changes else ())], key=lambda problem: problem.row)
    report: dict[str, Any] = {
        "source": plan.source.value,
        "currency": plan.currency,
        "rows": plan.rows,
        "products": len(plan.products),
        "variants": plan.variants,
        "pictures": plan.pictures,
        "problems": [_problem(problem) for problem in problems],
        "repairs": [
            {
                "mend": repair.mend.value,
                "rows": list(repair.rows),
                "column": repair.column,
                "before": repair.before,
                "after": repair.after,
            }
            for repair in plan.repairs
        ],
        "unused_columns": list(plan.unused_columns),
    }
    if changes is not None:
        report["changes"] = {
            "create": [
                {"row": product.row, "key": product.key, "title": product.content.title} for product in changes.create
            ],
            "update": [
                {
                    "row": update.planned.row,
                    "key": update.planned.key,
                    "title": update.planned.content.title,
                    "fields": [_field(change) for change in update.fields],
                    "variants": [
                        {"row": variant.planned.row, "fields": [_field(change) for change in variant.fields]}
                        for variant in update.updated_variants
                    ],
                    "new_variants": [variant.row for variant in update.new_variants],
                    "new_pictures": [picture.url for picture in update.new_pictures],
                }
                for update in changes.update
            ],
            "unchanged": len(changes.unchanged),
        }
    return report


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "fault": problem.fault.value,
        "left_out": problem.left_out.value,
        "column": problem.column,
        "value": problem.value,
    }


def _field(change: FieldChange) -> dict[str, Any]:
    return {"field": change.field, "old": _plain(change.old), "new": _plain(change.new)}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
