"""What payments have done in the background: files of remittances read that somebody handed in."""

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.payments import services


@app.task(queue="lists", lock="payments.take_in_remittances")
def take_in_remittances(file_id: int) -> None:
    """Read a file of remittances that was handed in."""
    services.take_in_remittances(file_id=file_id, actor=Actor.job("payments.take_in_remittances"), at=clock.now())
