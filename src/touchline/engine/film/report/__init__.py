"""The report: one self-contained page that shows the film, who is shown and why, and how far to trust it.

Owns the page and nothing else: `facts.FilmReport` goes in, `page.write` writes `report.html`.
It reads no file of the film folder; whoever calls says what lies there.
"""
