"""The pages of the window: their names, their order, the module that makes each; imported when first shown."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from symbioaudit.base.i18n import N_

if TYPE_CHECKING:
    from symbioaudit.ui.page import Page
    from symbioaudit.ui.session import Session


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page. ``module`` holds ``make(session) -> Page``, or ``make(session, kind)`` for one of several of a
    kind. ``needs_audit`` False: also without an audit. ``context``: the panel at the right speaks of it."""

    id: str
    title: str  # English msgid
    module: str
    group: str = ""  # heading in the rail; empty: not in the rail
    kind: str = ""
    context: bool = False
    needs_audit: bool = True


MAP: Final = N_("Flows")
RESULTS: Final = N_("Results")
SYMBIOSIS: Final = N_("Symbiosis")
CLOSING: Final = N_("Closing")
RECORD: Final = N_("Record")

# Pages of forms are ``form:F09``; they come from the pack's steps and are made by ``ui.forms`` and ``ui.grid``.
PAGES: Final[tuple[PageSpec, ...]] = (
    PageSpec("home", N_("Audits"), "symbioaudit.ui.home", needs_audit=False),
    PageSpec("import", N_("Take in a file"), "symbioaudit.ui.importing", needs_audit=False),
    PageSpec("settings", N_("Settings"), "symbioaudit.ui.preferences", needs_audit=False),
    PageSpec("map", N_("Process map"), "symbioaudit.ui.flows.page", MAP, context=True),
    PageSpec("sankey", N_("Sankey diagram"), "symbioaudit.ui.flows.sankey", MAP, context=True),
    PageSpec("overview", N_("Overview"), "symbioaudit.ui.results.page", RESULTS, "overview"),
    PageSpec("balances", N_("Balances"), "symbioaudit.ui.results.page", RESULTS, "balances"),
    PageSpec("helper", N_("Balance helper"), "symbioaudit.ui.symbiosis.helper", RESULTS),
    PageSpec("energy", N_("Energy results"), "symbioaudit.ui.results.energy", RESULTS, "energy"),
    PageSpec("waste", N_("Wastes: totals"), "symbioaudit.ui.results.page", RESULTS, "waste"),
    PageSpec(
        "flows", N_("Water, wastewater, emissions"), "symbioaudit.ui.results.page", RESULTS, "flows"
    ),
    PageSpec("heat", N_("Waste heat"), "symbioaudit.ui.results.page", RESULTS, "heat"),
    PageSpec("indicators", N_("Indicators"), "symbioaudit.ui.results.page", RESULTS, "indicators"),
    PageSpec("hotspots", N_("Hot spots"), "symbioaudit.ui.results.page", RESULTS, "hotspots"),
    PageSpec("losses", N_("Cost of losses"), "symbioaudit.ui.results.page", RESULTS, "losses"),
    PageSpec("ghg", N_("Greenhouse gases"), "symbioaudit.ui.results.page", RESULTS, "ghg"),
    PageSpec("quality", N_("Data quality"), "symbioaudit.ui.results.page", RESULTS, "quality"),
    PageSpec(
        "economics",
        N_("Economics of measures"),
        "symbioaudit.ui.results.page",
        RESULTS,
        "economics",
    ),
    PageSpec("problems", N_("Remarks"), "symbioaudit.ui.results.remarks", RESULTS, "problems"),
    PageSpec("sides", N_("Haves and wants"), "symbioaudit.ui.symbiosis.sides", SYMBIOSIS),
    PageSpec("matches", N_("Matches"), "symbioaudit.ui.symbiosis.matches", SYMBIOSIS),
    PageSpec("nearby", N_("Partners on the map"), "symbioaudit.ui.symbiosis.nearby", SYMBIOSIS),
    PageSpec("chains", N_("Chains"), "symbioaudit.ui.symbiosis.chains", SYMBIOSIS),
    PageSpec(
        "technologies", N_("Technologies"), "symbioaudit.ui.symbiosis.technologies", SYMBIOSIS
    ),
    PageSpec("pipeline", N_("Pipeline of matches"), "symbioaudit.ui.symbiosis.pipeline", SYMBIOSIS),
    PageSpec(
        "onepage", N_("Passports and meeting cards"), "symbioaudit.ui.symbiosis.onepage", SYMBIOSIS
    ),
    PageSpec("known", N_("Library of symbiosis"), "symbioaudit.ui.symbiosis.library", SYMBIOSIS),
    PageSpec(
        "leaving", N_("Before you leave the plant"), "symbioaudit.ui.closing.leaving", CLOSING
    ),
    PageSpec(
        "register", N_("Register of opportunities"), "symbioaudit.ui.closing.register", CLOSING
    ),
    PageSpec("risks", N_("Risks"), "symbioaudit.ui.closing.risks", CLOSING),
    PageSpec(
        "readiness", N_("Readiness and potential"), "symbioaudit.ui.closing.readiness", CLOSING
    ),
    PageSpec("roadmap", N_("Action plan"), "symbioaudit.ui.closing.roadmap", CLOSING),
    PageSpec("outgoing", N_("What leaves this laptop"), "symbioaudit.ui.closing.outgoing", CLOSING),
    PageSpec("signing", N_("Signing"), "symbioaudit.ui.closing.signing", CLOSING),
    PageSpec("report", N_("Report and package"), "symbioaudit.ui.closing.report", CLOSING),
    PageSpec("outbox", N_("Outbox"), "symbioaudit.ui.handing.page", CLOSING, needs_audit=False),
    PageSpec("history", N_("History of the audit"), "symbioaudit.ui.history.page", RECORD),
    PageSpec("compare", N_("Compare"), "symbioaudit.ui.history.compare", RECORD),
    PageSpec("merge", N_("Merge"), "symbioaudit.ui.history.merge", RECORD),
    PageSpec("claims", N_("Second answers"), "symbioaudit.ui.history.claims", RECORD),
    PageSpec(
        "unconfirmed",
        N_("Not confirmed since the last visit"),
        "symbioaudit.ui.history.unconfirmed",
        RECORD,
    ),
    PageSpec("bin", N_("Bin"), "symbioaudit.ui.history.bin", RECORD),
    PageSpec("inbox", N_("Inbox"), "symbioaudit.ui.capture.inbox", RECORD),
    PageSpec("photos", N_("Photos and files"), "symbioaudit.ui.capture.photos", RECORD),
    PageSpec("interview", N_("Interview mode"), "symbioaudit.ui.capture.interview", RECORD),
    PageSpec("help", N_("Manual"), "symbioaudit.ui.help.page", needs_audit=False),
)
BY_ID: Final = {page.id: page for page in PAGES}


def speaks_of(page_id: str) -> bool:
    """True where the context panel has something to say about what is on the page."""
    return page_id.startswith("form:") or BY_ID[page_id].context


def make_page(page_id: str, session: Session) -> Page:
    """Make a page by its id.

    Raises:
        KeyError: no page has this id.
    """
    if page_id.startswith("form:"):
        return _form_page(session, page_id.removeprefix("form:"))
    spec = BY_ID[page_id]
    make = import_module(spec.module).make
    page: Page = make(session, spec.kind) if spec.kind else make(session)
    return page


def _form_page(session: Session, form_id: str) -> Page:
    from symbioaudit.ui.forms.page import SinglePage
    from symbioaudit.ui.grid.page import GridPage

    assert session.pack is not None
    form = session.pack.forms[form_id]
    return GridPage(session, form) if form.mode == "grid" else SinglePage(session, form)
