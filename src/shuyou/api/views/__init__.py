"""The endpoints, the door in front of them, and how refusals leave."""
