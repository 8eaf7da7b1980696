"""The synchronisation against a gRPC server made of ChirpStack's own servicers."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from chirpstack_api import api, common
from servers import free_port

from ingest import chirpstack_sync
from ingest.chirpstack_sync import RemoteDevice, RemoteGateway, read_chirpstack
from telemetry.errors import RejectedError, UnavailableError

TOKEN = "eyJ0eXAi.eyJhdWQi.c2lnbmF0dXJl"  # noqa: S105 - of this server only
SIZE = 1203


def page(listed: list[Any], request: Any) -> dict[str, Any]:
    return {"total_count": len(listed), "result": listed[request.offset : request.offset + request.limit]}


class Servicer(
    api.TenantServiceServicer,
    api.ApplicationServiceServicer,
    api.DeviceProfileServiceServicer,
    api.DeviceServiceServicer,
    api.GatewayServiceServicer,
):
    """Two tenants: one with an application of many devices, one with an empty application."""

    def List(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - ChirpStack's name
        if f"Bearer {TOKEN}" not in dict(context.invocation_metadata()).values():
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "authentication failed: InvalidToken")
        answer: Callable[[Any], Any] = getattr(self, f"_{type(request).__name__}")
        return answer(request)

    def Get(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - ChirpStack's name
        if isinstance(request, api.GetApplicationRequest):
            return api.GetApplicationResponse(application=api.Application(tags={"site": "app", "étage": "0"}))
        if request.id != "profile-1":
            context.abort(grpc.StatusCode.NOT_FOUND, "Object does not exist")
        return api.GetDeviceProfileResponse(
            device_profile=api.DeviceProfile(tags={"decoder": "milesight_em300", "site": "profile"})
        )

    def _ListTenantsRequest(self, request: Any) -> Any:  # noqa: N802 - named for the message
        tenants = [api.TenantListItem(id=f"t{number}", name=f"CC {number}") for number in (1, 2)]
        return api.ListTenantsResponse(**page(tenants, request))

    def _ListApplicationsRequest(self, request: Any) -> Any:  # noqa: N802
        applications = [api.ApplicationListItem(id=f"of-{request.tenant_id}")]
        return api.ListApplicationsResponse(**page(applications, request))

    def _ListDevicesRequest(self, request: Any) -> Any:  # noqa: N802
        devices = [
            api.DeviceListItem(
                dev_eui=f"24e124136b5{number:05x}",
                name=f"sonde {number}",
                device_profile_id="profile-1",
                device_profile_name="EM300-TH",
                tags={"étage": str(number), "vide": "", "a\nb": "c\0d"},
            )
            for number in range(SIZE if request.application_id == "of-t1" else 0)
        ]
        return api.ListDevicesResponse(**page(devices, request))

    def _ListGatewaysRequest(self, request: Any) -> Any:  # noqa: N802
        places = [
            common.Location(latitude=49.9, longitude=2.3, altitude=30),
            common.Location(),
            common.Location(latitude=float("nan"), longitude=2.3),
        ]
        gateways = [
            api.GatewayListItem(gateway_id=f"0016c001f153a1{number:02x}", name=f"toit {number}", location=place)
            for number, place in enumerate(places)
        ]
        return api.ListGatewaysResponse(**page(gateways if request.tenant_id == "t2" else [], request))


class BadEui(Servicer):
    def _ListDevicesRequest(self, request: Any) -> Any:  # noqa: N802
        device = api.DeviceListItem(dev_eui="not hexadecimal", device_profile_id="profile-1")
        return api.ListDevicesResponse(total_count=1, result=[device])


def serve(servicer: Servicer, *, only_tenants: bool = False) -> Iterator[str]:
    server = grpc.server(ThreadPoolExecutor(2))
    api.add_TenantServiceServicer_to_server(servicer, server)
    if not only_tenants:
        api.add_ApplicationServiceServicer_to_server(servicer, server)
        api.add_DeviceProfileServiceServicer_to_server(servicer, server)
        api.add_DeviceServiceServicer_to_server(servicer, server)
        api.add_GatewayServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None).wait()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    yield from serve(Servicer())


@pytest.fixture
def half_a_server() -> Iterator[str]:
    yield from serve(Servicer(), only_tenants=True)


@pytest.fixture
def server_of_bad_euis() -> Iterator[str]:
    yield from serve(BadEui())


def test_every_page_of_every_tenant_is_read(address: str) -> None:
    listing = read_chirpstack(address, f"{TOKEN}\n")
    assert len({device.dev_eui for device in listing.devices}) == SIZE > 2 * chirpstack_sync._PAGE
    assert listing.devices[7] == RemoteDevice(
        "24e124136b500007",
        "CC 1",
        "sonde 7",
        "EM300-TH",
        {"site": "profile", "étage": "7", "decoder": "milesight_em300", "a b": "c d"},
    )


def test_a_gateway_without_a_position_has_none(address: str) -> None:
    assert read_chirpstack(address, TOKEN).gateways == [
        RemoteGateway("0016c001f153a100", "CC 2", "toit 0", (49.9, 2.3, 30.0)),
        RemoteGateway("0016c001f153a101", "CC 2", "toit 1", None),
        RemoteGateway("0016c001f153a102", "CC 2", "toit 2", None),
    ]


def test_a_wrong_token_is_refused_with_the_remedy_and_not_shown(address: str) -> None:
    with pytest.raises(RejectedError, match="refuses the API key: authentication failed") as refused:
        read_chirpstack(address, "wrong-secret")
    assert "SAMARA_CHIRPSTACK_TOKEN" in str(refused.value)
    assert "wrong-secret" not in str(refused.value)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(UnavailableError, match="does not answer"):
        read_chirpstack(f"127.0.0.1:{free_port()}", TOKEN)


def test_tls_with_a_server_that_has_none_is_unavailable(address: str) -> None:
    with pytest.raises(UnavailableError, match="look at the address, at --tls"):
        read_chirpstack(address, TOKEN, tls=True)


def test_a_server_that_is_no_chirpstack_is_rejected(half_a_server: str) -> None:
    with pytest.raises(RejectedError, match=r"UNIMPLEMENTED.*Samara speaks to ChirpStack v4"):
        read_chirpstack(half_a_server, TOKEN)


def test_a_bad_eui_is_the_servers_fault(server_of_bad_euis: str) -> None:
    with pytest.raises(RejectedError, match="lists not an EUI-64: 'not hexadecimal'"):
        read_chirpstack(server_of_bad_euis, TOKEN)
