"""What credits come to under rates and tiers, credit by credit: the definition that every other way must come to."""
