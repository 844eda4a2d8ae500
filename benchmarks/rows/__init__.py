"""The rows that are measured so far, each a function of the stage."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from benchmarks.figures import Outcome
from benchmarks.rows import (
    bulk,
    callcenter,
    catalog,
    console,
    dedupe,
    insight,
    intake,
    kernel,
    lists,
    loyalty,
    members,
    messaging,
    orders,
    pricing,
    reorder,
    search,
    shop,
    supply,
)
from benchmarks.stage import Stage

ROWS: Final[Mapping[str, Callable[[Stage], Outcome]]] = MappingProxyType(
    {
        "kernel.events": kernel.events_row,
        "members.onetouch_p99": members.onetouch_p99,
        "members.onetouch_p50": members.onetouch_p50,
        "members.onetouch_growth": members.onetouch_growth,
        "members.dedupe_300k": dedupe.dedupe_300k,
        "members.dedupe_f1": dedupe.dedupe_f1,
        "members.dedupe_add15k": dedupe.dedupe_add15k,
        "members.page_p99": lists.page_p99,
        "members.list_p99": lists.list_p99,
        "members.vs_oscar": lists.vs_oscar,
        "members.import": intake.import_row,
        "catalog.onix": catalog.onix,
        "catalog.onix_rss": catalog.onix_rss,
        "catalog.search_p99": search.search_p99,
        "orders.bulk": bulk.bulk,
        "orders.place_1": orders.place_1,
        "orders.place_8": orders.place_8,
        "orders.vs_limit": orders.vs_limit,
        "orders.vs_oscar": orders.vs_oscar,
        "orders.hot_book": orders.hot_book,
        "orders.price_us": pricing.price_us,
        "supply.postings": supply.postings,
        "supply.reorder_100k": reorder.reorder_100k,
        "supply.count_50k": reorder.count_50k,
        "loyalty.post_1": loyalty.post_1,
        "loyalty.batch": loyalty.batch,
        "loyalty.expire_1m5": loyalty.expire_1m5,
        "loyalty.preview": loyalty.preview,
        "insight.export_full": insight.export_full,
        "insight.export_day": insight.export_day,
        "insight.value_refresh": insight.value_refresh,
        "insight.value_vs_pandas": insight.value_vs_pandas,
        "insight.clv_1m5": insight.clv_1m5,
        "insight.rss": insight.rss,
        "insight.spark_equal": insight.spark_equal,
        "marketing.expand_1m5": messaging.expand_1m5,
        "messaging.smtp": messaging.smtp,
        "callcenter.route": callcenter.route,
        "callcenter.erlang": callcenter.compare_erlang,
        "shop.page_rps": shop.page_rps,
        "shop.vs_oscar": shop.vs_oscar,
        "shop.weight": shop.weight,
        "shop.lcp": shop.lcp,
        "console.newcomer_order_keys": console.newcomer_order_keys,
        "console.cold_start": console.cold_start,
        "console.warm_start": console.warm_start,
    }
)
