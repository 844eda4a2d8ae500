"""Shuyou 书友, the membership CRM for booksellers."""
