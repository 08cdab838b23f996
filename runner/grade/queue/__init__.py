"""A batch over many machines, with Celery: who has it judged, who judges, and what travels between both.

Nothing outside this package imports Celery, and nothing in it does before it is used.
"""
