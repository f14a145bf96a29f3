"""Synthesise Korean word images, train the recogniser on them, measure and export it."""
