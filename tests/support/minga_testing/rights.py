"""Who may do what, written down a second time: what the table of `membership/access.py` is held against."""

# Written by hand from what each office is for, not computed from the table it is held against.
# Columns: coordinator, treasurer, officer, auditor, keeper (of the stall asked about), maker, member.
MATRIX = {
    "books.post": ".yy....",
    "books.see": "yyyy...",
    "catalog.import": "y.y.y..",
    "categories.edit": "y.y....",
    "classes.edit": "..y....",
    "cycles.edit": "y.y....",
    "delivery.edit": "y.y....",
    "earnings.see": "yyyyy..",
    "exports.make": ".yy....",
    "jobs.see": "y.y....",
    "members.admit": "..y....",
    "members.see": "yyyy...",
    "members.see_names": "......y",
    "messages.answer": "y.y.y..",
    "orders.cancel": "y.y.y..",
    "orders.fulfil": "y.y.y..",
    "orders.refund": "yyy....",
    "orders.see": "yyyyy..",
    "payee.edit": "..y.y..",
    "payouts.make": "yyy....",
    "payouts.see": "yyyy...",
    "pickup_points.edit": "y.y....",
    "product.edit": "y.y.y..",
    "roles.grant": "..y....",
    "roles.see": "yyyy...",
    "settings.edit": "..y....",
    "stall.admit": "y.y....",
    "stall.edit": "y.y.y..",
    "stall.open": "y.y..y.",
    "stall.see": "yyyyy..",
    "stripe.connect": ".yy....",
    "till.use": "yyy....",
}
COLUMNS = ("coordinator", "treasurer", "officer", "auditor", "keeper", "maker", "member")
