"""Alipay, payments by code: through its SDK, signed with RSA2."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qsl
from urllib.request import urlopen

from alipay import AliPay
from alipay.exceptions import AliPayException, AliPayValidationError

from shuyou.payments.adapters.keys import AlipayKeys
from shuyou.payments.errors import CodeRefused, NoticeRefused, ProviderFailed
from shuyou.payments.ports import PAID, REFUNDED, Asked, AskedBack, BillLine, GivenBack, Scanned, Told

PAID_STATES = ("TRADE_SUCCESS", "TRADE_FINISHED")
BILL = "alipay.data.dataservice.bill.downloadurl.query"
DONE, WAITS, UNSURE = "10000", "10003", "20000"
"""What the answer to a scanned code means: paid, the reader has to agree, nobody knows."""
NEVER = "ACQ.TRADE_NOT_EXIST"
MOST = 64 * 1024 * 1024
"""Bytes of a bill."""


class AlipayProvider:
    """The club's account with Alipay."""

    code = "alipay"

    def __init__(self, keys: AlipayKeys, *, gateway: str = "") -> None:
        self.keys, self.merchant = keys, keys.appid
        self.sdk = AliPay(
            appid=keys.appid, app_notify_url=keys.notify_url, app_private_key_string=keys.private_key,
            alipay_public_key_string=keys.alipay_public_key, sign_type="RSA2",
        )  # fmt: skip
        if gateway:
            self.sdk._gateway = gateway

    def ask(self, asked: Asked) -> str:
        """Ask for money and return what the reader scans."""
        said = self._call(
            "api_alipay_trade_precreate", subject=asked.title[:120], out_trade_no=asked.number,
            total_amount=str(asked.amount),
        )  # fmt: skip
        return str(said["qr_code"])

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Told:
        """Return what a notice says, once its signature and contents were found good; Alipay repeats for a day."""
        said = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        signature = said.pop("sign", "")
        try:
            is_good = bool(signature) and self.sdk.verify(dict(said), signature)
        except Exception as error:
            raise NoticeRefused(reason="signature") from error
        if not is_good:
            raise NoticeRefused(reason="signature")
        if said.get("trade_status") not in PAID_STATES:
            raise NoticeRefused(reason=str(said.get("trade_status"))[:40])
        is_refund = "gmt_refund" in said
        return Told(
            event=said["notify_id"], kind=REFUNDED if is_refund else PAID,
            number=said["out_biz_no" if is_refund else "out_trade_no"], trade=said["trade_no"],
            amount=Decimal(said["refund_fee" if is_refund else "total_amount"]), currency="CNY",
            merchant=said.get("app_id", ""),
        )  # fmt: skip

    def look_up(self, number: str) -> Told | None:
        """Return what became of a charge, or None while it is not paid."""
        said = self._call("api_alipay_trade_query", out_trade_no=number)
        return self._paid(number, said) if said.get("trade_status") in PAID_STATES else None

    def collect(self, scanned: Scanned) -> Told | None:
        """Take money by a scanned code; None while the reader still has to agree."""
        said = self._answer(
            "api_alipay_trade_pay", out_trade_no=scanned.number, scene="bar_code", auth_code=scanned.code,
            subject=scanned.title[:120], total_amount=str(scanned.amount), store_id=scanned.place,
        )  # fmt: skip
        code, why = said.get("code"), str(said.get("sub_code") or said.get("code"))
        if code == DONE:
            return self._paid(scanned.number, said)
        if code == WAITS:
            return None
        if code == UNSURE or why in ("ACQ.SYSTEM_ERROR", "isp.unknow-error"):
            raise ProviderFailed(provider="Alipay", reason=why)
        raise CodeRefused(reason=str(said.get("sub_msg") or why)[:80])

    def call_off(self, number: str) -> None:
        """Have money asked by a scanned code never be paid; what was paid goes back."""
        said = self._answer("api_alipay_trade_cancel", out_trade_no=number)
        if said.get("sub_code") == NEVER:
            return
        if said.get("code") != DONE or said.get("retry_flag") == "Y":
            raise ProviderFailed(provider="Alipay", reason=str(said.get("sub_code") or said.get("code")))

    def _paid(self, number: str, said: Mapping[str, Any]) -> Told:
        return Told(
            event=f"query:{said['trade_no']}", kind=PAID, number=number, trade=str(said["trade_no"]),
            amount=Decimal(str(said["total_amount"])), currency="CNY", merchant=self.keys.appid,
        )  # fmt: skip

    def give_back(self, asked: AskedBack) -> GivenBack:
        """Give money back; the same number never twice."""
        said = self._call(
            "api_alipay_trade_refund", refund_amount=str(asked.amount), trade_no=asked.trade,
            out_request_no=asked.number, refund_reason=asked.reason[:80],
        )  # fmt: skip
        return GivenBack(reference=str(said["trade_no"]), is_done=said.get("fund_change") == "Y")

    def bill(self, day: date) -> Sequence[BillLine]:
        """Return the bill of a day."""
        content = {"bill_type": "trade", "bill_date": day.isoformat()}
        url = str(self._call("server_api", api_name=BILL, biz_content=content)["bill_download_url"])
        if not url.startswith(("https://", self.sdk._gateway)):
            raise ProviderFailed(provider="Alipay", reason="address of the bill")
        with zipfile.ZipFile(io.BytesIO(self._fetch(url))) as archive:
            name = next(one for one in archive.namelist() if "汇总" not in one)
            return bill_lines(archive.read(name).decode("gb18030"))

    def _fetch(self, url: str) -> bytes:
        try:
            with urlopen(url, timeout=30) as answer:  # noqa: S310 - looked at before
                packed: bytes = answer.read(MOST)
        except URLError as error:
            raise ProviderFailed(provider="Alipay", reason=str(error.reason)[:80]) from error
        return packed

    def thanks(self) -> tuple[str, str]:
        """Return how a notice is acknowledged."""
        return "text/plain", "success"

    def _call(self, name: str, **words: Any) -> Mapping[str, Any]:
        said = self._answer(name, **words)
        if said.get("code") != DONE:
            raise ProviderFailed(provider="Alipay", reason=f"{said.get('sub_code') or said.get('code')}")
        return said

    def _answer(self, name: str, **words: Any) -> Mapping[str, Any]:
        try:
            said: Mapping[str, Any] = getattr(self.sdk, name)(**words)
        except (AliPayException, AliPayValidationError, OSError, ValueError) as error:
            raise ProviderFailed(provider="Alipay", reason=str(error)[:80] or type(error).__name__) from error
        return said


def bill_lines(text: str) -> list[BillLine]:
    """Return the lines of a bill as Alipay writes it: remarks behind a number sign, refunds with sums below nothing."""
    rows = csv.reader(io.StringIO("\n".join(line for line in text.splitlines() if not line.startswith("#"))))
    headings = [cell.strip() for cell in next(rows, [])]
    lines = []
    for cells in rows:
        row = dict(zip(headings, (cell.strip() for cell in cells), strict=False))
        if "退款" in row.get("业务类型", ""):
            amount = abs(Decimal(row["订单金额（元）"]))
            lines.append(BillLine(number=row["退款批次号/请求号"], amount=amount, is_refund=True))
        elif row.get("商户订单号"):
            lines.append(BillLine(number=row["商户订单号"], amount=Decimal(row["订单金额（元）"]), is_refund=False))
    return lines
