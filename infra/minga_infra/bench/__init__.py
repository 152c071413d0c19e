"""How fast the market answers, beside a hand-written limit in the same run (docs/benchmarks.md)."""
