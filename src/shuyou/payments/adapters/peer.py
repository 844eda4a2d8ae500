"""
The other side of payments, played: it signs, checks and keeps books as WeChat Pay v3 and Alipay do.

What it answers and tells has their shapes, and real signatures by keys made here. The demo has it in the same process,
the contract tests behind a local server.
"""

import base64
import csv
import gzip
import io
import json
import secrets
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from urllib.parse import parse_qs, parse_qsl, quote_plus, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shuyou.kernel.clock import club_zone

PUBLIC_KEY_ID = "PUB_KEY_ID_SANDBOX"
MERCHANT, SERIAL = "1900000109", "5157F09EFDC096DE15EBE81A47057A72"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A payment or a refund in the books of the provider."""

    number: str
    trade: str
    amount: Decimal
    is_refund: bool = False
    is_paid: bool = False
    paid_at: datetime | None = None
    is_off: bool = False
    is_typing: bool = False
    """Whether the reader pays a moment after somebody asked how it stands."""


class TradeBook(Protocol):
    """Where the provider keeps its books."""

    def find(self, number: str) -> Trade | None:
        """Return a payment or refund by our number."""

    def find_trade(self, trade: str) -> Trade | None:
        """Return a payment by its own number."""

    def keep(self, trade: Trade) -> None:
        """Write a payment or refund."""

    def of_day(self, day: date) -> Sequence[Trade]:
        """Return what moved on a day."""


@dataclass(frozen=True, slots=True)
class PeerKeys:
    """The provider's own key, the merchant's, and the key that notices are sealed with."""

    platform: RSAPrivateKey
    merchant: RSAPrivateKey
    sealing: str

    @classmethod
    def make(cls) -> "PeerKeys":
        """Make new keys."""
        return cls(generate_private_key(65537, 2048), generate_private_key(65537, 2048), secrets.token_hex(16))

    def pems(self) -> tuple[str, str, str]:
        """Return the merchant's private key and both public keys as text."""
        return private_pem(self.merchant), public_pem(self.platform), public_pem(self.merchant)


