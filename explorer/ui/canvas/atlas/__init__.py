"""The map people work on: a canvas that keeps its zoom, places labels as it goes, and glides to each new layout."""
