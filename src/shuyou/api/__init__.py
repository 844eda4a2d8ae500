"""The REST root: tokens, problem details, OpenAPI."""
