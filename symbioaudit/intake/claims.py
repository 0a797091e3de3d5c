"""A second answer to what the audit already knows: kept beside the first until somebody decides."""

from __future__ import annotations

from symbioaudit.base.i18n import Text
from symbioaudit.base.ids import new_id
from symbioaudit.intake.plan import FieldResult
from symbioaudit.intake.work import Draft, Work
from symbioaudit.model.records import Claim


def dispute(
    work: Work, draft: Draft, code: str, label: Text, place: str, *, old: str, new: str
) -> bool:
    """Keep ``new`` as a claim; False where the audit already holds that very claim."""
    target = draft.target
    known = {(c.target_id, c.field_code, c.text) for c in (*work.snapshot.claims, *draft.claims)}
    if (target.id, code, new) in known:
        return False
    draft.claims.append(
        Claim(
            id=new_id(),
            audit_id=work.snapshot.audit.id,
            target_entity=target.block.entity,
            target_id=target.id,
            field_code=code,
            text=new,
            source=f"{work.source} · {place}",
        )
    )
    work.results.append(
        FieldResult(place, target.block.entity, target.id, code, label, old, new, disputed=True)
    )
    return True
