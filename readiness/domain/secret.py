"""What is kept of a secret, and the key under which an answer lies in an anonymous workshop."""

from __future__ import annotations

import hashlib
import hmac


def hashed(secret: str) -> str:
    """What is stored of a token, a key or a recovery code: its SHA-256 in hexadecimal.

    Enough only for secrets of at least 128 random bits, which nobody can try out.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def answer_key(token: str, workshop: str, criterion: str) -> str:
    """Whose answer on a criterion this is, in words that only the holder of the token can say.

    The same in every round, so that movement between rounds can be counted; another one for every criterion, so that
    nobody's answers can be laid side by side. It cannot be computed from what is stored of the token.
    """
    message = f"answer\n{workshop}\n{criterion}".encode("utf-8", "surrogatepass")
    return hmac.new(token.encode("utf-8", "surrogatepass"), message, hashlib.sha256).hexdigest()[:32]
