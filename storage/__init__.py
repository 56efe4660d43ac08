"""What is kept, and the questions it answers: the only door to SQLAlchemy."""
