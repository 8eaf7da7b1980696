"""Prometheus Alertmanager, API v2: it forgets an alert that is not sent again, and resolves one by its `endsAt`."""

import json
import time
from collections.abc import Callable
from typing import Any, Final

import httpx

from alarms.notify.router import stands
from alarms.notify.transports.address import Address
from alarms.notify.transports.contract import Message, Notice
from alarms.notify.transports.facts import instant
from alarms.notify.transports.http import Poster

_RESEND_S: Final = 60.0
_LIVES_S: Final = 300
"""An alert that was not sent again for this long is over for Alertmanager (its own resolve_timeout, by default)."""


class Alertmanager:
    """`alertmanager+https://host:9093`; an account in the URL becomes basic authentication."""

    resend_s = _RESEND_S
    at_once = 1

    def __init__(
        self, address: Address, transport: httpx.BaseTransport | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._url = address.web().rstrip("/") + "/api/v2/alerts"
        self._headers = {"content-type": "application/json"}
        if address.username:
            basic = httpx.BasicAuth(address.username, address.password)
            request = next(basic.auth_flow(httpx.Request("POST", self._url)))
            self._headers["authorization"] = request.headers["authorization"]
        self._poster = Poster(address.channel, transport)
        self._clock = clock

    def send(self, message: Message) -> str:
        now_ms = int(self._clock() * 1000)
        alerts = [_alert(notice, now_ms, test=message.test) for notice in message.notices]
        response = self._poster.post(self._url, json.dumps(alerts).encode(), self._headers)
        return f"HTTP {response.status_code}"

    def close(self) -> None:
        self._poster.close()


def _alert(notice: Notice, now_ms: int, *, test: bool) -> dict[str, Any]:
    alarm, place = notice.alarm, notice.place
    # The labels are the identity: only what never changes through the life of the alarm, severity aside.
    labels = {
        "alertname": alarm.source.rule,
        "alarm_id": alarm.id,
        "severity": alarm.severity.key,
        "tenant": alarm.source.tenant,
        "site": alarm.source.site,
        "device": alarm.source.device,
        "channel": alarm.source.channel,
        "quantity": alarm.source.quantity,
        "status": "test" if test else "exercise" if alarm.exercise else "actual",
    }
    firing = stands(alarm) and not (alarm.suppressed or alarm.set_aside)
    ends_ms = now_ms + _LIVES_S * 1000 if firing else alarm.cleared_ms or now_ms
    annotations = {
        "summary": f"{place.site_name}: {notice.rule.title}",
        "description": notice.rule.guidance,
        "value": "" if alarm.value is None else str(alarm.value),
        "acknowledged_by": alarm.acknowledged_by,
        "set_aside": ", ".join([*alarm.suppressed, *(["shelved"] if alarm.shelved else []), alarm.out_of_service]),
    }
    return {
        "labels": {name: value for name, value in labels.items() if value},
        "annotations": {name: value for name, value in annotations.items() if value.strip(", ")},
        "startsAt": instant(alarm.raised_ms),
        "endsAt": instant(ends_ms),
        **({"generatorURL": notice.link} if notice.link else {}),
    }
