"""WeChat on this machine: gives out tokens that end, takes notices and words, answers by the account's name."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from shuyou.messaging.adapters import wechat
from shuyou.messaging.tests.factories import AT

SAYS = {"o0001": 43004, "o0002": 45009, "o0004": 47001, "o0008": 48001}
TOKEN = "s3cr3t-of-the-account"


class WechatPeer(BaseHTTPRequestHandler):
    """Answers one request after another, and keeps what it took."""

    taken: list[dict[str, Any]]
    tokens: list[str]

    def do_GET(self) -> None:
        """Give out a token, if the account is known."""
        asked = parse_qs(urlsplit(self.path).query)
        if asked.get("secret") != ["secret"]:
            self._answer({"errcode": 40125, "errmsg": "invalid appsecret"})
            return
        self.tokens.append(f"token{len(self.tokens)}")
        self._answer({"access_token": self.tokens[-1], "expires_in": 7200})

    def do_POST(self) -> None:
        """Take a message, if the token is the last one."""
        path = urlsplit(self.path)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if parse_qs(path.query)["access_token"] != self.tokens[-1:]:
            self._answer({"errcode": 42001, "errmsg": "access_token expired"})
            return
        if body["touser"] == "o0003":  # it has the message, and is not heard of again
            time.sleep(0.1)
            self.close_connection = True
            return
        self.taken.append({"path": path.path, **body})
        code = SAYS.get(body["touser"], 0)
        self._answer({"errcode": code, "errmsg": "x", "msgid": len(self.taken)})

    def _answer(self, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def wechat_peer(folder: Path, settings: Any, *, secret: str = "secret", key: str = "") -> Iterator[type[WechatPeer]]:
    """Have WeChat on this machine, and the club's account there in a file; give what it takes."""
    peer = type("Peer", (WechatPeer,), {"taken": [], "tokens": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), peer)
    Thread(target=server.serve_forever, daemon=True).start()
    file = folder / "wechat.toml"
    file.write_text(
        f'app_id = "wx1"\napp_secret = "{secret}"\ntoken = "{TOKEN}"\n'
        f'encoding_aes_key = "{key}"\n'
        f'endpoint = "http://127.0.0.1:{server.server_port}"\n'
        '[templates."test.news"]\ncode = "T1"\nplaces = {thing1 = "title"}\n',
        "utf-8",
    )
    settings.SHUYOU_WECHAT_ACCOUNT = str(file)
    wechat._tokens.clear()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()


def signed(*, token: str = TOKEN, late: int = 0, **more: str) -> str:
    """Return what stands behind the address of a call that WeChat signs."""
    stamp, nonce = str(int(AT.timestamp()) - late), "7"
    said = sha1("".join(sorted((token, stamp, nonce))).encode(), usedforsecurity=False).hexdigest()
    return urlencode({"signature": said, "timestamp": stamp, "nonce": nonce, **more})


def called(account: str, kind: str = "text", **more: str) -> str:
    """Return a call as WeChat writes it."""
    words = {"ToUserName": "gh_1", "FromUserName": account, "CreateTime": "1", "MsgType": kind, **more}
    return "<xml>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in words.items()) + "</xml>"
