"""Small tasks whose answer needs the order of the words, with sentences drawn for them."""
