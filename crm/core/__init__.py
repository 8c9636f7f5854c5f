"""What every domain stands on: database, dates, text, money, errors."""
