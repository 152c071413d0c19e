"""What members decide about the platform: typed, bounded, dated parameters, each with what set it."""
