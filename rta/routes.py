"""JSON over agreements and receipts: load, call, dump."""

from typing import Any
from uuid import UUID

from flask.views import MethodView
from flask_smorest import Blueprint

from netwerkzorg.platform.http import work

from . import service
from .schemas import AgreementsShown, ReceiptShown

BLUEPRINT = Blueprint(
    "rta_api", __name__, url_prefix="/api/v1", description="Afspraken en beslisbewijzen"
)


@BLUEPRINT.route("/agreements")
class Agreements(MethodView):
    @BLUEPRINT.response(200, AgreementsShown)
    def get(self) -> dict[str, Any]:
        """The agreements in force now."""
        with work() as unit:
            return {"items": service.versions_in_force(unit)}


@BLUEPRINT.route("/receipts/<uuid:receipt_id>")
class Receipts(MethodView):
    @BLUEPRINT.response(200, ReceiptShown)
    def get(self, receipt_id: UUID) -> service.Receipt:
        """One decision with its proof; 404 without an active relation to its resident."""
        with work() as unit:
            return service.my_receipt(unit, receipt_id)
