"""Short messages through Aliyun or Tencent, by their own SDKs; their answers are told apart: never, later, unknown."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings

from shuyou.messaging.adapters.played_sms import PlayedSms
from shuyou.messaging.ports import Away, Down, Outgoing, Provider, Refused, Taken, Unclear

TIMEOUT: Final = 10
"""Seconds that a provider has for each answer."""
ANY: Final = "*"
_NEVER_BEGUN: Final = re.compile(r"NewConnectionError|ConnectTimeout|NameResolution|Failed to establish")
_NO_NUMBER: Final = re.compile(
    r"MOBILE_NUMBER_ILLEGAL|IncorrectPhoneNumber|PhoneNumberFormat|UnsupportedPhone", re.IGNORECASE
)
_LATER: Final = re.compile(
    r"Throttling|LIMIT_CONTROL|LimitExceeded|SYSTEM_ERROR|InternalError|Timeout|ServiceUnavailable|ServerNetworkError",
    re.IGNORECASE,
)
_ALL_DOWN: Final = re.compile(
    r"InvalidAccessKey|Signature(DoesNotMatch|Failure)|^AuthFailure|Forbidden|AMOUNT_NOT_ENOUGH|InsufficientBalance"
    r"|OUT_OF_SERVICE|ACCOUNT_(NOT_EXISTS|ABNORMAL)|UnauthorizedOperation|SdkAppId",
    re.IGNORECASE,
)
_OWN_SIGN: Final = re.compile(r"^【[^】]{1,40}】")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsTemplate:
    """A text that the provider has registered for us, and what is put into it, in its order."""

    code: str
    variables: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsTerms:
    """The club's account at a provider of short messages, as a file tells it."""

    key_id: str
    key_secret: str = field(repr=False)
    sign: str
    report_secret: str = field(repr=False)
    templates: Mapping[str, SmsTemplate]
    app: str = ""
    endpoint: str = ""
    protocol: str = "https"

    @classmethod
    def read(cls, path: str) -> "SmsTerms":
        """
        Read the file that the environment names.

        :raises Down: it cannot be read, or lacks something; what it holds is not repeated.
        """
        try:
            told = tomllib.loads(Path(path).read_text("utf-8"))
            return cls(
                key_id=told["key_id"], key_secret=told["key_secret"], sign=told["sign"],
                report_secret=told["report_secret"], app=str(told.get("app", "")),
                endpoint=told.get("endpoint", ""), protocol=told.get("protocol", "https"),
                templates={
                    kind: SmsTemplate(code=str(one["code"]), variables=list(one.get("variables", ())))
                    for kind, one in told["templates"].items()
                },
            )  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Down(f"{path}: {type(error).__name__}") from None

    def template(self, message: Outgoing) -> tuple[str, list[tuple[str, str]]]:
        """
        Return the registered text for a message, and what is put into it.

        :raises Refused: none is registered for its kind.
        """
        known = self.templates.get(message.kind) or self.templates.get(ANY)
        if known is None:
            raise Refused(f"no text is registered with the provider for {message.kind or 'this message'}")
        words = {**message.values, "text": _OWN_SIGN.sub("", message.text)}
        return known.code, [(name, words.get(name, "")) for name in known.variables]


@dataclass(frozen=True, slots=True)
class SmsLine:
    """An open way: sends one, by whatever the provider's SDK needs."""

    send_one: Callable[[Outgoing], Taken]

    def send(self, message: Outgoing) -> Taken:
        """
        Hand a message over.

        :raises Refused: it was not taken and never will be.
        :raises Away: it was not taken now.
        :raises Down: nothing goes over this way any more.
        :raises Unclear: it may have been taken.
        """
        return self.send_one(message)


class AliyunSms:
    """Aliyun's service for short messages (dysmsapi 2017-05-25)."""

    code = "aliyun"

    @property
    def is_set_up(self) -> bool:
        """Whether the environment names the club's account."""
        return bool(settings.SHUYOU_ALIYUN_SMS)

    @contextmanager
    def line(self) -> Iterator[SmsLine]:
        """
        Open a way.

        :raises Down: the account cannot be read.
        """
        terms = SmsTerms.read(settings.SHUYOU_ALIYUN_SMS)
        from alibabacloud_dysmsapi20170525.client import Client
        from alibabacloud_tea_openapi.utils_models import Config

        endpoint = terms.endpoint or "dysmsapi.aliyuncs.com"
        client = Client(
            Config(
                access_key_id=terms.key_id, access_key_secret=terms.key_secret, endpoint=endpoint,
                protocol=terms.protocol,
            )
        )  # fmt: skip
        yield SmsLine(lambda message: _by_aliyun(client, terms, message))

    def look_up(self, key: str) -> Taken | None:
        """Say that it cannot tell: it finds messages by number and day only."""
        raise Unclear(key)


