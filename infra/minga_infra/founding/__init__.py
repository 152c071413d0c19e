"""How a cooperative begins: its row, its classes, its statutes and rules, its books, its first officer."""
