"""Papers and files that go to suppliers."""
