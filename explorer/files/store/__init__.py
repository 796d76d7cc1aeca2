"""The on-disk store of imported vectors: read once, opened by memory map ever after."""
