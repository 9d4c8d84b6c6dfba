"""Sign-offs by executives of an initiative."""

from readiness.domain.assessment import SignOff
from readiness.storage.facts import Facts

SIGN_OFFS = Facts("sign_off", SignOff, structured=("risks",))
