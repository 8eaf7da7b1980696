"""An alarm as JSON, for machines: webhook and MQTT say the same."""

from typing import Any

from alarms.notify.transports.contract import Notice
from telemetry.times import from_ms


def alarm_facts(notice: Notice) -> dict[str, Any]:
    """The facts of a notice: instants in RFC 3339, absent ones null."""
    alarm, place = notice.alarm, notice.place
    return {
        "id": alarm.id,
        "key": notice.key,
        "kind": notice.kind.value,
        "revision": alarm.revision,
        "rule": alarm.source.rule,
        "title": notice.rule.title,
        "guidance": notice.rule.guidance,
        "event_type": notice.rule.event_type,
        "probable_cause": notice.rule.cause,
        "tenant": alarm.source.tenant,
        "site": alarm.source.site,
        "site_name": place.site_name,
        "device": alarm.source.device,
        "device_name": place.device_name,
        "channel": alarm.source.channel,
        "quantity": alarm.source.quantity,
        "severity": alarm.severity.key,
        "value": alarm.value,
        "limit": alarm.limit,
        "active": alarm.active,
        "acknowledged": alarm.acknowledged,
        "acknowledged_by": alarm.acknowledged_by,
        "latched": alarm.latched,
        "shelved": alarm.shelved is not None,
        "suppressed": list(alarm.suppressed),
        "out_of_service": alarm.out_of_service,
        "exercise": alarm.exercise,
        "late": alarm.late,
        "quality": alarm.quality.value,
        "since": instant(alarm.since_ms),
        "raised": instant(alarm.raised_ms),
        "cleared": instant(alarm.cleared_ms),
    }


def instant(time_ms: int | None) -> str | None:
    """An instant in RFC 3339, to the millisecond."""
    return None if time_ms is None else from_ms(time_ms).isoformat(timespec="milliseconds")
