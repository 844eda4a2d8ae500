"""What payments have done in the background: files of the post office read, refunds sent, bills compared."""

from datetime import timedelta

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.payments import services
from shuyou.payments.adapters import CODES, is_on


@app.task(queue="lists", lock="payments.take_in_remittances")
def take_in_remittances(file_id: int) -> None:
    """Read a file of remittances that was handed in."""
    services.take_in_remittances(file_id=file_id, actor=Actor.job("payments.take_in_remittances"), at=clock.now())


@app.task(queue="payments", lock="payments.send_refund")
def send_refund(refund_id: int) -> str:
    """Have a provider give money back."""
    return services.send_refund(refund_id=refund_id, actor=Actor.job("payments.send_refund"), at=clock.now())


@app.periodic(cron="20 10 * * *")
@app.task(queue="payments", queueing_lock="compare_bills")
def compare_bills(timestamp: int) -> int:
    """Compare the providers' bills of yesterday, which they make in the morning; return how many differences wait."""
    at = clock.now()
    yesterday = clock.club_day(at) - timedelta(days=1)
    actor = Actor.job("payments.compare_bills")
    return sum(services.reconcile(code=code, day=yesterday, actor=actor, at=at) for code in CODES if is_on(code=code))


@app.periodic(cron="*/5 * * * *")
@app.task(queue="payments", queueing_lock="send_waiting_refunds")
def send_waiting_refunds(timestamp: int) -> int:
    """Have refunds sent that returns and claims asked for; return how many there were."""
    waiting = services.waiting_refunds()
    for refund_id in waiting:
        services.send_refund(refund_id=refund_id, actor=Actor.job("payments.send_waiting_refunds"), at=clock.now())
    return len(waiting)


@app.periodic(cron="* * * * *")
@app.task(queue="payments", queueing_lock="settle_codes")
def settle_codes(timestamp: int) -> int:
    """Bring payments by scanned codes to an end that a till left behind; return how many there were."""
    return services.settle_codes(actor=Actor.job("payments.settle_codes"), at=clock.now())


@app.task(queue="payments", lock="payments.issue_invoice")
def issue_invoice(invoice_id: int) -> str:
    """Have an invoice issued that was asked for."""
    return services.issue_invoice(invoice_id=invoice_id, actor=Actor.job("payments.issue_invoice"), at=clock.now())
