"""And, or, not over points of a site, with a third answer: not known (Kleene's logic)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from alarms.detectors.sites import Opinion, Role, SitePoint, SiteWatch
from alarms.rules.rule import Address, Rule, Scope
from alarms.rules.where import EVERYWHERE, Where, fits
from telemetry.device import Device


@dataclass(frozen=True, slots=True)
class Criterion:
    """A point of the site that is (not) set, or above or below a number; any of those that `where` names will do."""

    role: int
    where: Where = EVERYWHERE
    state: bool | None = None
    above: float | None = None
    below: float | None = None

    def answer(self, points: list[SitePoint]) -> bool | None:
        """Whether a point passes; None when none does and one of them, or all, are not known."""
        known = [point.value for point in points if point.role == self.role]
        if any(value is not None and self._passes(value) for value in known):
            return True
        return None if not known or None in known else False

    def tests(self) -> Iterator["Criterion"]:
        """Itself."""
        yield self

    def _passes(self, value: float) -> bool:
        if self.state is not None:
            return (value >= 0.5) is self.state
        return (self.above is None or value > self.above) and (self.below is None or value < self.below)


@dataclass(frozen=True, slots=True)
class Every:
    """All of its terms, or with `negated` not all of them; `any` is written as not all not."""

    terms: tuple["Term", ...]
    negated: bool = False

    def answer(self, points: list[SitePoint]) -> bool | None:
        """False as soon as one term is, whatever is not known of the others."""
        answers = [term.answer(points) for term in self.terms]
        if False in answers:
            return self.negated
        return None if None in answers else not self.negated

    def tests(self) -> Iterator[Criterion]:
        """The tests of all terms."""
        for term in self.terms:
            yield from term.tests()


Term = Criterion | Every


def negation(term: Term) -> Every:
    """Not a term."""
    return Every((term,), negated=True)


def disjunction(terms: tuple[Term, ...]) -> Every:
    """One of the terms at least."""
    return Every(tuple(map(negation, terms)), negated=True)


@dataclass(frozen=True, slots=True)
class Logic:
    """A term over the points of a site."""

    term: Term
    scope = Scope.SITE

    def watch(self, rule: Rule, address: Address) -> SiteWatch:
        """A memory for one site."""
        return SiteWatch(rule, address, self)

    def roles(self, device: Device, quantity: str, channel: str) -> Iterable[Role]:
        """A part for each test that means the series."""
        return [
            Role(number=test.role)
            for test in self.term.tests()
            if fits(test.where.quantity, quantity) and fits(test.where.channel, channel) and test.where.has(device, "")
        ]

    def assess(self, rule: Rule, points: list[SitePoint], now_ms: int, held: int) -> Opinion:  # noqa: ARG002
        """The rule's severity when the term is true."""
        answer = self.term.answer(points)
        if answer is None:
            return (None if held else 0), 0.0, 0.0
        return (rule.severity if answer else 0), float(answer), 1.0

    def describe(self, points: list[SitePoint]) -> Mapping[str, str]:  # noqa: ARG002 - the term says it all
        """Nothing beside."""
        return {}
