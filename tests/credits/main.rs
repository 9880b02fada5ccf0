//! ComputeCredits: credits of the day and budgets on them.
