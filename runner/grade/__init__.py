"""Grading in bulk: many submissions, judged once each, with nothing lost."""
