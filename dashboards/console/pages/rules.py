"""Alarm rules, people on call and policies: read, changed in a copy, checked, and proposed; never changed in force."""

import asyncio

from nicegui import ui

from dashboards.console import drafts
from dashboards.console.office import Office
from dashboards.console.people import ADMINISTER
from dashboards.console.view import View
from dashboards.console.views.forms import Told, button, part, work_page
from dashboards.console.views.markup import tag, words
from dashboards.console.workshop import Workshop
from telemetry.errors import NotFoundError
from telemetry.i18n import mark

_MOST_SHOWN = 50


@work_page("/admin/rules", mark("Rules and on-call"), ADMINISTER)
def rules_page(view: View, workshop: Workshop, office: Office) -> None:
    """The files are the platform's: its administrators read and propose."""
    if view.over(ADMINISTER) is not None:
        with part(view.say("Rules and on-call")):
            words("p", view.say("These files concern all authorities: the platform's administrators change them."))
        return
    _RulesPage(view, workshop, office)


class _RulesPage:
    def __init__(self, view: View, workshop: Workshop, office: Office) -> None:
        self._files, self._office = workshop.files, office
        self._say = say = view.say
        names = list(drafts.editable(self._files))
        explained = say("Change the text, check it, and propose it: the administrator of the machine puts it in force.")
        with part(say("Rules and on-call"), explained):
            if not names:
                words("p", say("No file of rules or policies is set."), "empty")
                return
            self._name = ui.select(names, label=say("File"), on_change=self._read).props("outlined dense")
            self._text = ui.textarea(label=say("Text")).props("outlined input-class=code spellcheck=false")
            self._text.classes("wide draft")
            self._told = Told()
            self._mistakes = tag("ul", "mistakes", aria_live="polite")
            with tag("div", "buttons"):
                button(say("Check"), self._look, main=True)
                button(say("Propose"), self._propose)
                button(say("Download"), self._download)
                button(say("Begin again"), self._read)
        with part(say("Proposals that wait")):
            self._waiting = tag("ul", "names")
        self._name.value = names[0]
        self._show_waiting()

    def _draft(self) -> str:
        return str(self._text.value or "")

    async def _read(self) -> None:
        self._mistakes.clear()
        text = await self._told.of(asyncio.to_thread(self._of_file, self._name.value))
        self._text.value = text or ""

    def _of_file(self, name: str | None) -> str:
        file = drafts.editable(self._files).get(name or "")
        if file is None:
            raise NotFoundError(self._say("This file is not here any more."))
        return drafts.read(file)

    async def _look(self) -> None:
        await self._check()

    async def _check(self) -> bool:
        """Show the mistakes of the text; true when there is none."""
        self._told.clear()
        self._mistakes.clear()
        found = await asyncio.to_thread(drafts.mistakes, self._files, self._name.value or "", self._draft())
        with self._mistakes:
            for line in found[:_MOST_SHOWN]:
                words("li", line)
        if found:
            self._told.problem(self._say.plural("{count} mistake.", "{count} mistakes.", len(found)))
        else:
            self._told.done(self._say("No mistake was found."))
        return not found

    async def _propose(self) -> None:
        if not await self._check():
            return
        kept = await self._told.of(self._proposed())
        if kept:
            self._told.done(self._say("Proposed as {name}.", name=kept))
            self._show_waiting()

    async def _proposed(self) -> str:
        principal = await self._office.allowed(ADMINISTER)
        folder, name, text = self._files.proposals, self._name.value or "", self._draft()
        kept = await self._office.do(
            principal,
            "rules.propose",
            name,
            {"characters": len(text)},
            lambda: drafts.propose(folder, name, text, principal.name),
        )
        return kept.name

    def _download(self) -> None:
        ui.download.content(self._draft(), self._name.value or "draft.yaml")

    def _show_waiting(self) -> None:
        self._waiting.clear()
        with self._waiting:
            for name in drafts.proposals(self._files.proposals) or [self._say("None.")]:
                words("li", name)
