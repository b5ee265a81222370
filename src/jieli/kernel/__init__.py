"""What every floor may use: money, rates, rounding, allocation, ranges, periods, problems, traces. Nothing else."""
