"""Agents' telephones as an Asterisk has to know them: pushed into its PJSIP, so that no file there names them."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from shuyou.callcenter.adapters.asterisk.door import AriDoor

log = logging.getLogger(__name__)

CONTEXT: Final = "shuyou-phones"
"""Where extensions.conf says what telephones may dial by themselves."""
_WHERE: Final = ("asterisk", "config", "dynamic", "res_pjsip")
_PLAIN: Final = {
    "context": CONTEXT, "disallow": "all", "allow": "alaw,ulaw", "direct_media": "no", "dtmf_mode": "rfc4733",
    "rtp_symmetric": "yes", "force_rport": "yes", "rewrite_contact": "yes",
}  # fmt: skip
_BROWSER: Final = {"webrtc": "yes", "dtls_auto_generate_cert": "yes", "allow": "opus,alaw,ulaw"}
BROWSER: Final = "browser"


async def push(door: AriDoor, endpoint: str, secret: str, kind: str) -> bool:
    """Have an Asterisk know a telephone, and tell whether it does; what is pushed twice is the same as once."""
    auth = {"auth_type": "userpass", "username": endpoint, "password": secret}
    aor = {"max_contacts": "1", "remove_existing": "yes", "qualify_frequency": "30"}
    more = _BROWSER if kind == BROWSER else {}
    there = {**_PLAIN, **more, "auth": endpoint, "aors": endpoint}
    for what, facts in (("auth", auth), ("aor", aor), ("endpoint", there)):
        reply = await door.send("PUT", (*_WHERE, what, endpoint), {}, _fields(facts))
        if not reply.is_done:
            log.error("the telephone %s is not known to Asterisk (%d): is sorcery.conf set up?", endpoint, reply.status)
            return False
    return True


async def drop(door: AriDoor, endpoint: str) -> None:
    """Have an Asterisk know a telephone no longer."""
    for what in ("endpoint", "aor", "auth"):
        await door.ask("DELETE", *_WHERE, what, endpoint)


def _fields(facts: Mapping[str, str]) -> dict[str, Any]:
    return {"fields": [{"attribute": name, "value": value} for name, value in facts.items()]}
