"""What the law wants kept of documents when somebody is erased."""

from minga_platform.register.ports import Hold

KEPT = Hold("document_party", "document_party.party <> '{}'::jsonb", "document_party.issued_at")
"""Who stands on an invoice stays on it for as long as the co-op must keep its books (`register.legal_hold_years`)."""
