"""Records of closed workshops: what stays of them on an initiative."""

from readiness.domain.workshop_record import WorkshopRecord
from readiness.storage.facts import Facts

WORKSHOP_RECORDS = Facts("workshop_record", WorkshopRecord, structured=("criteria",))
