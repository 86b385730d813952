"""What a process asks the Linux kernel for itself and Python has no call for. It knows nothing of documents; every room may use it."""
