"""All devices: the list of the map page, with more of them at once, each with a page of its own."""

from nicegui import ui

from dashboards.console.office import Office
from dashboards.console.snapshot import Choice
from dashboards.console.view import View
from dashboards.console.views.devices import DeviceList
from dashboards.console.views.forms import work_page
from dashboards.console.workshop import Workshop
from telemetry.access import Permission
from telemetry.i18n import mark


@work_page("/devices", mark("Devices"), Permission.READ)
def devices_page(view: View, _workshop: Workshop, _office: Office) -> None:
    """The list, kept up to date."""

    async def go(dev_eui: str) -> None:
        ui.navigate.to(f"/devices/one?device={dev_eui}")

    devices = DeviceList(view.say, Choice(rows=50), go)
    devices.show(view.snapshot)
    view.every_second(lambda: devices.show(view.snapshot))
