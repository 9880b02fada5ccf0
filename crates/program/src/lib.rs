//! Stylus programs: what Nitro accepts, what they cost to start, and the ink instrumentation.
