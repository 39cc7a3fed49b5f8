"""What trains and measures the scorer; no part of cleaning needs it."""