def private_pem(key: RSAPrivateKey) -> str:
    """Return a private key as text."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: RSAPrivateKey) -> str:
    """Return the public half of a key as text."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def load_key(text: str) -> RSAPrivateKey:
    """Return a private key that was written as text."""
    key = load_pem_private_key(text.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider answers to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class WeChatPeer:
    """Plays WeChat Pay v3."""

    def __init__(self, keys: PeerKeys, book: TradeBook, *, appid: str = "wx0000000000000000") -> None:
        self.keys, self.book, self.appid = keys, book, appid

    def answer(self, method: str, url: str, headers: Mapping[str, str], body: str, *, at: datetime) -> Answer:
        """Answer a request of the merchant, whose signature has to be good."""
        parts = urlsplit(url)
        if parts.path == "/bill":
            return Answer(200, {"Content-Type": "application/x-gzip"}, self._bill_file(parse_qs(parts.query)["day"][0]))
        if not self._is_signed(method, url, headers.get("Authorization", ""), body):
            return self._said({"code": "SIGN_ERROR"}, at, status=401)
        asked: dict[str, Any] = json.loads(body) if body else {}
        if parts.path == "/v3/pay/transactions/native":
            return self._said(self._prepare(asked), at)
        if parts.path == "/v3/pay/transactions/codepay":
            return self._collect(asked, at)
        if parts.path.startswith("/v3/pay/transactions/out-trade-no/"):
            number, _sep, deed = parts.path.removeprefix("/v3/pay/transactions/out-trade-no/").partition("/")
            if deed == "reverse":
                turn_off(self.book, number)
                return self._said({"appid": self.appid, "mchid": MERCHANT, "out_trade_no": number}, at)
            return self._said(self._state(number, at), at)
        if parts.path == "/v3/refund/domestic/refunds":
            return self._refund(asked, at)
        if parts.path == "/v3/bill/tradebill":
            day = parse_qs(parts.query)["bill_date"][0]
            return self._said({"download_url": f"/bill?day={day}", "hash_type": "SHA1", "hash_value": ""}, at)
        return self._said({"code": "RESOURCE_NOT_EXISTS"}, at, status=404)

    def notice(self, number: str, *, at: datetime, event: str = "") -> tuple[dict[str, str], bytes]:
        """Return the notice of a payment or refund, signed and sealed, as it is sent to the merchant."""
        trade = self.book.find(number)
        assert trade
        resource = self._resource(trade)
        nonce, kind = secrets.token_hex(6), "REFUND.SUCCESS" if trade.is_refund else "TRANSACTION.SUCCESS"
        label = "refund" if trade.is_refund else "transaction"
        sealed = AESGCM(self.keys.sealing.encode()).encrypt(
            nonce.encode(), json.dumps(resource).encode(), label.encode()
        )
        told = {
            "id": event or secrets.token_hex(16), "create_time": at.isoformat(), "event_type": kind,
            "resource_type": "encrypt-resource", "summary": "",
            "resource": {
                "algorithm": "AEAD_AES_256_GCM", "ciphertext": base64.b64encode(sealed).decode(),
                "associated_data": label, "nonce": nonce, "original_type": label,
            },
        }  # fmt: skip
        body = json.dumps(told)
        return self._signed_headers(body, at), body.encode()

    def _prepare(self, asked: Mapping[str, Any]) -> Mapping[str, str]:
        number = str(asked["out_trade_no"])
        if not self.book.find(number):
            amount = Decimal(int(asked["amount"]["total"])) / 100
            self.book.keep(Trade(number=number, trade=f"42{secrets.randbelow(10**26):026d}", amount=amount))
        return {"code_url": f"weixin://wxpay/bizpayurl?pr={number}"}

    def _collect(self, asked: Mapping[str, Any], at: datetime) -> Answer:
        """Take money by a scanned code, as its last digit says."""
        number, amount = str(asked["out_trade_no"]), Decimal(int(asked["amount"]["total"])) / 100
        plan = plan_of(str(asked["payer"]["auth_code"]))
        trade = scan(self.book, number, f"42{secrets.randbelow(10**26):026d}", amount, plan, at)
        if trade is None:
            return self._said({"code": "AUTH_CODE_INVALID", "message": plan}, at, status=400)
        if plan in LOST:
            return self._said({"code": "SYSTEM_ERROR", "message": plan}, at, status=500)
        if trade.is_paid and not trade.is_off:
            return self._said(self._resource(trade), at)
        return self._said({"out_trade_no": number, "trade_state": "USERPAYING", "mchid": MERCHANT}, at)

    def _state(self, number: str, at: datetime) -> Mapping[str, Any]:
        trade = asked_how(self.book, number, at)
        if not trade or not trade.is_paid or trade.is_off:
            return {"out_trade_no": number, "trade_state": "NOTPAY", "mchid": MERCHANT}
        return self._resource(trade)

    def _resource(self, trade: Trade) -> Mapping[str, Any]:
        cents = int(trade.amount * 100)
        if trade.is_refund:
            return {
                "mchid": MERCHANT, "out_refund_no": trade.number, "refund_id": trade.trade,
                "refund_status": "SUCCESS", "amount": {"refund": cents, "total": cents},
            }  # fmt: skip
        return {
            "mchid": MERCHANT, "appid": self.appid, "out_trade_no": trade.number, "transaction_id": trade.trade,
            "trade_type": "NATIVE", "trade_state": "SUCCESS", "amount": {"total": cents, "currency": "CNY"},
        }  # fmt: skip

    def _refund(self, asked: Mapping[str, Any], at: datetime) -> Answer:
        number = str(asked["out_refund_no"])
        paid = self.book.find_trade(str(asked["transaction_id"]))
        amount = Decimal(int(asked["amount"]["refund"])) / 100
        if not paid or not paid.is_paid or amount > paid.amount:
            return self._said({"code": "INVALID_REQUEST"}, at, status=400)
        known = self.book.find(number)
        trade = known or Trade(
            number=number, trade=f"50{secrets.randbelow(10**26):026d}", amount=amount, is_refund=True, is_paid=True,
            paid_at=at,
        )  # fmt: skip
        if not known:
            self.book.keep(trade)
        return self._said({"refund_id": trade.trade, "out_refund_no": number, "status": "PROCESSING"}, at)

    def _said(self, told: Mapping[str, Any], at: datetime, *, status: int = 200) -> Answer:
        body = json.dumps(told)
        return Answer(status, {"Content-Type": "application/json", **self._signed_headers(body, at)}, body.encode())

    def _signed_headers(self, body: str, at: datetime) -> dict[str, str]:
        stamp, nonce = str(int(at.timestamp())), secrets.token_hex(8)
        return {
            "Wechatpay-Timestamp": stamp, "Wechatpay-Nonce": nonce, "Wechatpay-Serial": PUBLIC_KEY_ID,
            "Wechatpay-Signature": _sign(self.keys.platform, f"{stamp}\n{nonce}\n{body}\n"),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }  # fmt: skip

    def _is_signed(self, method: str, url: str, authorization: str, body: str) -> bool:
        words = dict(part.split("=", 1) for part in authorization.partition(" ")[2].split(",") if "=" in part)
        said = {name: value.strip('"') for name, value in words.items()}
        text = f"{method}\n{url}\n{said.get('timestamp')}\n{said.get('nonce_str')}\n{body}\n"
        return said.get("mchid") == MERCHANT and _is_good(self.keys.merchant, text, said.get("signature", ""))

    def _bill_file(self, day: str) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(["交易时间", "商户订单号", "交易状态", "应结订单金额", "商户退款单号", "退款金额"])
        trades = [one for one in self.book.of_day(date.fromisoformat(day)) if not one.is_off]
        for one in trades:
            cells = ["", one.number, "SUCCESS", str(one.amount), "", "0.00"]
            if one.is_refund:
                cells = ["", "", "REFUND", "0.00", one.number, str(one.amount)]
            writer.writerow([f"`{cell}" for cell in cells])
        writer.writerow(["总交易单数"])
        writer.writerow([f"`{len(trades)}"])
        return gzip.compress(text.getvalue().encode())


class AlipayPeer:
    """Plays Alipay."""

    def __init__(self, keys: PeerKeys, book: TradeBook, *, appid: str = "2021000000000000", url: str = "") -> None:
        self.keys, self.book, self.appid, self.url = keys, book, appid, url

    def answer(self, query: str, *, at: datetime) -> Answer:
        """Answer a request of the application, whose signature has to be good."""
        asked = dict(parse_qsl(query, keep_blank_values=True))
        if "bill" in asked:
            return Answer(200, {"Content-Type": "application/zip"}, self._bill_file(asked["bill"]))
        signature = asked.pop("sign", "")
        text = "&".join(f"{name}={value}" for name, value in sorted(asked.items()))
        method = asked.get("method", "")
        content: dict[str, Any] = json.loads(asked.get("biz_content", "{}"))
        if not _is_good(self.keys.merchant, text, signature):
            told: Mapping[str, Any] = {"code": "40002", "sub_code": "isv.invalid-signature"}
        else:
            told = self._do(method, content, at)
        return self._said(method, told)

    def notice(self, number: str, *, at: datetime, event: str = "") -> tuple[dict[str, str], bytes]:
        """Return the notice of a payment or refund, signed, as it is sent to the application."""
        trade = self.book.find(number)
        assert trade
        told = {
            "notify_id": event or secrets.token_hex(17), "notify_type": "trade_status_sync", "app_id": self.appid,
            "notify_time": f"{at.astimezone(club_zone()):%Y-%m-%d %H:%M:%S}", "trade_no": trade.trade,
            "trade_status": "TRADE_SUCCESS", "total_amount": str(trade.amount), "out_trade_no": number,
        }  # fmt: skip
        if trade.is_refund:
            told |= {"gmt_refund": told["notify_time"], "refund_fee": str(trade.amount), "out_biz_no": number}
        signature = _sign(self.keys.platform, "&".join(f"{name}={value}" for name, value in sorted(told.items())))
        told |= {"sign": signature, "sign_type": "RSA2"}
        body = "&".join(f"{name}={quote_plus(value)}" for name, value in told.items())
        return {"Content-Type": "application/x-www-form-urlencoded"}, body.encode()

    def _do(self, method: str, asked: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        if method == "alipay.trade.precreate":
            number = str(asked["out_trade_no"])
            if not self.book.find(number):
                amount = Decimal(str(asked["total_amount"]))
                self.book.keep(Trade(number=number, trade=f"20{secrets.randbelow(10**26):026d}", amount=amount))
            return {"code": "10000", "out_trade_no": number, "qr_code": f"https://qr.alipay.com/{number}"}
        if method == "alipay.trade.pay":
            return self._collect(asked, at)
        if method == "alipay.trade.cancel":
            turn_off(self.book, str(asked["out_trade_no"]))
            return {"code": "10000", "out_trade_no": str(asked["out_trade_no"]), "retry_flag": "N"}
        if method == "alipay.trade.query":
            trade = asked_how(self.book, str(asked["out_trade_no"]), at)
            if not trade or not trade.is_paid or trade.is_off:
                return {"code": "10000", "trade_status": "WAIT_BUYER_PAY"}
            return {
                "code": "10000", "trade_status": "TRADE_SUCCESS", "trade_no": trade.trade,
                "total_amount": str(trade.amount), "out_trade_no": trade.number,
            }  # fmt: skip
        if method == "alipay.trade.refund":
            return self._refund(asked, at)
        if method == "alipay.data.dataservice.bill.downloadurl.query":
            return {"code": "10000", "bill_download_url": f"{self.url}?bill={asked['bill_date']}"}
        return {"code": "40004", "sub_code": "isv.unknown-method"}

    def _collect(self, asked: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        number, amount = str(asked["out_trade_no"]), Decimal(str(asked["total_amount"]))
        plan = plan_of(str(asked["auth_code"]))
        trade = scan(self.book, number, f"20{secrets.randbelow(10**26):026d}", amount, plan, at)
        if trade is None:
            return {"code": "40004", "sub_code": "ACQ.PAYMENT_AUTH_CODE_INVALID", "sub_msg": plan}
        if plan in LOST:
            return {"code": "20000", "sub_code": "isp.unknow-error"}
        if trade.is_paid and not trade.is_off:
            return {"code": "10000", "trade_no": trade.trade, "out_trade_no": number, "total_amount": str(trade.amount)}
        return {"code": "10003", "out_trade_no": number}

    def _refund(self, asked: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        paid = self.book.find_trade(str(asked["trade_no"]))
        number, amount = str(asked["out_request_no"]), Decimal(str(asked["refund_amount"]))
        if not paid or not paid.is_paid or amount > paid.amount:
            return {"code": "40004", "sub_code": "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"}
        known = self.book.find(number)
        if not known:
            trade = f"30{secrets.randbelow(10**26):026d}"
            self.book.keep(Trade(number=number, trade=trade, amount=amount, is_refund=True, is_paid=True, paid_at=at))
        return {"code": "10000", "trade_no": paid.trade, "fund_change": "N" if known else "Y"}

    def _said(self, method: str, told: Mapping[str, Any]) -> Answer:
        name = method.replace(".", "_") + "_response"
        content = json.dumps(told, ensure_ascii=False)
        body = f'{{"{name}":{content},"sign":"{_sign(self.keys.platform, content)}"}}'
        return Answer(200, {"Content-Type": "application/json"}, body.encode())

    def _bill_file(self, day: str) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        text.write("#支付宝业务明细查询\r\n")
        writer.writerow(["支付宝交易号", "商户订单号", "业务类型", "订单金额（元）", "退款批次号/请求号"])
        for one in [each for each in self.book.of_day(date.fromisoformat(day)) if not each.is_off]:
            kind, sign = ("退款", "-") if one.is_refund else ("交易", "")
            writer.writerow([one.trade, one.number, kind, f"{sign}{one.amount}", one.number if one.is_refund else ""])
        text.write("#业务明细列表结束\r\n")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("业务明细.csv", text.getvalue().encode("gb18030"))
        return packed.getvalue()


PLANS = {"2": "password", "3": "no money", "4": "expired", "5": "answer lost", "6": "never came", "7": "typing"}
"""What a scanned code leads to, by its last digit; any other is paid at once."""
REFUSED = ("no money", "expired")
LOST = ("answer lost", "never came")


def plan_of(code: str) -> str:
    """Return what a scanned code leads to."""
    return PLANS.get(code[-1:], "paid")


def scan(book: TradeBook, number: str, trade: str, amount: Decimal, plan: str, at: datetime) -> Trade | None:
    """Take money by a scanned code, once for a number; None if the code is refused."""
    known = book.find(number)
    if known or plan in REFUSED:
        return known
    is_paid = plan in ("paid", "answer lost")
    made = Trade(
        number=number, trade=trade, amount=amount, is_paid=is_paid, paid_at=at if is_paid else None,
        is_typing=plan == "typing",
    )  # fmt: skip
    if plan != "never came":
        book.keep(made)
    return made


def asked_how(book: TradeBook, number: str, at: datetime) -> Trade | None:
    """Return how a payment stands; a reader who is typing the password is done by the next time."""
    trade = book.find(number)
    if trade and trade.is_typing and not trade.is_off:
        book.keep(replace(trade, is_typing=False, is_paid=True, paid_at=at))
    return trade


def turn_off(book: TradeBook, number: str) -> None:
    """Have a payment never be made; what was paid is the reader's again."""
    if trade := book.find(number):
        book.keep(replace(trade, is_off=True))


def pay(book: TradeBook, number: str, *, at: datetime) -> None:
    """Let the reader pay."""
    trade = book.find(number)
    assert trade
    if not trade.is_paid and not trade.is_off:
        book.keep(replace(trade, is_paid=True, paid_at=at))


def _sign(key: RSAPrivateKey, text: str) -> str:
    return base64.b64encode(key.sign(text.encode(), PKCS1v15(), SHA256())).decode()


def _is_good(key: RSAPrivateKey, text: str, signature: str) -> bool:
    try:
        key.public_key().verify(base64.b64decode(signature), text.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True
