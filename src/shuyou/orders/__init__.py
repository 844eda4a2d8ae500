"""Orders on every channel: basket, pricing, payment, fulfilment."""
