"""Order cycles: this week for buyers, the plan for coordinators, what to bring for makers."""
