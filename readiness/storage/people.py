"""People of an initiative, with their declarations of independence."""

from readiness.domain.assessment import Person
from readiness.storage.facts import Facts

PEOPLE = Facts("person", Person)
