"""Order cycles: windows in which produce is ordered, with who brings it, where it is fetched, and what that costs."""
