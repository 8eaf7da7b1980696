"""The settings, one typed tree: defaults here, then `samara.toml`, then `SAMARA_*` of the environment.

A nested setting's variable joins its names by two underscores: `mqtt.url` is `SAMARA_MQTT__URL`.
"""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    SecretStr,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from telemetry.access import Role, checked_grant
from telemetry.device import Domain
from telemetry.errors import RejectedError


def _has_scheme(*schemes: str) -> AfterValidator:
    def check(url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"write {' or '.join(f'{scheme}://host:port' for scheme in schemes)}")
        if parts.password:
            raise ValueError("take the password out of the URL; it has a setting of its own")
        return url

    return AfterValidator(check)


MqttUrl = Annotated[str, _has_scheme("mqtt", "mqtts")]
HttpUrl = Annotated[str, _has_scheme("http", "https")]
OptionalPath = Annotated[Path | None, BeforeValidator(lambda path: path or None)]
Port = Annotated[int, Field(ge=0, le=65535)]


class Section(BaseModel):
    """A table of the settings file; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MqttSettings(Section):
    """The broker that network servers and equipment publish to."""

    url: MqttUrl = Field("mqtt://127.0.0.1:1883", description="Broker; mqtts:// for TLS.")
    client_id: str = Field(
        "samara", min_length=1, max_length=64, description="Names the persistent session: one for each process."
    )
    protocol: Literal["3.1.1", "5"] = Field("3.1.1", description="MQTT version; 3.1.1 costs a third less.")
    username: str = Field("", description="Broker account.")
    password: SecretStr = Field(SecretStr(""), description="Its password.")
    ca_file: OptionalPath = Field(None, description="Certificate authority of the broker (PEM), for mqtts://.")
    cert_file: OptionalPath = Field(None, description="Client certificate (PEM), where the broker asks for one.")
    key_file: OptionalPath = Field(None, description="Key of the client certificate (PEM).")
    group: str = Field(
        "", pattern=r"^[^/+#\s]*$", description="Shared-subscription group: several processes share the messages."
    )
    keep_alive_s: int = Field(30, ge=5, le=3600, description="Seconds between pings on a quiet connection.")
    max_in_flight: int = Field(
        2000, ge=10, le=16_384, description="Messages received and not yet journaled before the broker must wait."
    )


class IngestSettings(Section):
    """What is listened to, and how raw messages become readings."""

    sources: tuple[str, ...] = Field(("chirpstack",), min_length=1, description="Dialects to subscribe to.")
    mappings: OptionalPath = Field(
        None, description="Folder of YAML files for the source json_map: equipment that publishes JSON of its own."
    )
    max_payload_kib: int = Field(256, ge=1, le=65536, description="A larger message is cut and quarantined.")
    deduplication_s: int = Field(
        600, ge=0, le=86400, description="A frame heard again within this time is a duplicate."
    )
    live_within_s: int = Field(
        3600, ge=10, description="Older data is kept but is history: the live page and alarms do not act on it."
    )


class WebhookSettings(Section):
    """Network servers that post to /ingest/{source}: sigfox, thingpark, live_objects, the_things_stack, helium."""

    keys: dict[str, SecretStr] = Field(
        {}, description="Key that each source must show, 16 characters or more; a source without one is closed."
    )
    thingpark_as_key: SecretStr = Field(SecretStr(""), description="AS key by which ThingPark signs its requests.")
    per_second: float = Field(200, gt=0, description="Requests that a source may make in a second, in the long run.")


class IndicatorSettings(Section):
    """What is computed from readings and kept beside them."""

    enabled: bool = Field(default=True, description="Whether to compute indicators on schedule.")
    recompute_days: int = Field(
        3, ge=2, le=366, description="Days of the past that are computed again each time, so that late data count."
    )


class JournalSettings(Section):
    """The durable log of raw messages."""

    keep_days: int = Field(90, ge=1, description="Raw messages older than this are dropped, quarantined ones too.")
    max_gib: float = Field(20, gt=0, description="The oldest raw messages go beyond this size.")


class Retention(Section):
    """How long raw readings of a tenant, a domain or both are kept; roll-ups stay."""

    tenant: str | None = Field(None, description="Slug of a tenant; absent for all.")
    domain: Domain | None = Field(None, description="A domain, such as water; absent for all.")
    days: int = Field(ge=1, description="Days of raw readings to keep.")


class StoreSettings(Section):
    """Where readings are kept."""

    backend: Literal["sqlite", "influx"] = Field("sqlite", description="sqlite is embedded; influx is a server.")
    keep_days: int = Field(1095, ge=1, description="Days of raw readings to keep; hourly and daily roll-ups stay.")
    retention: tuple[Retention, ...] = Field((), description="Exceptions; the most precise one wins.")


class InfluxSettings(Section):
    """InfluxDB, where `store.backend` is influx."""

    url: HttpUrl = Field("http://127.0.0.1:8086", description="Server.")
    version: int = Field(2, ge=1, le=3, description="Its major version: 1, 2 or 3.")
    database: str = Field("samara", min_length=1, description="Database, or bucket.")
    org: str = Field("samara", description="Organisation (version 2).")
    token: SecretStr = Field(SecretStr(""), description="Token (versions 2 and 3).")
    username: str = Field("", description="Account (version 1).")
    password: SecretStr = Field(SecretStr(""), description="Its password (version 1).")
    retention_days: int = Field(
        0, ge=0, description="The database forgets everything older, roll-ups included; 0 keeps all."
    )


class RegistrySettings(Section):
    """Tenants, sites, devices, series, quarantine."""

    url: SecretStr = Field(
        SecretStr(""), description="SQLAlchemy URL (postgresql+psycopg://…); empty for SQLite in data_dir."
    )


class AlarmSettings(Section):
    """What is watched for, and what hangs on what."""

    packs: tuple[str, ...] = Field(("city",), description="Rule packs of Samara that apply; empty for none.")
    rules: tuple[Path, ...] = Field(
        (), description="Rule files of your own, or folders of them, which may extend packs."
    )
    keep_days: int = Field(1095, ge=1, description="Days that the history of an alarm is kept once it is over.")
    topology: OptionalPath = Field(
        None, description="Folder of nodes.csv, links.csv and feeds.csv; the example of the Somme if absent."
    )


class ApiSettings(Section):
    """The HTTP API and the live page."""

    host: str = Field("127.0.0.1", description="Address to listen on; beyond loopback, set auth.public_url too.")
    port: Port = Field(8000, description="Port to listen on.")


def _is_public_url(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
        raise ValueError("write https://host, without a path")
    return url


class AuthSettings(Section):
    """Who may use Samara; people and keys are made by `samara user` and `samara key`."""

    enabled: bool = Field(default=True, description="Only the demo, on loopback, does without; samara run refuses to.")
    public_url: Annotated[str, AfterValidator(_is_public_url)] = Field(
        "", description="Address that browsers use, https://host; needed where api.host is not loopback."
    )
    trusted_proxies: tuple[IPvAnyNetwork, ...] = Field(
        (), description="Networks of the proxies whose X-Forwarded-For is believed."
    )
    session_hours: int = Field(12, ge=1, le=720, description="Hours after which staff logs in again.")
    anonymous_per_second: float = Field(
        20, gt=0, description="Requests without a key that an address may make in a second, in the long run."
    )


class OidcRole(Section):
    """What a value of the role claim gives."""

    value: str = Field(min_length=1, description="Value of the claim, such as a group.")
    role: Role = Field(description="Role that it gives.")
    tenant: str | None = Field(None, description="Over this tenant; absent for all.")

    @model_validator(mode="after")
    def _makes_sense(self) -> "OidcRole":
        try:
            checked_grant(self.role, self.tenant)
        except RejectedError as error:
            raise ValueError(str(error)) from error
        return self


class OidcSettings(Section):
    """Log-in by OpenID Connect; the provider sends people back to /login/callback."""

    issuer: str = Field("", description="Issuer, exactly as the provider writes it; empty for local accounts only.")
    client_id: str = Field("", description="Client that is registered at the provider.")
    client_secret: SecretStr = Field(SecretStr(""), description="Its secret.")
    scopes: str = Field("openid profile email", description="Scopes to ask for.")
    name_claim: str = Field("preferred_username", description="Claim that names the person.")
    role_claim: str = Field("groups", description="Claim whose values give roles.")
    roles: tuple[OidcRole, ...] = Field((), description="What each value gives; without any, nobody gets in.")


class ConsoleSettings(Section):
    """The live page."""

    enabled: bool = Field(default=True, description="Whether to serve it.")
    tiles_url: str = Field("", description="Map tiles ({z}/{x}/{y}); empty for a base layer of our own, offline.")
    kiosk: list[str] = Field(
        [], description="Authorities that /console/kiosk shows without log-in, by slug; * for all. Nothing personal."
    )


class NotifySettings(Section):
    """Who is told of alarms, and how."""

    policies: OptionalPath = Field(None, description="YAML file of people, schedules and policies; empty tells nobody.")
    channels: dict[str, SecretStr] = Field(
        {}, description="URL of each channel: smtp://, ovhsms://, webhook+https://, mqtt:// …, or any of Apprise."
    )
    public_url: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="Where people reach Samara, for links in messages."
    )
    secret_key: SecretStr = Field(SecretStr(""), description="Signs links and codes: openssl rand -hex 32.")
    replies: dict[str, SecretStr] = Field(
        {}, description="Key that a gateway shows when it posts an answer to /alarms/reply/{channel}."
    )
    most_messages: int = Field(
        10, ge=1, description="Messages to one person in ten minutes; critical ones come on top."
    )
    heartbeat_url: SecretStr = Field(
        SecretStr(""), description="Dead-man's switch outside, requested while the alarm engine is well."
    )
    heartbeat_s: float = Field(60, ge=1, description="Seconds between two heartbeats.")


class LogSettings(Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least serious that shows.")
    format: Literal["text", "json"] = Field("text", description="json for log collectors.")


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="SAMARA_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    data_dir: Path = Field(Path("data"), description="Folder of the journal, the embedded store and the registry.")
    language: Literal["fr", "en"] = Field("fr", description="Language of what people read.")
    mqtt: MqttSettings = MqttSettings()
    ingest: IngestSettings = IngestSettings()
    webhooks: WebhookSettings = WebhookSettings()
    journal: JournalSettings = JournalSettings()
    store: StoreSettings = StoreSettings()
    indicators: IndicatorSettings = IndicatorSettings()
    influx: InfluxSettings = InfluxSettings()
    registry: RegistrySettings = RegistrySettings()
    alarms: AlarmSettings = AlarmSettings()
    api: ApiSettings = ApiSettings()
    auth: AuthSettings = AuthSettings()
    oidc: OidcSettings = OidcSettings()
    console: ConsoleSettings = ConsoleSettings()
    notify: NotifySettings = NotifySettings()
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, whose content comes as arguments."""
        return env_settings, init_settings
