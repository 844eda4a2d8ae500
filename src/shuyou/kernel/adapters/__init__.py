"""What the kernel needs from the machine: the embedded database server."""
