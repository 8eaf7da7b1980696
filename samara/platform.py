"""The whole of Samara in one process: broker to screen, as `samara run` and `samara demo` start it."""

from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from platform import python_version
from urllib.parse import urlsplit

from fastapi import FastAPI

from api.app import create_app
from api.auth.passwords import hash_password
from api.services import Services
from dashboards.console.kiosk import KIOSK, STREAM
from dashboards.console.mount import mount
from dashboards.console.services import ConsoleServices
from dashboards.console.view import PATH
from dashboards.console.workshop import Lag, Workshop
from indicators.windows import Step
from ingest.consumer import ConsumerStatus
from ingest.feed import DecodedFeed
from ingest.housekeeping import Housekeeping, Job
from ingest.http import HttpReceiver, RateLimit
from ingest.options import MqttOptions
from ingest.pipeline import Pipeline
from ingest.push import PushIntake
from ingest.receiver import MqttReceiver
from ingest.service import IngestService, consumers, housekeeping
from samara import wiring
from samara.alarming import Alarming
from samara.bench import JournalBench, work_files
from samara.collector import tune_collector
from samara.decoding import open_decoders
from samara.notify import push_key
from samara.visitor import ConsoleVisitor
from samara.webhooks import webhooks
from telemetry.memory import MemoryLiveFeed
from telemetry.metrics import Metrics
from telemetry.settings import MqttSettings, Settings

_LAGGING = 50_000
"""Journal entries behind which a consumer is no longer keeping up."""


