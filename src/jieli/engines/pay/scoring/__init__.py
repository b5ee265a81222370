"""What is measured, attained, scored and ranked, and for which days a bonus is due."""
