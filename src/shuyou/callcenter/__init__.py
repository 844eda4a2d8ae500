"""The call center: calls, queues, routing, menus by telephone, agents, the wallboard; the switch and its adapters."""