class Platform:
    """Every part, opened and wired; `start` begins to receive, `stop` ends it in good order."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.live = MemoryLiveFeed()
        self.registry = wiring.open_registry(settings)
        self.quarantine = wiring.open_quarantine(settings)
        self.journal = wiring.open_journal(settings)
        self.store = wiring.open_store(settings, self.registry)
        self.checkpoints = wiring.open_checkpoints(settings)
        self.accounts = wiring.open_accounts(settings)
        self.audit = wiring.open_audit(settings)
        self.pushes = wiring.open_pushes(settings)
        self.push_key = push_key(settings)
        self.push_subscriptions = wiring.open_push_subscriptions(settings)
        self.sources = wiring.open_sources(settings)
        self.indicators = wiring.open_indicators(settings, self.registry, self.store)
        self._computing = Housekeeping(self._indicator_jobs())
        self.ingest = self._ingest()
        self.reporter = wiring.open_reporter(settings, self.registry, self.metrics)

    def _ingest(self) -> IngestService:
        settings = self.settings
        sources, max_payload = self.sources, self._max_payload
        decoders = open_decoders(settings)
        pipeline = Pipeline(sources, self.registry, decoders, max_payload, settings.ingest.live_within_s * 1000)
        self._bench = JournalBench(self.journal, pipeline, decoders, self.store, self.quarantine)
        feed = DecodedFeed(self.journal, pipeline, settings.ingest.deduplication_s * 1000)
        receiver = MqttReceiver(mqtt_options(settings.mqtt), sources, self.journal, self.metrics, max_payload)
        self.alarms = Alarming(
            settings, self.registry, self.journal, feed, self.metrics, lambda: receiver.status.connected, self.audit
        )
        readers = [
            *consumers(feed, self.store, self.store, self.live, self.quarantine, self.checkpoints, self.metrics),
            self.alarms.consumer,
        ]
        keeping = housekeeping(
            self.journal,
            self.store,
            self.registry,
            self.quarantine,
            readers,
            settings.journal.keep_days,
            int(settings.journal.max_gib * 2**30),
            partial(wiring.retention(settings).apply, self.registry, self.store),
        )
        return IngestService(receiver, readers, keeping)

    def _indicator_jobs(self) -> list[Job]:
        """Each step in its rhythm, in a thread of its own: a year of readings must not delay what keeps house."""
        if not self.settings.indicators.enabled:
            return []
        refresh = self.indicators.refresh
        rhythms = {Step.QUARTER_HOUR: 900, Step.HOUR: 3600, Step.DAY: 3600}
        return [Job(f"indicators by {step}", every_s, partial(refresh, step)) for step, every_s in rhythms.items()]

    def application(self) -> FastAPI:
        """API and live page, on the same parts."""
        services = Services(
            self.registry,
            self.store,
            self.quarantine,
            self.live,
            self.metrics,
            self._checks(),
            version("samara"),
            intake=PushIntake(self.registry, self.journal, self.pushes, max_payload=self._max_payload),
            security=wiring.security(
                self.settings,
                self.accounts,
                self.audit,
                PATH,
                open_paths=(KIOSK, STREAM) if self.settings.console.kiosk else (),
            ),
            alarms=self.alarms.service,
            alarm_load=self.alarms.load,
            push_subscriptions=self.push_subscriptions if self.push_key else None,
        )
        application = create_app(services)
        application.include_router(webhooks(self._http_receiver()))
        if answers := self.alarms.answers(self.audit):
            application.include_router(answers)
        if self.settings.console.enabled:
            mount(application, self._console(), partial(ConsoleVisitor, application.state.directory))
        return application

    def _http_receiver(self) -> HttpReceiver:
        settings = self.settings.webhooks
        return HttpReceiver(
            self.sources,
            self.journal,
            self.metrics,
            wiring.http_keys(settings),
            RateLimit(settings.per_second, 5 * settings.per_second),
            self._max_payload,
        )

    @property
    def _max_payload(self) -> int:
        return self.settings.ingest.max_payload_kib * 1024

    def _console(self) -> ConsoleServices:
        return ConsoleServices(
            self.registry,
            self.store,
            self.live,
            self.quarantine,
            self.metrics,
            language=self.settings.language,
            tiles_url=self.settings.console.tiles_url or None,
            alarms=self.alarms.service,
            audit=self.audit,
            rule_words=self.alarms.words,
            topology=self.alarms.topology,
            workshop=self._workshop(),
            kiosk=frozenset(self.settings.console.kiosk),
            push_key=self.push_key,
        )

    def _workshop(self) -> Workshop:
        return Workshop(
            self._bench.decoders,
            self._bench,
            self.accounts,
            self.audit,
            self.alarms.store,
            hash_password,
            work_files(self.settings),
            self._checks(),
            lambda: [Lag(held.name, held.lag, held.last_error) for held in self.ingest.consumers],
            {name: version(name) for name in ("samara", "nicegui", "fastapi")} | {"Python": python_version()},
        )

    def _checks(self) -> dict[str, Callable[[], str | None]]:
        """What `/ready` asks: the broker, and each consumer of the journal."""
        checks: dict[str, Callable[[], str | None]] = {"broker": self._broker, "alarm engine": self.alarms.error}
        for consumer in self.ingest.consumers:
            checks[consumer.name] = partial(self._consumer, consumer.name)
        return checks

    def _broker(self) -> str | None:
        status = self.ingest.receiver
        return None if status.connected else status.last_error

    def _consumer(self, name: str) -> str | None:
        status = next(status for status in self.ingest.consumers if status.name == name)
        return _why_not(status)

    def start(self) -> None:
        """Begin to receive, decode and store."""
        tune_collector()
        self.alarms.start()
        self.ingest.start()
        if self.reporter:
            self.reporter.start()
        self._computing.start()

    def stop(self) -> None:
        """Stop receiving, finish what is in hand, release the files."""
        self._computing.stop()
        self.ingest.stop()
        if self.reporter:
            self.reporter.stop()
        self.alarms.stop()
        self.store.close()
        self.journal.close()
        self.checkpoints.close()
        self.quarantine.close()
        self.accounts.close()
        self.audit.close()
        self.pushes.close()
        self.push_subscriptions.close()
        self.registry.close()


def _why_not(status: ConsumerStatus) -> str | None:
    if status.last_error:
        return f"{status.last_error} ({status.lag} messages behind)"
    return f"{status.lag} messages behind" if status.lag > _LAGGING else None


def mqtt_options(settings: MqttSettings) -> MqttOptions:
    """The session that the settings describe."""
    parts = urlsplit(settings.url)
    tls = parts.scheme == "mqtts"
    return MqttOptions(
        host=parts.hostname or "",
        port=parts.port or (8883 if tls else 1883),
        client_id=settings.client_id,
        protocol=settings.protocol,
        username=settings.username,
        password=settings.password.get_secret_value(),
        tls=tls,
        ca_file=settings.ca_file,
        cert_file=settings.cert_file,
        key_file=settings.key_file,
        group=settings.group,
        keep_alive_s=settings.keep_alive_s,
        max_in_flight=settings.max_in_flight,
    )
