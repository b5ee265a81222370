"""What a plan says of rates on credits, and the arithmetic of rates and tiers."""
