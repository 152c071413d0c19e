"""Secrets: random tokens and how they are kept. A token is shown once and stored only as its hash."""

import hashlib
import secrets


def new_token() -> str:
    """256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is stored of a token. Plain SHA-256 is enough, because a token is random and long."""
    return hashlib.sha256(token.encode()).digest()
