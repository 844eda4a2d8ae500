"""Why a database cannot be used, told to the person who runs Shuyou."""


class PostgresUnavailable(Exception):
    """The database cannot be started or is unfit: what is wrong, and what to do about it."""

    def __init__(self, fact: str, remedy: str, details: str = "") -> None:
        self.fact = fact
        self.remedy = remedy
        self.details = details
        super().__init__(fact, remedy, details)

    def __str__(self) -> str:
        return "\n".join(part for part in (self.fact, self.details, self.remedy) if part)
