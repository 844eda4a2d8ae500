"""Aliyun and Tencent on this machine: they check how a request is signed as the real ones do, and answer by number."""

import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

SECRET = "s3cr3t-of-the-club"
SAYS = {
    "aliyun": {
        "0001": "isv.MOBILE_NUMBER_ILLEGAL", "0002": "isv.BUSINESS_LIMIT_CONTROL", "0004": "isv.SMS_CONTENT_ILLEGAL",
        "0008": "isv.AMOUNT_NOT_ENOUGH",
    },
    "tencent": {
        "0001": "InvalidParameterValue.IncorrectPhoneNumber", "0002": "LimitExceeded.PhoneNumberThirtySecondLimit",
        "0004": "FailedOperation.ContainSensitiveWord", "0008": "FailedOperation.InsufficientBalanceInSmsPackage",
    },
}  # fmt: skip


class SmsPeer(BaseHTTPRequestHandler):
    """Answers one request after another, and keeps what it took."""

    taken: list[dict[str, Any]]
    is_slow = False

    def do_POST(self) -> None:
        """Answer as Aliyun or as Tencent, whichever is spoken to."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers["Authorization"].startswith("TC3"):
            self._answer(self._tencent(body))
        else:
            self._answer(self._aliyun(body))

    def _aliyun(self, body: bytes) -> dict[str, Any] | None:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        if not hmac.compare_digest(self._acs3(body), self.headers["Authorization"].rpartition("=")[2]):
            return {"Code": "SignatureDoesNotMatch", "Message": "x", "RequestId": "r"}
        end = asked["PhoneNumbers"][-4:]
        if end == "0003":
            return None
        self.taken.append(asked)
        code = SAYS["aliyun"].get(end, "OK")
        return {"Code": code, "Message": "x 13800000000", "BizId": f"B{len(self.taken)}", "RequestId": "r"}

    def _tencent(self, body: bytes) -> dict[str, Any] | None:
        asked = json.loads(body)
        if not hmac.compare_digest(self._tc3(body), self.headers["Authorization"].rpartition("=")[2]):
            return {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "x"}, "RequestId": "r"}}
        number = asked["PhoneNumberSet"][0]
        if number.endswith("0003"):
            return None
        self.taken.append(asked)
        status = {
            "SerialNo": f"T{len(self.taken)}", "PhoneNumber": number, "Fee": 2, "SessionContext": "", "IsoCode": "CN",
            "Code": SAYS["tencent"].get(number[-4:], "Ok"), "Message": f"x {number}",
        }  # fmt: skip
        return {"Response": {"SendStatusSet": [status], "RequestId": "r"}}

    def _acs3(self, body: bytes) -> str:
        path = urlsplit(self.path)
        names = self.headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
        asked = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(parse_qsl(path.query)))
        heads = "".join(f"{name}:{self.headers[name].strip()}\n" for name in names)
        canon = "\n".join([self.command, path.path, asked, heads, ";".join(names), sha256(body).hexdigest()])
        said = f"ACS3-HMAC-SHA256\n{sha256(canon.encode()).hexdigest()}"
        return hmac.new(SECRET.encode(), said.encode(), sha256).hexdigest()

    def _tc3(self, body: bytes) -> str:
        stamp = self.headers["X-TC-Timestamp"]
        day = f"{datetime.fromtimestamp(int(stamp), UTC):%Y-%m-%d}"
        heads = f"content-type:{self.headers['Content-Type']}\nhost:{self.headers['Host']}\n"
        canon = f"POST\n/\n\n{heads}\ncontent-type;host\n{sha256(body).hexdigest()}"
        said = f"TC3-HMAC-SHA256\n{stamp}\n{day}/sms/tc3_request\n{sha256(canon.encode()).hexdigest()}"
        key = f"TC3{SECRET}".encode()
        for word in (day, "sms", "tc3_request"):
            key = hmac.new(key, word.encode(), sha256).digest()
        return hmac.new(key, said.encode(), sha256).hexdigest()

    def _answer(self, said: dict[str, Any] | None) -> None:
        if said is None:  # it has the message, and is not heard of again
            time.sleep(0.1)
            self.close_connection = True
            return
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: numbers are nobody's business."""


@contextmanager
def sms_peer(folder: Path, settings: Any, code: str, *, secret: str = SECRET) -> Iterator[list[dict[str, Any]]]:
    """Have a provider on this machine, and the club's account with it in a file; give what it takes."""
    taken: list[dict[str, Any]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Peer", (SmsPeer,), {"taken": taken}))
    Thread(target=server.serve_forever, daemon=True).start()
    file = folder / f"{code}.toml"
    file.write_text(
        f'key_id = "id"\nkey_secret = "{secret}"\nsign = "书友"\napp = "14"\n'
        'report_secret = "long-enough-to-be-no-guess"\n'
        f'endpoint = "127.0.0.1:{server.server_port}"\nprotocol = "http"\n'
        '[templates."test.offer"]\ncode = "S1"\nvariables = ["title"]\n'
        '[templates."*"]\ncode = "S0"\nvariables = ["text"]\n',
        "utf-8",
    )
    setattr(settings, {"aliyun": "SHUYOU_ALIYUN_SMS", "tencent": "SHUYOU_TENCENT_SMS"}[code], str(file))
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()
