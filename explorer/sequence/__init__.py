"""What reads words in order: recurrent networks by hand, and what is trained with them."""
