"""Shows the recorded page whose address is open."""

from benchmarks.replay import replay

replay()
