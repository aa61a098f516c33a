"""Dated rules, working-day calendars and code lists, all of them data."""
