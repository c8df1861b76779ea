"""The plan as a picture: where things stand on it, and what slack is called. Pure: data in, figures out."""
