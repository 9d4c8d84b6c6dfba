"""The known ways in which AI initiatives fail: six detectors as pure functions over stored facts.

One file a pattern, one function a sign. `detect.find_patterns` asks them, `public_case.patterns_of_case` asks those
that a public record can answer, `finding` says how severe the signs are together.
"""
