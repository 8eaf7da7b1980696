"""Works an outbox in SQLite until it is empty; `kill -9`s itself at a named step, to show what is left behind.

python outbox_worker.py DATABASE PORT [STEP]
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from notify_world import BARE, KEY, Inline, registry, words

from alarms.notify.composer import Composer
from alarms.notify.links import Links
from alarms.notify.notifier import Notifier
from alarms.notify.places import Places
from alarms.notify.policy import Policies
from alarms.notify.router import Router
from alarms.notify.transports.opening import open_transport
from storage.alarms import SqlAlarms
from storage.sql import Database
from telemetry.alarm import Alarm, AlarmChanges, DeliveryState, Happening, Severity, Transition
from telemetry.metrics import Metrics

POLICIES = Policies.model_validate(
    {
        "people": {f"p{n}": {"name": f"P{n}", "reach": {"hook": f"p{n}"}} for n in range(3)},
        "policies": {"all": {"steps": [{"tell": ["p0", "p1", "p2"], "wait": "1 h"}], "repeat": 0}},
    }
)


class Step:
    """Kills the process when it comes to a step."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, name: str) -> None:
        if name and name == self._name:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable[..., Any], before: str, after: str) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self(before)
            result = call(*arguments, **named)
            self(after)
            return result

        return wrapped


def main(path: str, port: str, kill_at: str = "", _count: str = "") -> None:
    step = Step(kill_at)
    database = Database(f"sqlite:///{path}")
    database.start()
    store = SqlAlarms(database)
    router = Router(lambda: POLICIES, Places(registry()).of)
    if not store.open_alarms():
        now_ms = int(time.time() * 1000)
        alarm = Alarm(BARE, Severity.CRITICAL, now_ms, now_ms, announced=True)
        transition = Transition(alarm, Happening.RAISED, now_ms, now_ms)
        plan = router.plan(transition)
        store.commit(AlarmChanges((alarm,), (transition,), plan.deliveries))
    composer = Composer(lambda: POLICIES, Places(registry()).of, words, Links("https://x.fr", KEY), "fr")
    channel = open_transport("hook", f"webhook+http://127.0.0.1:{port}/?secret={KEY}")
    notifier = Notifier(
        store, store, router, composer, {"hook": channel}, Metrics(), pool=lambda _name, _threads: Inline()
    )
    store.due = step.around(store.due, "", "due")  # type: ignore[method-assign]
    composer.compose = step.around(composer.compose, "", "composed")  # type: ignore[method-assign]
    channel.send = step.around(channel.send, "sending", "sent")  # type: ignore[method-assign]
    settle = store.settle

    def settling(outcomes: Any) -> None:
        settle(outcomes)
        step("settled" if outcomes[0].delivery.channel else "resolved")

    store.settle = settling  # type: ignore[method-assign]
    while store.deliveries(state=DeliveryState.PENDING):
        notifier.work()
        time.sleep(0.02)
    notifier.stop()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
