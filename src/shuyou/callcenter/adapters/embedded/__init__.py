"""The switch that is built in: real calls by SIP and RTP, with nothing but what Python brings."""
