"""Plotly figures: records in, figure out, no Streamlit."""
