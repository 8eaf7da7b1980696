"""What changes in the files of rules and policies while Samara runs, written into the audit log.

Who saved a file is not known: the entry names the account of the process that took it up, and says so.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import IntEnum
from typing import Any

from alarms.notify.policy import Policies
from alarms.rules.rule import Levels, Rule, Rules
from samara.operator import account
from telemetry.alarm import Severity
from telemetry.audit import AuditEvent
from telemetry.ports import AuditLog
from telemetry.times import to_ms, utc_now

ORIGIN = "file change"


class FileChanges:
    """Remembers what was in force when it was last told; what cannot be written down is told later."""

    def __init__(self, audit: AuditLog, rules: Callable[[], Rules], policies: Callable[[], Policies]) -> None:
        self._audit = audit
        self._rules = rules
        self._policies = policies
        self._told = rules(), policies()

    def tell(self) -> None:
        """Write an entry for each rule that has changed, with its old and new limits, and one for the policies."""
        told_rules, told_policies = self._told
        rules, policies = self._rules(), self._policies()
        for name, changed in rule_changes(told_rules, rules):
            self._note("alarm.rule", name, changed)
        if parts := list(policy_changes(told_policies, policies)):
            self._note("alarm.policies", "policies", {"changed": parts})
        self._told = rules, policies

    def _note(self, action: str, target: str, detail: Mapping[str, Any]) -> None:
        self._audit.append(AuditEvent(to_ms(utc_now()), account(), ORIGIN, action, target, detail))


def rule_changes(before: Rules, after: Rules) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """By rule, what is different: its old and new value, null where the rule is new or gone."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            pairs = ((one.name, _plain(old, one.name), _plain(new, one.name)) for one in fields(Rule))
            yield name, {field: [was, becomes] for field, was, becomes in pairs if was != becomes}


def policy_changes(before: Policies, after: Policies) -> Iterator[str]:
    """Which parts are different, by name only: what stands in them is people's addresses."""
    for part in Policies.model_fields:
        old, new = getattr(before, part), getattr(after, part)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from (f"{part}.{name}" for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name))
        elif old != new:
            yield part


def _plain(rule: Rule | None, field: str) -> Any:
    return None if rule is None else _json(getattr(rule, field))


def _json(value: object) -> Any:
    """A part of a rule as JSON says it; limits by the names of their severities."""
    if isinstance(value, Levels):
        return {Severity(rank).key: limit for rank, limit in value.steps}
    if is_dataclass(value):
        return {one.name: _json(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _json(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_json(inner) for inner in value]
    if isinstance(value, IntEnum):
        return value.name.lower()
    return value if isinstance(value, (int, float)) else str(value)
