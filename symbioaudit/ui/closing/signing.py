"""Signing: what is missing for a final, who accepts and with which remarks, the signature, the button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from symbioaudit.base.i18n import N_, _, language, plural
from symbioaudit.model import ink
from symbioaudit.model.enums import AuditStatus
from symbioaudit.model.signing import ROLE, STROKES, remarks_of
from symbioaudit.ui.closing.signature import SignatureField
from symbioaudit.ui.closing.signedbar import moment
from symbioaudit.ui.page import Page
from symbioaudit.ui.session import Place, Session
from symbioaudit.ui.theme import look
from symbioaudit.ui.wrapping import WrapLayout

if TYPE_CHECKING:
    from symbioaudit.model.changes import Changes
    from symbioaudit.model.records import SignOff
    from symbioaudit.services.status import Missing
    from symbioaudit.services.workspace import Workspace

SHOWN: Final = 8  # forms of the list; the rest is counted
NAMED: Final = 4  # fields of one form
WIDTH: Final = 700  # of the part to fill in
SIGNATURE: Final = 420
ALL_THERE: Final = N_("Nothing is missing for a final report.")
MAY_STILL: Final = N_("An audit may be signed with gaps: the report names them.")


class SigningPage(Page):
    """What was typed here stays until it is signed, also while other pages are in front."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        title = QLabel(_("Signing"), self)
        title.setProperty("role", "title")
        self.state = QLabel(self)
        self.state.setWordWrap(True)
        inner = QWidget(self)
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, look().px(12), look().px(12))
        for part in (title, self.state, *self._checklist(), *self._acceptance(), self._past()):
            body.addWidget(part)
        body.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        whole = QVBoxLayout(self)
        gap = look().px(12)
        whole.setContentsMargins(gap, gap, 0, 0)
        whole.addWidget(area)
        self.refresh()

    # -- building ----------------------------------------------------------------

    def _checklist(self) -> tuple[QWidget, ...]:
        head = self._heading(_("Missing for a final report"))
        self.missing = QLabel(self)
        self.missing.setWordWrap(True)
        self.missing.setTextFormat(Qt.TextFormat.RichText)
        self.missing.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard)  # fmt: skip
        self.missing.setAccessibleName(_("Missing for a final report"))
        self.missing.linkActivated.connect(self._go)
        return head, self.missing

    def _acceptance(self) -> tuple[QWidget, ...]:
        self.name, self.role = QLineEdit(self), QLineEdit(self)
        self.remarks = QPlainTextEdit(self)
        self.remarks.setPlaceholderText(_("One remark a line; blank when there are none."))
        self.remarks.setTabChangesFocus(True)
        self.remarks.setFixedHeight(look().px(84))
        self.signature = SignatureField(self)
        self.signature.setMaximumWidth(look().px(SIGNATURE))
        box = QWidget(self)
        box.setMaximumWidth(look().px(WIDTH))
        form = QFormLayout(box)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, widget in (
            (_("Accepts for the enterprise"), self.name),
            (_("Office"), self.role),
            (_("Remarks of the enterprise"), self.remarks),
            (_("Signature"), self.signature),
        ):
            form.addRow(text, widget)
            if widget is not self.signature:
                widget.setAccessibleName(text)
        form.addRow("", self._buttons())
        self.name.textChanged.connect(lambda _text: self._able())
        self.signature.changed.connect(self._able)
        return self._heading(_("Acceptance")), box

    def _buttons(self) -> QWidget:
        self.sign = self._button(_("Sign"), self.sign_audit)
        self.sign.setProperty("role", "main")
        self.back = self._button(_("Undo the stroke"), self.signature.undo_stroke)
        self.clear = self._button(_("Clear the signature"), self.signature.clear)
        self.print = self._button(_("To the report"), lambda: self.session.go.emit(Place("report")))
        holder = QWidget(self)
        row = WrapLayout(holder)
        for part in (self.sign, self.back, self.clear, self.print):
            row.addWidget(part)
        return holder

    def _past(self) -> QLabel:
        self.past = QLabel(self)
        self.past.setWordWrap(True)
        self.past.setAccessibleName(_("Signed revisions"))
        self.past.setTextFormat(Qt.TextFormat.RichText)
        self.past.linkActivated.connect(lambda _link: self.session.go.emit(Place("compare")))
        return self.past

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "heading")
        label.setContentsMargins(0, look().px(10), 0, 0)
        return label

    def _button(self, text: str, call: Any) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _on: call())
        return button

    # -- what is so --------------------------------------------------------------

    @property
    def _is_signed(self) -> bool:
        live = self.session.live
        return live is not None and live.audit.status is AuditStatus.SIGNED

    def arrive(self, place: Place) -> None:
        """Begin at the name; a signed audit is only shown."""
        if not self._is_signed:
            self.name.setFocus()
        self.refresh()
        self._list_missing()

    def on_changes(self, changes: Changes, touched: frozenset[tuple[str, str]]) -> None:
        """Signed, or opened again."""
        if any(entity in ("audit", "signoff") for entity, _id in touched):
            self.refresh()

    def on_results(self, results: Any) -> None:
        """What is missing may have come."""
        if self.isVisible():
            self._list_missing()

    def refresh(self) -> None:
        """Show the signature in force, or the empty form of the next one."""
        live = self.session.live
        if live is None:
            return
        kept = sorted(live.of("signoff"), key=lambda s: s.revision)
        signed = self._is_signed
        if signed and kept:
            self._show(kept[-1])
        for widget in (self.name, self.role, self.remarks):
            widget.setReadOnly(signed)
        self.signature.let_draw(on=not signed)
        n = max((live.audit.revision, *(s.revision for s in kept)))
        text = (
            _("Signed: revision {n}.").format(n=n)
            if signed
            else _("Draft of revision {n}.").format(n=n + 1)
        )
        self.state.setText(text)
        self._show_past(kept)
        self._able()

    def _show(self, signed: SignOff) -> None:
        self.name.setText(signed.signed_by or "")
        self.role.setText(str(signed.properties.get(ROLE) or ""))
        self.remarks.setPlainText("\n".join(remarks_of(signed.properties)))
        strokes = ink.read(signed.properties.get(STROKES))
        if self.signature.strokes() != strokes:
            self.signature.show_strokes(strokes)

    def _show_past(self, kept: list[SignOff]) -> None:
        from html import escape

        lines = [
            _("Revision {n}: {who}, {when}").format(
                n=s.revision, who=s.signed_by or "—", when=moment(s.signed_at)
            )
            for s in reversed(kept)
        ]
        link = f'<a href="compare" style="color:{look().colour("accent").name()}">{escape(_("Compare revisions"))}</a>'
        shown = [escape(line) for line in lines] + ([link] if len(lines) > 1 else [])
        self.past.setText("<br>".join(shown))
        self.past.setVisible(bool(lines))

    def _able(self) -> None:
        free = not self._is_signed and not self.session.read_only
        drawn = bool(self.signature.strokes())
        self.sign.setEnabled(free and bool(self.name.text().strip()))
        self.sign.setToolTip("" if self.sign.isEnabled() else _("The name is needed to sign."))
        self.back.setEnabled(free and drawn)
        self.clear.setEnabled(free and drawn)

    def _list_missing(self) -> None:
        """Read what the methodology asks for, in the background."""
        live, pack, results = self.session.live, self.session.pack, self.session.results
        if live is None or pack is None or results is None:
            return
        snapshot, lang = live.snapshot(), language()

        def call() -> list[Missing]:
            from symbioaudit.services.status import missing_for_final

            return missing_for_final(snapshot, pack, results, lang)

        self.session.pool.submit(call, self._show_missing)

    def _show_missing(self, found: list[Missing]) -> None:
        from html import escape

        if self.session.live is None:
            return
        lines = [self._missing_line(item) for item in found[:SHOWN]]
        rest = len(found) - SHOWN
        if rest > 0:
            lines.append(escape(plural(N_("… and {n} more"), N_("… and {n} more"), rest)))
        lines = [*lines, escape(_(MAY_STILL))] if found else [escape(_(ALL_THERE))]
        self.missing.setText("<br>".join(lines))

    def _missing_line(self, item: Missing) -> str:
        from html import escape

        names = ", ".join(item.names[:NAMED])
        rest = len(item.names) - NAMED
        if rest > 0:
            names += f" (+{rest})"
        if not item.form:
            return f"• {escape(names)}"
        colour = look().colour("accent").name()
        link = f'<a href="form:{escape(item.form, quote=True)}" style="color:{colour}">'
        return f"• {link}{escape(item.title)}</a>: {escape(names)}"

    def _go(self, form: str) -> None:
        self.session.go.emit(Place(form))

    # -- signing -----------------------------------------------------------------

    def sign_audit(self) -> None:
        """Freeze the present state as the next revision; everything typed before is written first."""
        live = self.session.live
        if live is None or not self.sign.isEnabled():
            return
        from symbioaudit.services.signoff import Acceptance

        self.sign.setEnabled(False)
        audit_id = live.audit_id
        accepted = Acceptance(
            self.name.text(),
            self.role.text(),
            tuple(self.remarks.toPlainText().splitlines()),
            self.signature.strokes(),
        )

        def call(workspace: Workspace) -> Changes:
            from symbioaudit.services.signoff import sign

            return sign(workspace, audit_id, accepted)

        self.session.write(call, failed=lambda _error: self._able())


def make(session: Session) -> Page:
    """The page."""
    return SigningPage(session)
