"""Files the sample club is made from."""
