"""What credits come to under rates and tiers."""
