"""A device of a reader's that keeps passkeys, for tests: it signs as telephones do."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

SITE = "testserver"
ORIGIN = f"http://{SITE}"
Flag = AuthenticatorData.FLAG


@dataclass
class Device:
    """A telephone with one key; `counts` is how often it was used."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: str = ""
    counts: int = 1
    flags: Flag = Flag.UP | Flag.UV
    origin: str = ORIGIN

    def makes(self, asked: dict[str, Any]) -> str:
        """Return the answer to being asked to keep a key."""
        options = asked["options"]["publicKey"]
        self.handle = options["user"]["id"]
        data = AttestedCredentialData.create(
            Aaguid.NONE, self.credential, ES256.from_cryptography_key(self.key.public_key())
        )
        told = AuthenticatorData.create(_hash(), self.flags | Flag.AT, self.counts, data)
        kept = AttestationObject.create("none", told, {})
        client = self._client("webauthn.create", options["challenge"])
        return self._said({"clientDataJSON": client, "attestationObject": websafe_encode(kept)})

    def answers(self, asked: dict[str, Any]) -> str:
        """Return the answer to being asked whose it is; it counts one more."""
        self.counts += 1
        client = CollectedClientData(
            websafe_decode(self._client("webauthn.get", asked["options"]["publicKey"]["challenge"]))
        )
        told = AuthenticatorData.create(_hash(), self.flags, self.counts)
        signed = self.key.sign(told + client.hash, ec.ECDSA(SHA256()))
        return self._said(
            {
                "clientDataJSON": websafe_encode(client), "authenticatorData": websafe_encode(told),
                "signature": websafe_encode(signed), "userHandle": self.handle,
            }
        )  # fmt: skip

    def _client(self, kind: str, challenge: str) -> str:
        said = json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False})
        return websafe_encode(said.encode())

    def _said(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _hash() -> bytes:
    return sha256(SITE.encode()).digest()
