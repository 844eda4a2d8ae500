"""What messaging does about events: notices become messages."""

from collections.abc import Sequence

from shuyou.kernel.events import Delivered, subscribe_batch
from shuyou.kernel.notices import NoticeAsked
from shuyou.messaging import services, tasks


@subscribe_batch(NoticeAsked)
def ask_for_notices(batch: Sequence[Delivered[NoticeAsked]]) -> None:
    """Write down what readers are to be told, and have it judged and sent soon."""
    if services.ask_notices(batch):
        tasks.defer_sending()
