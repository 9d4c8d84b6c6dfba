"""Stress tests that were run on an initiative."""

from readiness.domain.assessment import StressTest
from readiness.storage.facts import Facts

STRESS_TESTS = Facts("stress_test", StressTest)
