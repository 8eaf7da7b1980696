"""Telephones that asked to be told by Web Push (RFC 8030)."""

from typing import NamedTuple

MOST_TELEPHONES = 20
"""How many subscriptions an account keeps: the oldest go first."""


class PushSubscription(NamedTuple):
    """Where one browser is told, and the keys that encrypt for it (RFC 8291), in base64url without padding."""

    endpoint: str
    p256dh: str
    auth: str


class MemoryPushSubscriptions:
    """`telemetry.ports.PushSubscriptions` in memory."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, PushSubscription]] = {}

    def put(self, user: str, subscription: PushSubscription) -> None:
        self.drop(subscription.endpoint)
        self._held[subscription.endpoint] = user, subscription
        for old in self.of(user)[:-MOST_TELEPHONES]:
            self.drop(old.endpoint)

    def of(self, user: str) -> list[PushSubscription]:
        return [subscription for owner, subscription in self._held.values() if owner == user]

    def drop(self, endpoint: str) -> None:
        self._held.pop(endpoint, None)

    def close(self) -> None:
        """Nothing is open."""
