"""What the shop has done by itself: what was left behind is forgotten at night, left baskets are spoken of by day."""

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.shop import services


@app.periodic(cron="40 2 * * *")
@app.task(queue="maintenance", queueing_lock="forget_baskets")
def forget_baskets(timestamp: int) -> int:
    """Forget what was left behind; return how many baskets that were."""
    return services.forget_baskets(actor=Actor.job("shop.forget_baskets"), at=clock.now())


@app.periodic(cron="50 2 * * *")
@app.task(queue="maintenance", queueing_lock="forget_trails")
def forget_trails(timestamp: int) -> int:
    """Forget what nobody looked at for long; return how many trails that were."""
    return services.forget_trails(actor=Actor.job("shop.forget_trails"), at=clock.now())


@app.periodic(cron="*/30 * * * *")
@app.task(queue="maintenance", queueing_lock="tell_of_left_baskets")
def tell_of_left_baskets(timestamp: int) -> int:
    """Have readers told of baskets they left, batch by batch; return how many."""
    told = 0
    while found := services.tell_of_left_baskets(actor=Actor.job("shop.left_baskets"), at=clock.now()):
        told += found
    return told
