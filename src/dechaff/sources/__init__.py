"""Readers that turn an input into blocks."""