class TencentSms:
    """Tencent's service for short messages (sms 2021-01-11)."""

    code = "tencent"

    @property
    def is_set_up(self) -> bool:
        """Whether the environment names the club's account."""
        return bool(settings.SHUYOU_TENCENT_SMS)

    @contextmanager
    def line(self) -> Iterator[SmsLine]:
        """
        Open a way.

        :raises Down: the account cannot be read.
        """
        terms = SmsTerms.read(settings.SHUYOU_TENCENT_SMS)
        from tencentcloud.common import credential
        from tencentcloud.common.profile.client_profile import ClientProfile
        from tencentcloud.common.profile.http_profile import HttpProfile
        from tencentcloud.sms.v20210111.sms_client import SmsClient

        endpoint = terms.endpoint or "sms.tencentcloudapi.com"
        way = HttpProfile(protocol=terms.protocol, endpoint=endpoint, reqTimeout=TIMEOUT)
        keys = credential.Credential(terms.key_id, terms.key_secret)
        client = SmsClient(keys, "ap-guangzhou", ClientProfile(httpProfile=way))
        yield SmsLine(lambda message: _by_tencent(client, terms, message))

    def look_up(self, key: str) -> Taken | None:
        """Say that it cannot tell: it finds messages by number and day only."""
        raise Unclear(key)


def sms_provider() -> Provider:
    """Return the provider of short messages that the environment names; where it names none, the one played here."""
    if settings.SHUYOU_ALIYUN_SMS:
        return AliyunSms()
    return TencentSms() if settings.SHUYOU_TENCENT_SMS else PlayedSms()


def _by_aliyun(client: object, terms: SmsTerms, message: Outgoing) -> Taken:
    from alibabacloud_dysmsapi20170525.models import SendSmsRequest
    from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
    from darabonba.exceptions import DaraException
    from darabonba.runtime import RuntimeOptions
    from Tea.exceptions import TeaException

    code, values = terms.template(message)
    request = SendSmsRequest(
        phone_numbers=message.address.removeprefix("00"), sign_name=terms.sign, template_code=code, out_id=message.key,
        template_param=json.dumps(dict(values), ensure_ascii=False),
    )  # fmt: skip
    limits = RuntimeOptions(connect_timeout=TIMEOUT * 1000, read_timeout=TIMEOUT * 1000, autoretry=False)
    try:
        said = client.send_sms_with_options(request, limits).body.to_map()  # type: ignore[attr-defined]
    except AlibabaCloudException as error:
        said = {"Code": str(error.code), "Message": ""}
    except (DaraException, TeaException) as error:
        raise _unheard(str(error)) from None
    if said.get("Code") != "OK":
        raise _no(str(said.get("Code")), str(said.get("Message", "")))
    return Taken(key=str(said["BizId"]), parts=message.parts)


def _by_tencent(client: object, terms: SmsTerms, message: Outgoing) -> Taken:
    from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
    from tencentcloud.sms.v20210111.models import SendSmsRequest

    code, values = terms.template(message)
    request = SendSmsRequest()
    number = message.address
    request.PhoneNumberSet = [f"+{number[2:]}" if number.startswith("00") else f"+86{number}"]
    request.SmsSdkAppId, request.SignName, request.TemplateId = terms.app, terms.sign, code
    request.TemplateParamSet, request.SessionContext = [value for _name, value in values], message.key
    try:
        said = client.SendSms(request).SendStatusSet[0]  # type: ignore[attr-defined]
    except TencentCloudSDKException as error:
        if error.get_code() in ("ClientNetworkError", "ServerNetworkError"):
            raise _unheard(str(error)) from None
        raise _no(str(error.get_code()), "") from None
    if said.Code != "Ok":
        raise _no(str(said.Code), str(said.Message))
    return Taken(key=str(said.SerialNo), parts=int(said.Fee or message.parts))


def _unheard(said: str) -> Exception:
    """Return what a broken conversation means: where it never began nothing was taken."""
    if _NEVER_BEGUN.search(said):
        return Down("the provider does not answer")
    return Unclear("the provider broke off, or was not understood")


def _no(code: str, said: str) -> Exception:
    """Return what a provider's no means; numbers stay out of it."""
    reason = re.sub(r"\d{5,}", "…", f"{code} {said}".strip())[:200]
    if _ALL_DOWN.search(code):
        return Down(reason)
    if _LATER.search(code):
        return Away(reason)
    return Refused(reason, is_address=bool(_NO_NUMBER.search(code)))
