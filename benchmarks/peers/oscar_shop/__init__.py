"""A django-oscar shop on our data shape; it runs in an environment of its own, without Shuyou."""
