"""Answers: what is recorded on each criterion of an initiative."""

from readiness.domain.assessment import Answer
from readiness.storage.facts import Facts

ANSWERS = Facts("answer", Answer, key="criterion", structured=("raters", "agreement", "checks"))
