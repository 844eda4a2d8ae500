"""What messaging does about events: notices become messages."""

from collections.abc import Sequence

from shuyou.kernel.events import Delivered, subscribe_batch
from shuyou.kernel.notices import NoticeAsked
from shuyou.messaging import services, tasks
from shuyou.messaging.events import CodeSent


@subscribe_batch(NoticeAsked)
def ask_for_notices(batch: Sequence[Delivered[NoticeAsked]]) -> None:
    """Write down what readers are to be told, and have it judged and sent soon."""
    if services.ask_notices(batch):
        tasks.defer_sending()


@subscribe_batch(CodeSent)
def send_codes(batch: Sequence[Delivered[CodeSent]]) -> None:
    """Have codes on their way at once."""
    if any(one.event.is_told for one in batch):
        tasks.defer_sending()
