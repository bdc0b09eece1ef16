"""Backends turn a plan into something that runs."""
