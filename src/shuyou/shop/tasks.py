"""What the shop has done at night: baskets that nobody came back to, and visits that are over, are forgotten."""

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.shop import services


@app.periodic(cron="40 2 * * *")
@app.task(queue="maintenance", queueing_lock="forget_baskets")
def forget_baskets(timestamp: int) -> int:
    """Forget what was left behind; return how many baskets that were."""
    return services.forget_baskets(actor=Actor.job("shop.forget_baskets"), at=clock.now())
