"""What changes tokens: the front door."""

from shuyou.api.services._create_token import NewToken, TokenDraft, create_token
from shuyou.api.services._note_call import note_call
from shuyou.api.services._revoke_token import revoke_token

__all__ = ["NewToken", "TokenDraft", "create_token", "note_call", "revoke_token"]
