"""Technologies that fit the streams of one audit."""

from __future__ import annotations

from symbioaudit.analysis.symbiosis import offers
from symbioaudit.analysis.symbiosis.fitting import Fit, fits
from symbioaudit.methodology import load_pack
from symbioaudit.services.live import LiveAudit
from symbioaudit.services.prospect_words import Words, words_of
from symbioaudit.services.prospects import tools_of
from symbioaudit.services.snapshots import load_snapshot
from symbioaudit.services.workspace import Workspace


def fitting(workspace: Workspace, audit_id: str, lang: str) -> tuple[tuple[Fit, ...], Words]:
    """The technologies, the fitting ones first, and what their reasons are written with.

    Raises:
        SymbioError: no such audit, its pack is not installed or not in order.
    """
    snapshot = load_snapshot(workspace, audit_id)
    pack = load_pack(snapshot.audit.pack_id, snapshot.audit.overlay_id)
    classifier = tools_of(pack).classifier
    haves = [(h, classifier.of(h)) for h in offers.haves_of(snapshot)]
    records = {h.id: snapshot.by_id[h.record[1]] for h, _c in haves if h.record}
    found = fits(haves, records, pack.symbiosis, pack.scoring["technology"])
    return found, words_of(LiveAudit(snapshot), pack, lang)
