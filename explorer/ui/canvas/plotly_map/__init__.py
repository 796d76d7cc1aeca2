"""The finished map, flat or in space, drawn by Plotly."""
