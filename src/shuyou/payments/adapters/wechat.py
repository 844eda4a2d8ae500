"""WeChat Pay v3, native payments: through its SDK."""

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final

from requests import RequestException
from wechatpayv3 import WeChatPay, WeChatPayType

from shuyou.payments.adapters.keys import WeChatKeys
from shuyou.payments.errors import CodeRefused, NoticeRefused, ProviderFailed
from shuyou.payments.ports import PAID, REFUNDED, Asked, AskedBack, BillLine, GivenBack, Scanned, Told

FRESH: Final = 300
"""Seconds by which a notice may be off our clock; the SDK itself takes one of any age."""
TIMEOUT: Final = (3, 10)
_OK: Final = (200, 202)
_UNSURE: Final = ("SYSTEM_ERROR", "SYSTEMERROR", "BANK_ERROR", "BANKERROR", "FREQUENCY_LIMITED")
"""After these the payment may have been made all the same."""
_NEVER: Final = ("ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS")


class WeChatProvider:
    """The club's account with WeChat Pay."""

    code = "wechat"

    def __init__(self, keys: WeChatKeys, *, gateway: str = "") -> None:
        self.keys, self.merchant = keys, keys.mchid
        self.sdk = WeChatPay(
            WeChatPayType.NATIVE, mchid=keys.mchid, private_key=keys.private_key, cert_serial_no=keys.serial,
            appid=keys.appid, apiv3_key=keys.apiv3_key, notify_url=keys.notify_url, timeout=TIMEOUT,
            public_key=keys.public_key, public_key_id=keys.public_key_id,
        )  # fmt: skip
        if gateway:
            self.sdk._core._gate_way = gateway

    def ask(self, asked: Asked) -> str:
        """Ask for money and return what the reader scans."""
        amount = {"total": _cents(asked.amount), "currency": "CNY"}
        said = self._call("pay", description=asked.title[:120], out_trade_no=asked.number, amount=amount)
        return str(said["code_url"])

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Told:
        """Return what a notice says, once its signature, age and contents were found good."""
        told = {name.title(): value for name, value in headers.items()}
        stamp = told.get("Wechatpay-Timestamp", "")
        if not (stamp.isascii() and stamp.isdigit() and abs(at.timestamp() - int(stamp[:12])) <= FRESH):
            raise NoticeRefused(reason="stale")
        if told.get("Wechatpay-Serial") != self.keys.public_key_id:  # the SDK would go and ask for others
            raise NoticeRefused(reason="key")
        try:
            said = self.sdk.callback(told, body)
        except Exception as error:
            raise NoticeRefused(reason="contents") from error
        if not said:
            raise NoticeRefused(reason="signature")
        return self._told(str(said["id"]), str(said["event_type"]), said["resource"])

    def look_up(self, number: str) -> Told | None:
        """Return what became of a charge, or None while it is not paid."""
        said = self._call("query", out_trade_no=number)
        if said.get("trade_state") != "SUCCESS":
            return None
        return self._told(f"query:{said['transaction_id']}", "TRANSACTION.SUCCESS", said)

    def collect(self, scanned: Scanned) -> Told | None:
        """Take money by a scanned code; None while the reader still has to agree."""
        status, said = self._answer(
            "pay", description=scanned.title[:120], out_trade_no=scanned.number, payer={"auth_code": scanned.code},
            amount={"total": _cents(scanned.amount), "currency": "CNY"}, pay_type=WeChatPayType.CODEPAY,
            scene_info={"store_info": {"id": scanned.place}},
        )  # fmt: skip
        told = _json(said)
        if status in _OK and told.get("trade_state") == "SUCCESS":
            return self._told(f"query:{told['transaction_id']}", "TRANSACTION.SUCCESS", told)
        if "USERPAYING" in (told.get("trade_state"), told.get("code")):
            return None
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or told.get("code") in _UNSURE or not told:
            raise ProviderFailed(provider="WeChat Pay", reason=f"{status} {said!s:.80}")
        raise CodeRefused(reason=str(told.get("message") or told.get("code") or told.get("trade_state"))[:80])

    def call_off(self, number: str) -> None:
        """Have money asked by a scanned code never be paid; what was paid goes back."""
        status, said = self._answer("codepay_reverse", out_trade_no=number)
        if status not in _OK and _json(said).get("code") not in _NEVER:
            raise ProviderFailed(provider="WeChat Pay", reason=f"{status} {said!s:.80}")

    def give_back(self, asked: AskedBack) -> GivenBack:
        """Give money back; the same number never twice."""
        amount = {"refund": _cents(asked.amount), "total": _cents(asked.paid), "currency": "CNY"}
        said = self._call(
            "refund", out_refund_no=asked.number, transaction_id=asked.trade, amount=amount, reason=asked.reason[:80]
        )
        return GivenBack(reference=str(said["refund_id"]), is_done=said.get("status") == "SUCCESS")

    def bill(self, day: date) -> Sequence[BillLine]:
        """Return the bill of a day."""
        said = self._call("trade_bill", bill_date=day.isoformat())
        content = self._ask("download_bill", url=said["download_url"])
        text = gzip.decompress(content if isinstance(content, bytes) else content.encode()).decode("utf-8-sig")
        return bill_lines(text)

    def thanks(self) -> tuple[str, str]:
        """Return how a notice is acknowledged."""
        return "application/json", '{"code": "SUCCESS"}'

    def _told(self, event: str, kind: str, said: Mapping[str, Any]) -> Told:
        amount = said["amount"]
        is_refund = kind.startswith("REFUND.SUCCESS")
        if not is_refund and kind != "TRANSACTION.SUCCESS":
            raise NoticeRefused(reason=kind[:40])
        return Told(
            event=event, kind=REFUNDED if is_refund else PAID,
            number=str(said["out_refund_no" if is_refund else "out_trade_no"]),
            trade=str(said["refund_id" if is_refund else "transaction_id"]),
            amount=Decimal(int(amount["refund" if is_refund else "total"])) / 100,
            currency=str(amount.get("currency", "CNY")), merchant=str(said.get("mchid", "")),
        )  # fmt: skip

    def _call(self, name: str, **words: Any) -> Mapping[str, Any]:
        said: Mapping[str, Any] = json.loads(self._ask(name, **words))
        return said

    def _ask(self, name: str, **words: Any) -> Any:
        status, said = self._answer(name, **words)
        if status not in _OK:
            raise ProviderFailed(provider="WeChat Pay", reason=f"{status} {said!s:.80}")
        return said

    def _answer(self, name: str, **words: Any) -> tuple[int, Any]:
        try:
            status, said = getattr(self.sdk, name)(**words)
        except RequestException as error:
            raise ProviderFailed(provider="WeChat Pay", reason=type(error).__name__) from error
        except Exception as error:  # what the SDK raises where the signature of an answer is not good
            raise ProviderFailed(provider="WeChat Pay", reason=str(error)[:80]) from error
        return int(status), said


def _json(said: Any) -> Mapping[str, Any]:
    try:
        told = json.loads(said) if said else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def bill_lines(text: str) -> list[BillLine]:
    """Return the lines of a bill as WeChat Pay writes it: every cell behind a backtick, sums at the end."""
    rows = csv.reader(io.StringIO(text))
    headings = [cell.lstrip("`") for cell in next(rows, [])]
    lines = []
    for cells in rows:
        if not cells or not cells[0].startswith("`"):
            break
        row = dict(zip(headings, (cell.lstrip("`") for cell in cells), strict=False))
        if row.get("交易状态") == "REFUND":
            lines.append(BillLine(number=row["商户退款单号"], amount=Decimal(row["退款金额"]), is_refund=True))
        elif row.get("交易状态") == "SUCCESS":
            lines.append(BillLine(number=row["商户订单号"], amount=Decimal(row["应结订单金额"]), is_refund=False))
    return lines


def _cents(amount: Decimal) -> int:
    return int(amount * 100)
